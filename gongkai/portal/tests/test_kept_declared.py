"""How a view declares what may be kept of it, and how the query string is brought into one writing."""

from datetime import date

import pytest

from gongkai.portal import kept
from gongkai.portal.kept.shown import collecting


@kept.page(query={"page": kept.NUMBER, "kind": kept.WORD}, asks=("q",))
def view(request):
    """A view."""


@pytest.mark.parametrize(
    ("raw", "one"),
    [
        ("", ""),
        ("page=2", "page=2"),
        ("kind=news&page=2", "page=2&kind=news"),
        ("page=2&utm_source=x&page=3", "page=3"),
        ("page=../../etc/passwd", ""),
        ("page=02", ""),
        ("page=", ""),
        ("page=2%00", ""),
        ("kind=a%2Fb", ""),
        ("&".join(f"a{number}=1" for number in range(30)), ""),
        ("q=公园", None),
        ("page=2&q=x", None),
    ],
)
def test_a_query_string_has_one_writing_and_only_what_the_page_knows(raw, one):
    assert view.kept.canonical(raw) == one


def test_what_is_shown_is_collected_only_where_somebody_collects():
    kept.shows("document:1")
    with collecting() as shown:
        kept.shows("document:2", "column:news")
        kept.changes_on(date(2026, 7, 1))
        kept.changes_on(None)
        kept.changes_on(date(2026, 6, 1))
    kept.personal()
    assert shown.keys == {"document:2", "column:news"}
    assert shown.until == date(2026, 6, 1)
    assert not shown.personal
