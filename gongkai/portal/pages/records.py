"""Rows of a batch publication: their own pages, paging inside the batch, the whole batch as a table to download."""

import csv
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from gongkai.publications.models import Publication, Record
from gongkai.publications.rules.states import PublicationState

from .. import kept, navigation
from ..queries import documents, nothing
from .answers import answer, number_of
from .documents import records_context
from .removed import removed

WITHDRAWN_STATUS = 410
CHUNK = 500
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def _batch(pk: int) -> Publication:
    publication = documents.load(pk)
    if publication is None or not publication.kind_info.batch:
        raise Http404
    return publication


@kept.absent(nothing.no_document)
@kept.page(query={"after": r"[1-9][0-9]{0,8}"})
def record_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The batch's rows after a key (`?after=`)."""
    publication = _batch(pk)
    nav = navigation.current(publication.stamp)  # type: ignore[attr-defined]
    if publication.state != PublicationState.LIVE:
        return removed(request, publication, nav)
    context = {"publication": publication, "crumbs_html": nav.crumbs_html(publication.column)}
    context |= records_context(publication, number_of(request.GET.get("after", "")))
    return answer(request, "portal/records.html", nav, context)


@kept.absent(nothing.no_record)
@kept.page()
def record(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """One row; a withdrawn one shows its number and the reason, nothing else."""
    publication = _batch(pk)
    nav = navigation.current(publication.stamp)  # type: ignore[attr-defined]
    if publication.state != PublicationState.LIVE:
        return removed(request, publication, nav)
    shown = [Record.State.LIVE, Record.State.WITHDRAWN]
    row = Record.objects.filter(publication=publication, pk=record, state__in=shown).first()
    if row is None:
        raise Http404
    withdrawn = row.state == Record.State.WITHDRAWN
    context = {
        "publication": publication,
        "record": row,
        "withdrawn": withdrawn,
        "facts": [] if withdrawn else [(label, row.facts.get(name)) for name, label in columns_of(publication, row)],
        "crumbs_html": nav.crumbs_html(publication.column),
    }
    return answer(request, "portal/record.html", nav, context, status=WITHDRAWN_STATUS if withdrawn else 200)


def columns_of(publication: Publication, row: Record) -> list[tuple[str, str]]:
    """Name and label of a row's facts: first those the kind declares, in its order, then the others by name."""
    declared = [(fact.name, fact.label) for fact in publication.kind_info.facts if fact.name in row.facts]
    known = {name for name, _ in declared}
    return declared + [(name, name) for name in sorted(row.facts) if name not in known]


class _Line:
    """A file for csv.writer that hands every line on at once."""

    def write(self, line: str) -> str:
        return line


def plain_cell(value: object) -> str:
    """A cell that a spreadsheet will not run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


@kept.absent(nothing.no_document)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All public rows of a batch as CSV, read and sent in chunks."""
    publication = _batch(pk)
    if publication.state != PublicationState.LIVE:
        return removed(request, publication, navigation.current(publication.stamp))  # type: ignore[attr-defined]
    response = StreamingHttpResponse(_lines(publication), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{publication.pk}.csv"'
    return response


def _lines(publication: Publication) -> Iterator[str]:
    rows = Record.objects.filter(publication=publication, state=Record.State.LIVE).order_by("id")
    first = rows.first()
    columns = columns_of(publication, first) if first else []
    writer = csv.writer(_Line())
    # Spreadsheets take a file for UTF-8 by its first mark only.
    yield "\ufeff" + writer.writerow(["编号", "名称", *(label for _, label in columns), "决定日期", "公示截止日期"])
    for row in rows.iterator(chunk_size=CHUNK):
        values = [row.key, row.title, *(row.facts.get(name) for name, _ in columns), row.decided_on, row.ends_on]
        yield writer.writerow([plain_cell(value) for value in values])
