"""From a finding to its place: every paragraph of a text gets an anchor under the number by which the checks call it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html

from gongkai.publications.models import Attachment
from gongkai.publications.services.checking import Outcome

BLOCKS = frozenset(
    {"p", "h2", "h3", "h4", "li", "tr", "caption", "blockquote", "figcaption", "div", "table", "ul", "ol"}
)
_PARAGRAPH = re.compile(r"^正文第(\d+)段")
FIELDS = {"标题": "place-title", "内容概述": "place-summary"}
_IMAGE = re.compile(r"/f/([0-9a-f]{64})(\.[a-z0-9]{1,5})?")


def anchored(body_html: SafeString) -> SafeString:
    """The text with `line-N` as the anchor of its paragraph N, counted as the checks count (blank ones are not)."""
    if not body_html.strip():
        return body_html
    root = lxml_html.fragment_fromstring(body_html, create_parent="div")
    _Anchors().walk(root)
    inside = escape(root.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
    return mark_safe(inside)  # noqa: S308  sanitised before it was stored; only ids were added


class _Anchors:
    """Walks a text as `publications.text.plain` does, and names the element in which each line begins."""

    def __init__(self) -> None:
        self.count, self.begun = 0, False

    def walk(self, element: Any) -> None:
        block = element.tag in BLOCKS
        if block or element.tag == "br":
            self.begun = False
        self._read(element.text, element)
        for child in element:
            self.walk(child)
            self._read(child.tail, element)
        if block:
            self.begun = False

    def _read(self, words: str | None, element: Any) -> None:
        if self.begun or not (words or "").strip():
            return
        self.begun, self.count = True, self.count + 1
        owner = element
        while owner.tag not in BLOCKS and owner.getparent() is not None:
            owner = owner.getparent()
        if owner.getparent() is not None and owner.get("id") is None:
            owner.set("id", f"line-{self.count}")


def linked(outcome: Outcome, base: str = "") -> Outcome:
    """The outcome with, at each finding, the address of its place; '' where it has none on the page `base`."""
    return replace(outcome, findings=tuple(dict(row, href=_href(row["where"], base)) for row in outcome.findings))


def _href(where: str, base: str) -> str:
    if match := _PARAGRAPH.match(where):
        return f"{base}#line-{match[1]}"
    return f"{base}#{FIELDS[where]}" if where in FIELDS else ""


def desk_images(body: str, version_pk: int, files: Iterable[Attachment]) -> SafeString:
    """The text with the pictures of this version at their desk address: at the public one they are not there yet."""
    own = {row.upload.stored.digest: row.pk for row in files if row.inline}

    def address(match: re.Match[str]) -> str:
        pk = own.get(match[1])
        return f"/desk/v/{version_pk}/files/{pk}/" if pk else match[0]

    return mark_safe(_IMAGE.sub(address, body))  # noqa: S308  addresses change, nothing else
