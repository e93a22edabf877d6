"""Public items and records as documents of the index, read from the database in a fixed number of statements a batch."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import unescape
from typing import Any

from django.db.models import Count, Q

from gongkai.journal import clock
from gongkai.publications.models import Attachment, Link, Publication, Record
from gongkai.publications.rules.states import PublicationState
from gongkai.wording.numbers import find_doc_nos
from gongkai.wording.personal import find_personal_data

from . import texts
from .port import Document, Standing

BATCH = 500
_TAG = re.compile(r"<[^>]+>")
_MAY_CITE = re.compile(r"[〔\[【（(]\s*(?:19|20)\d\d|[令告].{0,9}第")
FORWARDS = re.compile(r"转发|批转")
# What grows old. A service, a question, a page says the same next year.
AGEING = frozenset({"policy", "notice", "news", "interpretation"})
AUDIENCES = {"service.personal": "person", "service.corporate": "company"}
GROUP_OF_ROOT = {"service": "service", "interact": "interact", "data": "data"}
GROUP_OF_KIND = {"interpretation": "interpretation", "qa": "interact", "response": "interact", "statistics": "data",
                 "service_guide": "service"}  # fmt: skip
FIELDS = (
    "kind", "state", "title", "column", "doc_no_key", "summary", "listed_on", "effective_on", "expires_on", "repealed_on",
    "claimed_validity", "live_version__body", "live_version__keywords", "live_version_id",
)  # fmt: skip


def plain_body(html: str) -> str:
    """The text of a body that the kernel's sanitiser has cleaned: without its tags, which hold no text."""
    return unescape(_TAG.sub(" ", html))


def group_of(publication: Publication) -> str:
    """Under which heading of the results the item stands."""
    if publication.kind_info.is_policy:
        return "policy"
    root = publication.column.partition(".")[0]
    return GROUP_OF_KIND.get(publication.kind) or GROUP_OF_ROOT.get(root, "open")


def search_type(publication: Publication) -> str:
    if publication.kind == "qa":
        return "question"
    return "data" if group_of(publication) == "data" else publication.kind_info.search_type


def stamp_of(live_version: int | None, repealed_on: date | None) -> int:
    """A number that changes with every text that becomes public, and when the item is repealed."""
    return (live_version or 0) * 2 + (repealed_on is not None)


def of_publications(ids: Iterable[int], *, read_files: bool = True) -> Iterator[Document]:
    """The documents of those of these publications that are public now, their records among them.

    Files that have never been read are read on the way, unless `read_files` says that there is no time for it.
    """
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        yield from _batch(wanted[start : start + BATCH], read_files)


def _batch(ids: list[int], read_files: bool) -> Iterator[Document]:
    rows = list(Publication.objects.public().filter(pk__in=ids).select_related("live_version").only(*FIELDS))
    links, files = _links(ids), _files([row.live_version_id for row in rows])
    for row in rows:
        own = files.get(row.live_version_id, [])
        text = texts.of_files(row.pk, row.live_version_id, own, read=read_files) if own else ""
        yield _document(row, links.get(row.pk, {}), text)
    yield from _records([row for row in rows if row.kind_info.batch])


def _links(ids: list[int]) -> dict[int, dict[str, Any]]:
    """For each item: how many public items lead to it, whether one of them replaces it, whether it forwards another."""
    live = Q(from_publication__state=PublicationState.LIVE)
    inward = Link.objects.filter(live, to_publication__in=ids).values("to_publication").annotate(
        count=Count("pk"), replaced=Count("pk", filter=Q(role=Link.Role.REPLACES))
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {row.pop("to_publication"): row for row in inward}
    outward = Link.objects.filter(from_publication__in=ids, role=Link.Role.FORWARDS)
    for publication in outward.values_list("from_publication", flat=True):
        found.setdefault(publication, {})["forwards"] = True
    return found


def _files(versions: list[Any]) -> dict[int, list[Attachment]]:
    rows = Attachment.objects.filter(version__in=versions, inline=False).select_related("upload__public_copy")
    found: dict[int, list[Attachment]] = {}
    for row in rows.order_by("order", "pk"):
        found.setdefault(row.version_id, []).append(row)
    return found


def _document(row: Publication, links: dict[str, Any], files: str) -> Document:
    version = row.live_version
    body = plain_body(version.body) if version else ""
    return Document(
        publication=row.pk, record=0, stamp=stamp_of(row.live_version_id, row.repealed_on), title=row.title,
        number=row.doc_no_key, cited=_cited(row.title, body), keywords=version.keywords if version else "",
        summary=row.summary, body=body, files=files,
        column=row.column, kind=row.kind, group=group_of(row), audience=AUDIENCES.get(row.column, ""),
        standing=_standing(row, links),
    )  # fmt: skip


def _standing(row: Publication, links: dict[str, Any]) -> Standing:
    kind = search_type(row)
    return Standing(
        search_type=kind, day=row.listed_on or date.min, dated=kind in AGEING,
        forwarding=bool(links.get("forwards") or FORWARDS.search(row.title)), replaced=bool(links.get("replaced")),
        has_validity=row.kind_info.has_validity, effective_on=row.effective_on, expires_on=row.expires_on,
        repealed_on=row.repealed_on, claimed=row.claimed_validity, popularity=links.get("count", 0),
    )  # fmt: skip


def _cited(title: str, body: str) -> list[str]:
    text = f"{title}\n{body}"
    return list(dict.fromkeys(no.canonical for no in find_doc_nos(text))) if _MAY_CITE.search(text) else []


def _records(batches: list[Publication]) -> Iterator[Document]:
    if not batches:
        return
    of = {row.pk: row for row in batches}
    rows = searchable_records().filter(publication__in=list(of)).order_by("pk")
    for record in rows.iterator(chunk_size=BATCH):
        if not find_personal_data(record.title):
            yield _record(record, of[record.publication_id])


def searchable_records() -> Any:
    """Public records whose publicity has not ended: what has ended is no longer offered to anybody who searches."""
    return Record.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()), state=Record.State.LIVE)


def _record(record: Record, batch: Publication) -> Document:
    """Number and name only: what else the row's page says of a person is not made to be found by."""
    return Document(
        publication=batch.pk, record=record.pk, stamp=stamp_of(batch.live_version_id, None), title=record.title,
        number=record.key, cited=(), keywords="", summary="", body="", files="", column=batch.column, kind=batch.kind,
        group="open", audience="",
        standing=Standing(search_type="record", day=record.decided_on or batch.listed_on or date.min, dated=True),
    )  # fmt: skip
