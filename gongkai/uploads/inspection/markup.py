"""Text that a browser would run as a page, wherever it hides."""

import re

_PAGE = re.compile(
    rb"<script[\s>/]|<!doctype\s+html|<html[\s>]|<\?php|<iframe[\s>]|<svg\s|<body[\s>]|<object[\s>]|<embed[\s>]|<meta\s+http"
    rb"|javascript:|<img\s[^>]{0,200}onerror",
    re.IGNORECASE,
)


def looks_like_page(content: bytes) -> bool:
    """Whether HTML, SVG or script stands anywhere in `content` (also as UTF-16)."""
    return bool(_PAGE.search(content) or (b"\x00" in content and _PAGE.search(content.replace(b"\x00", b""))))
