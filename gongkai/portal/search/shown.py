"""What of the hits is public now, as rows of a page: one statement for items, one for records where there are any."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.utils.safestring import SafeString

from gongkai.publications.models import Publication, Record
from gongkai.publications.rules.states import PublicationState

from ..navigation import Navigation
from ..queries.lists import with_interpretation
from . import documents, markup
from .port import GROUP_LABELS, Hit
from .understanding import PARTS, WRAPPING, Meaning

if TYPE_CHECKING:
    from .finding import Found

# Of a body so much is looked through for an excerpt.
BODY_READ = 8000
FIELDS = (
    "kind", "number", "state", "title", "column", "doc_no", "doc_no_key", "summary", "listed_on", "effective_on",
    "expires_on", "repealed_on", "claimed_validity", "unit__short_name",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One result; `publication` is 0 for a record of a batch."""

    publication: int
    title: str
    title_html: SafeString
    url: str
    kind: str
    kind_label: str
    group: str
    group_label: str
    number: str
    day: str
    validity: str
    gone: bool
    excerpt_html: SafeString
    unit: str
    path: list[str] = field(default_factory=list)
    interpreted: bool = False


def fill(found: "Found", hits: list[Hit], pinned: tuple[int, ...], nav: Navigation) -> None:
    """Put the rows into `found`: bets first, then what bears the number, then the hits in their order."""
    number = found.meaning.number if found.wanted.page == 1 and not found.wanted.narrowed else ""
    publications = _publications({hit.publication for hit in hits if not hit.record} | set(pinned), number)
    records = _records([hit.record for hit in hits if hit.record])
    pattern = markup.pattern_of(marked_words(found.meaning))
    interpreted = with_interpretation(list(publications.values()))
    rows = {pk: row_of(row, pattern, nav, pk in interpreted) for pk, row in publications.items()}
    exact = [pk for pk, row in publications.items() if number and row.doc_no_key == number and _wanted(found, row)]
    exact.sort(key=lambda pk: (publications[pk].listed_on or publications[pk].pk, pk), reverse=True)
    found.best = [rows[pk] for pk in pinned if pk in rows]
    first = [*dict.fromkeys([*pinned, *exact])]
    listed = [*(rows[pk] for pk in exact if pk not in pinned)]
    missing = 0
    for hit in hits:
        row = _record_row(records[hit.record], pattern, nav) if hit.record in records else rows.get(hit.publication)
        if row is None or (hit.record and hit.record not in records):
            missing += 1
        elif hit.record or hit.publication not in first:
            listed.append(row)
    found.rows = listed[: found.wanted.size]
    in_hits = {hit.publication for hit in hits}
    found.total = max(0, found.total - missing) + sum(1 for pk in exact if pk not in in_hits and not found.total)


def _wanted(found: "Found", row: Publication) -> bool:
    """Whether an item that bears the number stands where the reader is looking."""
    column = found.wanted.column
    return not column or row.column == column or row.column.startswith(f"{column}.")


def _publications(ids: set[int], number: str) -> dict[int, Publication]:
    """Those of these that are public, and those that bear the number."""
    # Their state is looked at here: asked for with it, a database without statistics reads everything that is public.
    rows = list(_with_body().filter(pk__in=ids))
    if number:
        rows += _with_body().filter(doc_no_key=number).exclude(pk__in=ids)
    return {row.pk: row for row in rows if row.state == PublicationState.LIVE}


def _with_body() -> QuerySet[Publication]:
    rows = Publication.objects.select_related("unit").only(*FIELDS)
    return rows.annotate(body=Substr(F("live_version__body"), 1, BODY_READ))


def _records(ids: list[int]) -> dict[int, Record]:
    if not ids:
        return {}
    rows = (
        documents.searchable_records().filter(pk__in=ids, publication__state="live").select_related("publication__unit")
    )
    return {row.pk: row for row in rows}


def marked_words(meaning: Meaning) -> tuple[str, ...]:
    """What is to be marked in titles and excerpts."""
    said = [phrase for concept in meaning.concepts for phrase in concept.phrases if phrase.weight > PARTS]
    words = [word for phrase in said for word in phrase.words if word not in WRAPPING]
    return tuple(dict.fromkeys([*words, meaning.sign, meaning.number.lower()]))


def row_of(publication: Publication, pattern: object, nav: Navigation, interpreted: bool = False) -> Row:
    """A public item as a result; its texts are the database's."""
    validity = publication.validity_label()
    group = documents.group_of(publication)
    body = getattr(publication, "body", None) or ""
    texts = (publication.summary, documents.plain_body(_whole_tags(body)))
    return Row(
        publication=publication.pk, title=publication.title, title_html=markup.marked(publication.title, pattern),  # type: ignore[arg-type]
        url=publication.get_absolute_url(), kind=publication.kind, kind_label=publication.kind_info.label, group=group,
        group_label=GROUP_LABELS[group], number=publication.doc_no,
        day=publication.listed_on.isoformat() if publication.listed_on else "", validity=validity,
        gone=validity in _GONE, excerpt_html=markup.excerpt(texts, pattern),  # type: ignore[arg-type]
        unit=publication.unit.short_name, path=[node.name for node in nav.path(publication.column)], interpreted=interpreted,
    )  # fmt: skip


_GONE = {"废止", "失效"}


def _whole_tags(body: str) -> str:
    """A body that was cut off, without the beginning of a tag at its end."""
    return body[: body.rfind("<")] if body.rfind("<") > body.rfind(">") else body


def _record_row(record: Record, pattern: object, nav: Navigation) -> Row:
    batch = record.publication
    day = record.decided_on or batch.listed_on
    return Row(
        publication=0, title=record.title, title_html=markup.marked(record.title, pattern), url=record.get_absolute_url(),  # type: ignore[arg-type]
        kind="record", kind_label="公示记录", group="open", group_label=GROUP_LABELS["open"], number=record.key,
        day=day.isoformat() if day else "", validity="", gone=False,
        excerpt_html=markup.excerpt((batch.title,), None), unit=batch.unit.short_name,
        path=[node.name for node in nav.path(batch.column)],
    )  # fmt: skip
