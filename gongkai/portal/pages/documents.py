"""The document page, its earlier versions and their differences, its files."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString

from gongkai.journal import clock
from gongkai.publications import text
from gongkai.publications.models import Attachment, Publication, Version, facts_of
from gongkai.publications.rules.openness import OPENNESS_LABELS, Openness
from gongkai.publications.rules.states import PublicationState
from gongkai.publications.rules.validity import VALIDITY_LABELS, Validity, validity_on
from gongkai.publications.services.content import attachments
from gongkai.uploads import responses as upload_responses

from .. import entrances, kept, markup, navigation, structured
from ..queries import documents, nothing
from .answers import answer
from .columns import MAIN_OF
from .removed import removed

CHIPS = {
    Validity.IN_FORCE: "open",
    Validity.PENDING: "soon",
    Validity.EXPIRED: "closed",
    Validity.REPEALED: "closed",
}


@kept.absent(nothing.no_document)
@kept.page()
def document(request: HttpRequest, pk: int) -> HttpResponse:
    publication = documents.load(pk)
    if publication is None:
        raise Http404
    nav = navigation.current(publication.stamp)  # type: ignore[attr-defined]
    if publication.state != PublicationState.LIVE:
        return removed(request, publication, nav)
    context = page_context(publication, publication.live_version, nav)  # type: ignore[arg-type]
    context["structured_html"] = _structured(request, publication, nav)
    main = MAIN_OF.get(publication.column.partition(".")[0], "")
    return answer(request, publication.kind_info.template, nav, context, main=main)


def _structured(request: HttpRequest, publication: Publication, nav: navigation.Navigation) -> SafeString:
    version = publication.live_version
    steps = [*nav.steps(version.column), (publication.get_absolute_url(), version.title)]  # type: ignore[union-attr]
    validity = validity_of(publication, version)  # type: ignore[arg-type]
    said = structured.document(request, publication, version, validity)  # type: ignore[arg-type]
    return markup.structured_html(structured.written(said, structured.breadcrumb(request, steps)))


def page_context(publication: Publication, version: Version, nav: navigation.Navigation) -> dict[str, Any]:
    """All that the page of a document shows, with the text and facts of `version`."""
    editions = documents.editions(publication)
    validity = validity_of(publication, version)
    context = {
        "publication": publication,
        "version": version,
        "kind": publication.kind_info,
        "node": nav.get(version.column),
        "crumbs_html": nav.crumbs_html(version.column),
        "reader_html": nav.reader_html(),
        "body_html": markup.body_html(version.body, publication.pk),
        "validity": VALIDITY_LABELS[validity],
        "validity_code": validity.value,
        "chip": CHIPS.get(validity, ""),
        "metadata": metadata(publication, version, VALIDITY_LABELS[validity]),
        "editions": editions,
        "corrections": [edition for edition in editions if edition.is_correction],
        "files": [file for one in editions if one.is_live for file in one.files if not file.inline and file.open],
        "groups": documents.related(publication),
        "doors": entrances.of_document(publication),
    }
    if publication.kind_info.batch:
        context |= records_context(publication, 0)
    return context


def validity_of(publication: Publication, version: Version) -> Validity:
    """Today's validity by the dates of this version and the publication's repeal."""
    return validity_on(
        clock.today(),
        applies=publication.kind_info.has_validity,
        effective_on=version.effective_on,
        expires_on=version.expires_on,
        repealed_on=publication.repealed_on,
        claimed=version.claimed_validity,
    )


def preview(request: HttpRequest, publication: Publication, version: Version) -> HttpResponse:
    """A version as the public will see it, under a notice that it is not public; for the desk, which has checked access."""
    nav = navigation.current()
    context = page_context(publication, version, nav)
    context |= {
        "preview": True,
        "files": [
            documents.File(row.pk, row.name, row.upload.stored.type.label, row.upload.size_said, "", False, False)
            for row in attachments(version)
            if not row.inline
        ],
    }
    if publication.kind_info.batch:
        context["records"] = list(version.records.order_by("id")[: documents.RECORDS_SHOWN])
    return answer(request, publication.kind_info.template, nav, context)


def records_context(publication: Publication, after: int) -> dict[str, Any]:
    """One page of a batch's rows and the key of the next."""
    rows = documents.records(publication, after, documents.RECORDS_SHOWN + 1)
    more = len(rows) > documents.RECORDS_SHOWN
    rows = rows[: documents.RECORDS_SHOWN]
    return {"records": rows, "next_after": rows[-1].pk if more else 0, "after": after}


FULL_WIDTH = {"信息名称", "主题词", "内容概述"}


def metadata(publication: Publication, version: Version, validity: str) -> list[tuple[str, str, bool]]:
    """The fields of the metadata table that have a value (DOC-01, DOC-03), each with whether it takes the whole width."""
    released = clock.local(publication.released_at) if publication.released_at else None
    rows = [
        ("信息名称", version.title),
        ("索取号", publication.number or ""),
        ("发布机构", settings.BUREAU["name"]),
        ("责任单位", publication.unit.name),
        ("文件编号", version.doc_no),
        *((label, str(value)) for label, value in facts_of(publication.kind_info, version.facts)),
        ("公开类别", OPENNESS_LABELS.get(Openness(version.openness), "") if version.openness else ""),
        ("发布日期", f"{released:%Y-%m-%d %H:%M}" if released else ""),
        ("原发布日期", _day(version.claimed_published_on)),
        ("主题分类", version.topic),
        ("载体类型", "电子"),
        ("记录形式", "表格" if publication.kind_info.batch else "文本"),
        ("生成日期", _day(version.formed_on)),
        ("施行日期", _day(version.effective_on)),
        ("有效期至", _day(version.expires_on)),
        ("废止日期", _day(publication.repealed_on)),
        ("有效性", validity),
        ("附注", "此件公开发布" if publication.kind_info.is_policy and version.openness == Openness.PUBLIC else ""),
        ("来源", version.source),
        ("主题词", version.keywords),
        ("内容概述", version.summary),
    ]
    filled = [(label, value, label in FULL_WIDTH) for label, value in rows if value]
    halves = [place for place, (_, _, full) in enumerate(filled) if not full]
    if len(halves) % 2:
        # The last of an odd number would leave a hole beside it.
        label, value, _ = filled[halves[-1]]
        filled[halves[-1]] = (label, value, True)
    return filled


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _live_or_notice(request: HttpRequest, pk: int) -> tuple[Publication, navigation.Navigation, HttpResponse | None]:
    publication = documents.load(pk)
    if publication is None:
        raise Http404
    nav = navigation.current(publication.stamp)  # type: ignore[attr-defined]
    gone = removed(request, publication, nav) if publication.state != PublicationState.LIVE else None
    return publication, nav, gone


@kept.absent(nothing.no_version)
@kept.page()
def earlier_version(request: HttpRequest, pk: int, serial: int) -> HttpResponse:
    """What was said before; always under a banner that leads to what is said now."""
    publication, nav, gone = _live_or_notice(request, pk)
    if gone is not None:
        return gone
    version = documents.readable_version(publication, serial)
    if version is None:
        raise Http404
    if version.pk == publication.live_version_id:
        return redirect(publication.get_absolute_url())
    context = {
        "publication": publication,
        "version": version,
        "crumbs_html": nav.crumbs_html(publication.column),
        "body_html": markup.body_html(version.body, publication.pk),
        "metadata": metadata(publication, version, ""),
    }
    return answer(request, "portal/version.html", nav, context)


COMPARED_FIELDS = (
    ("title", "标题"), ("doc_no", "文件编号"), ("summary", "内容概述"), ("keywords", "主题词"), ("formed_on", "生成日期"),
    ("effective_on", "施行日期"), ("expires_on", "有效期至"),
)  # fmt: skip


@kept.absent(nothing.no_difference)
@kept.page()
def difference(request: HttpRequest, pk: int, older: int, newer: int) -> HttpResponse:
    """Two released versions compared line by line."""
    publication, nav, gone = _live_or_notice(request, pk)
    if gone is not None:
        return gone
    old, new = (documents.readable_version(publication, serial) for serial in (older, newer))
    if old is None or new is None or old.serial >= new.serial:
        raise Http404
    rows = text.difference(text.lines(old.body), text.lines(new.body))
    context = {
        "publication": publication,
        "old": old,
        "new": new,
        "too_long": rows is None,
        "lines": [(code, markup.line_html(html)) for code, html in rows or ()],
        "notes": documents.change_notes(publication, old.serial, new.serial),
        "changes": [
            (label, getattr(old, name), getattr(new, name))
            for name, label in COMPARED_FIELDS
            if getattr(old, name) != getattr(new, name)
        ],
        "crumbs_html": nav.crumbs_html(publication.column),
    }
    return answer(request, "portal/difference.html", nav, context)


@kept.absent(nothing.no_attachment)
def attachment(request: HttpRequest, pk: int, attachment: int, name: str = "") -> HttpResponseBase:
    """A file of a version that the public may read, for download."""
    return _file(documents.files_with_version().filter(pk=attachment, version__publication=pk))


def image(request: HttpRequest, digest: str) -> HttpResponseBase:
    """A picture that stands in the text of a public version, by the digest of its stored or its public file."""
    pictures = documents.files_with_version().filter(inline=True)
    return _file(
        [*pictures.filter(upload__public_copy__digest=digest), *pictures.filter(upload__stored__digest=digest)]
    )


def _file(candidates: Iterable[Attachment]) -> HttpResponseBase:
    """The first of these files whose version may be read now; Http404 when there is none."""
    for found in candidates:
        if documents.is_readable(found.version):
            return upload_responses.respond(found.upload)
    raise Http404
