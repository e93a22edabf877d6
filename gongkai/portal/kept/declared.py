"""How a view says that its answer may be kept, and how to see cheaply that an address leads nowhere."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

View = TypeVar("View", bound=Callable[..., Any])
Probe = Callable[..., bool]
LONGEST_QUERY = 500
MOST_FIELDS = 20
NUMBER = r"[1-9][0-9]{0,5}"
WORD = r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"


@dataclass(frozen=True)
class Page:
    """A view whose answers may be kept: the parameters that select a page, and those that make it a question."""

    query: Mapping[str, re.Pattern[str]]
    asks: frozenset[str]

    def canonical(self, raw: str) -> str | None:
        """The query string that matters, in one order and writing; None when this request is not for a kept page.

        What the page does not know is dropped, and so is a value that cannot be meant: it never reaches the view.
        """
        if not raw or len(raw) > LONGEST_QUERY:
            return ""
        try:
            fields = dict(parse_qsl(raw, max_num_fields=MOST_FIELDS))
        except ValueError:
            return ""
        if self.asks & fields.keys():
            return None
        known = {name: fields[name] for name, form in self.query.items() if form.fullmatch(fields.get(name, ""))}
        return urlencode(known)


def page(*, query: Mapping[str, str] | None = None, asks: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Declare that the answers of this view may be kept: the same for everyone who asks for the same address.

    `query`: the parameters that select another page, each with the form of its value (a regular expression of letters,
    digits, `.`, `_` and `-`). `asks`: parameters that make the request a question, whose answer is never kept. Any other
    parameter is dropped before the view sees it. The view must not read cookies, sessions or headers.
    """
    declared = Page({name: re.compile(form) for name, form in (query or {}).items()}, frozenset(asks))

    def mark(view: View) -> View:
        view.kept = declared  # type: ignore[attr-defined]
        return view

    return mark


def absent(probe: Probe) -> Callable[[View], View]:
    """Give a view its probe: called with the view's arguments, true when there is nothing there for certain.

    The address is then answered with the kept “not found” page, without the framework; a doubt must answer False.
    """

    def mark(view: View) -> View:
        view.absent = probe  # type: ignore[attr-defined]
        return view

    return mark
