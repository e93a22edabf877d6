"""The 主动公开目录: its items, and what was published under each."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet

from gongkai.journal import clock
from gongkai.publications.models import CatalogueItem, Publication
from gongkai.publications.rules.catalogue import NODES, Node

from .. import kept
from ..kept import keys
from .lists import shown

PER_PAGE = 50


@dataclass(slots=True)
class Row:
    """A catalogue item with its evidence."""

    item: CatalogueItem
    node: Node | None
    count: int
    last_on: date | None


def rows(node: str = "", words: str = "") -> list[Row]:
    """Items valid today in their order, with count and last date of what is public under them: two statements."""
    today = clock.today()
    kept.shows(keys.CATALOGUE, keys.CATALOGUE_ITEMS)
    kept.changes_on(today + timedelta(days=1))
    items = CatalogueItem.objects.filter(valid_from__lte=today).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    )
    if node:
        items = items.filter(node=node)
    published = {
        code: (count, last)
        for code, count, last in Publication.objects.public()
        .exclude(catalogue_code="")
        .values_list("catalogue_code")
        .annotate(Count("id"), Max("listed_on"))
        .order_by()
    }
    found = [
        Row(item, NODES.get(item.node), *published.get(item.code, (0, None)))
        for item in items.select_related("subject").order_by("order", "id")
    ]
    return [row for row in found if matches(row, words)] if words else found


def matches(row: Row, words: str) -> bool:
    """Whether the words stand in the item's names, content or basis."""
    item = row.item
    return any(words in text for text in (item.item1, item.item2, item.elements, item.basis, item.subject.name))


def grouped(found: list[Row]) -> list[tuple[str, Node | None, list[Row]]]:
    """Rows under their statutory nodes, in the law's order."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row.item.node, []).append(row)
    order = [*NODES, *(code for code in groups if code not in NODES)]
    return [(code, NODES.get(code), groups[code]) for code in order if code in groups]


def published_under(code: str, before: tuple[date, int] | None = None) -> list[Publication]:
    """What is public under an item, newest first, after a key; one more than a page, so that the page knows of a next."""
    kept.shows(keys.CATALOGUE_ITEMS, keys.catalogue_item(code))
    found = Publication.objects.public().filter(catalogue_code=code)
    return _page(found, before)


def new_in_month(year: int, month: int, before: tuple[date, int] | None = None) -> list[Publication]:
    """What was newly entered in a month (imported older material does not count as new)."""
    kept.shows(keys.month(year, month))
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    found = Publication.objects.public().filter(legacy=False, listed_on__gte=first, listed_on__lt=after)
    return _page(found, before)


def _page(found: QuerySet[Publication], before: tuple[date, int] | None) -> list[Publication]:
    if before is not None:
        day, pk = before
        found = found.filter(listed_on__lte=day).exclude(listed_on=day, pk__gte=pk)
    return shown(list(found.select_related("unit").order_by("-listed_on", "-id")[: PER_PAGE + 1]))
