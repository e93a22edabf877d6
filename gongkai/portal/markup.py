"""Markup for pages, made from text that the kernel's sanitiser has already cleaned, or from escaped parts."""

import re
from collections.abc import Iterable, Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.publications.models import Publication
from gongkai.publications.rules.validity import VALIDITY_LABELS, Validity

_ATTACHMENT = re.compile(r'((?:src|href)=")attachment:(\d+)"')
_TABLE = re.compile(r"<table\b")
CHIPS = {VALIDITY_LABELS[Validity.IN_FORCE]: "chip", VALIDITY_LABELS[Validity.PENDING]: "chip soon"}
SCROLL = '<div class="scroll" role="region" aria-label="表格，可左右滚动" tabindex="0"><table'


def body_html(body: str, publication_id: int) -> SafeString:
    """A version's sanitised body with its attachments' addresses, wide tables in a frame that scrolls by itself."""
    if "attachment:" in body:
        body = _ATTACHMENT.sub(rf'\1/d/{publication_id}/a/\2/"', body)
    if "<table" in body:
        body = _TABLE.sub(SCROLL, body).replace("</table>", "</table></div>")
    return mark_safe(body)  # noqa: S308  sanitised by publications.text.clean before it was stored


def line_html(line: str) -> SafeString:
    """One line of a difference: escaped by publications.text.difference, with <del> and <ins> only."""
    return mark_safe(line)  # noqa: S308  every text in it is escaped where the line is made


# The signs that could end the element or begin another one.
_IN_SCRIPT = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def structured_html(written: str) -> SafeString:
    """JSON-LD as a block that holds data, not script: browsers do not run it and the policy for scripts leaves it alone."""
    return mark_safe(f'<script type="application/ld+json">{written.translate(_IN_SCRIPT)}</script>')  # noqa: S308  escaped


def rows_html(publications: Iterable[Publication], interpreted: Mapping[int, int] | None = None) -> SafeString:
    """The lines of a list, joined in one go: a template that includes a partial for every line costs twice as much."""
    readings = interpreted or {}
    return mark_safe("".join(_row(row, readings.get(row.pk)) for row in publications))  # noqa: S308  _row escapes


def _row(row: Publication, reading: int | None) -> str:
    meta = ""
    if row.kind_info.has_validity:
        label = row.validity_label()
        meta += f'<span class="{CHIPS.get(label, "chip closed")}">{label}</span>'
    if reading:
        meta += f'<a class="chip done" href="/d/{reading}/">有解读<span class="hidden">：{escape(row.title)}</span></a>'
    if row.doc_no:
        meta += f"<span>{escape(row.doc_no)}</span>"
    day = row.listed_on.isoformat() if row.listed_on else ""
    return (
        f'<li><a class="t" href="/d/{row.pk}/">{escape(row.title)}</a>'
        + (f'<time datetime="{day}">{day}</time>' if day else "")
        + (f'<span class="meta">{meta}</span>' if meta else "")
        + "</li>\n"
    )
