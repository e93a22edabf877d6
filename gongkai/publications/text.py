"""The text of a publication: what HTML is kept, how a version is told to the hash, how two versions differ."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

import nh3
from lxml import html as lxml_html

TAGS = {
    "p", "h2", "h3", "h4", "ol", "ul", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "strong", "em",
    "u", "s", "sub", "sup", "br", "hr", "blockquote", "a", "img", "figure", "figcaption",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
    "h2": {"id"},
    "h3": {"id"},
}
_SPAN = re.compile(r"^[1-9][0-9]{0,2}$")
_IMAGE = re.compile(r"^(/f/[0-9a-f]{64}(\.[a-z0-9]{1,5})?|attachment:[0-9]+)$")
# What comparing costs grows with the pairs of lines, and inside a changed line of letters, that are alike.
LONGEST_LINE = 400
LONGEST_COMPARED = 120_000  # letters of both texts together
MOST_LINES_ALIKE = 200_000
MOST_LETTERS_ALIKE = 20_000
_SENTENCE = re.compile(rf"[^。；！？]{{1,{LONGEST_LINE}}}[。；！？]?|[。；！？]")
_BLOCKS = ("p", "h2", "h3", "h4", "li", "tr", "caption", "blockquote", "figcaption", "div")


def clean(html: str) -> str:
    """`html` with only what an official text needs: no styles, scripts, classes, frames, foreign images.

    Text without any tag becomes paragraphs, one a line.
    """
    if "<" not in html:
        lines = (line.strip() for line in html.splitlines())
        return "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    html = re.sub(r"<(/?)h1\b", r"<\1h2", html, flags=re.I)
    html = re.sub(
        r"<(/?)b\b(?=[\s>])", r"<\1strong", re.sub(r"<(/?)i\b(?=[\s>])", r"<\1em", html, flags=re.I), flags=re.I
    )
    kept = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "attachment"},
        link_rel="noopener",
        clean_content_tags={"script", "style", "title", "xml"},
    )
    return re.sub(r"<p>(\s|&nbsp;|<br>)*</p>", "", kept).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in {"colspan", "rowspan", "start"}:
        return value if _SPAN.match(value) else None
    if tag == "img" and name == "src":
        return value if _IMAGE.match(value) else None
    return value


def plain(html: str) -> str:
    """The text of a body, one block a line, as checks, search and the hash of differences read it."""
    if not html.strip():
        return ""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    lines: list[str] = []
    _collect(root, lines, [""])
    return "\n".join(line for line in lines if line)


def _collect(element: Any, lines: list[str], current: list[str]) -> None:
    def close() -> None:
        lines.append(" ".join(current[0].split()))
        current[0] = ""

    block = element.tag in _BLOCKS
    if block or element.tag in {"br", "hr"}:
        close()
    if element.text:
        current[0] += element.text
    for child in element:
        _collect(child, lines, current)
        if child.tag in {"td", "th"}:
            current[0] += " "
        if child.tail:
            current[0] += child.tail
    if block:
        close()
    if element.getparent() is None and current[0].strip():
        close()


def lines(html: str) -> list[str]:
    """The text of a body as `difference` compares it: one block a line, a long one by its sentences."""
    found = plain(html).splitlines()
    return [piece for line in found for piece in ([line] if len(line) <= LONGEST_LINE else _SENTENCE.findall(line))]


def difference(before: list[str], after: list[str]) -> list[tuple[str, str]] | None:
    """Two lists of lines compared, changed lines by character too: ('same'|'gone'|'new'|'mixed', html).

    A 'mixed' line holds <del> and <ins>; every other text is escaped. None where comparing would take too long while a
    reader waits.
    """
    if sum(map(len, before)) + sum(map(len, after)) > LONGEST_COMPARED or _alike(before, after) > MOST_LINES_ALIKE:
        return None
    rows: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [("same", escape(line)) for line in before[i1:i2]]
        elif tag == "replace" and i2 - i1 == j2 - j1:
            rows += [("mixed", _inside(a, b)) for a, b in zip(before[i1:i2], after[j1:j2], strict=True)]
        else:
            rows += [("gone", escape(line)) for line in before[i1:i2]]
            rows += [("new", escape(line)) for line in after[j1:j2]]
    return rows


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pairs of one item of each are the same."""
    there = Counter(after)
    return sum(count * there[item] for item, count in Counter(before).items())


def _inside(old: str, new: str) -> str:
    if _alike(old, new) > MOST_LETTERS_ALIKE:
        return f"<del>{escape(old)}</del><ins>{escape(new)}</ins>"
    parts = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape(old[i1:i2]))
            continue
        if i2 > i1:
            parts.append(f"<del>{escape(old[i1:i2])}</del>")
        if j2 > j1:
            parts.append(f"<ins>{escape(new[j1:j2])}</ins>")
    return "".join(parts)
