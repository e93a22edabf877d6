"""Markup for pages, made from text that the kernel's sanitiser has already cleaned, or from escaped parts."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_ATTACHMENT = re.compile(r'((?:src|href)=")attachment:(\d+)"')
_TABLE = re.compile(r"<table\b")
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


def marked(text: str, words: str) -> SafeString:
    """`text` with the first place where `words` stand marked."""
    start = text.lower().find(words.lower()) if words else -1
    if start < 0:
        return format_html("{}", text)
    end = start + len(words)
    return format_html("{}<mark>{}</mark>{}", text[:start], text[start:end], text[end:])
