"""How pages read what a stranger typed into an address, and answer."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..context import elder_of
from ..navigation import Navigation

LARGEST = 10**9


def answer(
    request: HttpRequest,
    template: str,
    nav: Navigation,
    context: dict[str, Any] | None = None,
    *,
    main: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page in the site's frame; `main` is the entry of the main navigation it belongs to."""
    values = {
        "nav": nav,
        "header_html": nav.header_html(main, elder_of(request)),
        "footer_html": nav.footer_html(),
        **(context or {}),
    }
    return render(request, template, values, status=status)


def text_of(request: HttpRequest, name: str, longest: int = 80) -> str:
    """A text parameter without control characters, blanks at the ends or more than it may be long."""
    value = request.GET.get(name, "")
    return "".join(sign if sign.isprintable() else " " for sign in value[: longest * 2]).strip()[:longest]


def number_of(value: str, default: int = 0) -> int:
    """A whole number from 0 up, the default for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default


def key_of(value: str) -> tuple[date, int] | None:
    """The key after which a list goes on, as `2026-06-01_12`; None when there is none or it is no key."""
    day, _, pk = value.partition("_")
    try:
        return date.fromisoformat(day), min(int(pk), LARGEST)
    except ValueError:
        return None
