"""List pages: items from the listing table, totals and facets from its counts; never COUNT(*)."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from gongkai.journal import clock
from gongkai.publications import kinds
from gongkai.publications.models import Link, Listing, ListingCount, Publication
from gongkai.publications.rules.states import PublicationState
from gongkai.publications.rules.validity import next_change

from .. import kept
from ..kept import keys
from ..navigation import STAMP
from .prepared import Prepared

PAGE_SIZE = 20
DEEP = 1000
ROW_FIELDS = tuple(
    f"publication__{name}"
    for name in (
        "state", "kind", "title", "doc_no", "summary", "listed_on", "effective_on", "expires_on", "repealed_on",
        "claimed_validity", "unit__short_name",
    )
)  # fmt: skip


@dataclass(slots=True)
class Facet:
    """One value by which a list can be narrowed, with how many items it holds."""

    value: str
    label: str
    count: int
    current: bool


@dataclass(slots=True)
class ListPage:
    """One page of a column: its rows and everything the pager and the facets need."""

    column: str
    number: int
    year: int
    kind: str
    total: int = 0
    rows: list[Publication] = field(default_factory=list)
    years: list[Facet] = field(default_factory=list)
    kinds: list[Facet] = field(default_factory=list)
    interpreted: dict[int, int] = field(default_factory=dict)
    token: str | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1

    @property
    def narrowed(self) -> bool:
        return bool(self.year or self.kind)

    @property
    def narrowing(self) -> str:
        """The part of the address that keeps the facet while paging."""
        return f"year={self.year}&" if self.year else f"kind={self.kind}&" if self.kind else ""

    def numbers(self) -> list[int]:
        """Page numbers to offer, 0 for a gap: 1 … 4 5 6 … 17."""
        near = {1, self.pages, *range(max(1, self.number - 2), min(self.pages, self.number + 2) + 1)}
        shown: list[int] = []
        for number in sorted(near):
            if shown and number - shown[-1] > 1:
                shown.append(0)
            shown.append(number)
        return shown


def list_page(column: str, number: int = 1, year: int = 0, kind: str = "") -> ListPage:
    """A page of a column narrowed by a year or by a kind (not both: only one of them has its total in the counts)."""
    page = ListPage(column, number, year, "" if year else kind)
    _count(page)
    if page.total:
        page.rows = newest(column, PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, year=page.year, kind=page.kind)
    page.interpreted = with_interpretation(page.rows)
    return page


def _count(page: ListPage) -> None:
    kept.shows(keys.column(page.column))
    labels = {kind.code: kind.label for kind in kinds.all_kinds()}
    for year, kind, count, stamp in _counts(page.column):
        page.token = stamp
        if (year, kind) == (page.year, page.kind):
            page.total = count
        if year:
            page.years.append(Facet(str(year), f"{year}年", count, year == page.year))
        elif kind:
            page.kinds.append(Facet(kind, labels.get(kind, kind), count, kind == page.kind))


def _in_order(places: QuerySet[Listing]) -> QuerySet[Listing]:
    rows = places.order_by("-listed_on", "-publication").select_related("publication__unit")
    return rows.only(*ROW_FIELDS)


_counts = Prepared(
    lambda column: (
        ListingCount.objects.filter(column=column, count__gt=0)
        .annotate(stamp=STAMP)
        .order_by("-year", "kind")
        .values_list("year", "kind", "count", "stamp")
    ),
    str,
)
_newest = Prepared(lambda column: _in_order(Listing.objects.filter(column=column)), str)
_narrowed = {
    "year": Prepared(lambda column, year: _in_order(Listing.objects.filter(column=column, year=year)), str, int),
    "kind": Prepared(lambda column, kind: _in_order(Listing.objects.filter(column=column, kind=kind)), str, str),
}


def _far_down(places: QuerySet[Listing], count: int, offset: int) -> list[Listing]:
    """Skips in the index alone, so that the skipped items themselves are not read."""
    ordered = places.order_by("-listed_on", "-publication").values_list("publication_id", flat=True)
    return list(_in_order(places.filter(publication__in=list(ordered[offset : offset + count]))))


def newest(column: str, count: int, *, offset: int = 0, year: int = 0, kind: str = "") -> list[Publication]:
    """The newest public items of a column and of those under it, in one statement (two far down)."""
    kept.shows(keys.column(column))
    narrowed = {name: value for name, value in (("year", year), ("kind", kind)) if value}
    if offset > DEEP or len(narrowed) > 1:
        rows = _far_down(Listing.objects.filter(column=column, **narrowed), count, offset)
    elif narrowed:
        ((name, value),) = narrowed.items()
        rows = _narrowed[name](column, value, limit=count, offset=offset)
    else:
        rows = _newest(column, limit=count, offset=offset)
    # A take-down that is being committed may leave the listing a moment later than the state: the state decides.
    return shown([row.publication for row in rows if row.publication.state == PublicationState.LIVE])


def shown(rows: list[Publication]) -> list[Publication]:
    """The same rows, each named to the page that is being kept, with the next day on which its validity changes."""
    today = clock.today()
    kept.shows(*(keys.document(row.pk) for row in rows))
    for row in rows:
        if row.kind_info.has_validity:
            kept.changes_on(validity_changes(row, today))
    return rows


def validity_changes(row: Publication, today: date) -> date | None:
    """The next day on which this item may be in another state of validity than today."""
    return next_change(today, effective_on=row.effective_on, expires_on=row.expires_on, repealed_on=row.repealed_on)


def with_interpretation(rows: list[Publication]) -> dict[int, int]:
    """Which of these policy documents have a public interpretation, and which; no query where none is a policy document."""
    ids = [row.pk for row in rows if row.kind_info.is_policy]
    if not ids:
        return {}
    # The state is looked at here: as a condition it would tempt the database to begin with everything that is live.
    links = Link.objects.filter(role=Link.Role.INTERPRETS, to_publication__in=ids).order_by("from_publication")
    pairs = links.values_list("to_publication_id", "from_publication_id", "from_publication__state")
    found = {pk: reading for pk, reading, state in pairs if state == PublicationState.LIVE}
    kept.shows(*(keys.document(reading) for reading in found.values()))
    return found


def totals(columns: list[str]) -> dict[str, int]:
    """How many public items each of these columns holds."""
    kept.shows(*(keys.column(code) for code in columns))
    counts = ListingCount.objects.filter(column__in=columns, year=0, kind="", count__gt=0)
    return dict(counts.values_list("column", "count"))


def figures(columns: list[str]) -> dict[tuple[str, int], int]:
    """How many public items each of these columns holds, by year and, under year 0, in all; one statement."""
    kept.shows(*(keys.column(code) for code in columns))
    counts = ListingCount.objects.filter(column__in=columns, kind="", count__gt=0)
    return {(column, year): count for column, year, count in counts.values_list("column", "year", "count")}
