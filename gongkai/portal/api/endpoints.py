"""Publications with keyset paging, columns, catalogue. Every answer carries an ETag; If-None-Match gives 304."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Query, Status
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from ninja.throttling import BaseThrottle

from gongkai.bureau import limits
from gongkai.publications.models import Publication
from gongkai.publications.rules.states import PublicationState

from .. import navigation
from ..queries import catalogue as catalogue_queries
from ..queries import documents
from ..search import finding
from ..search.port import GROUPS
from . import listing
from .reading import ReadOnlyAPI
from .schemas import (
    CatalogueOut,
    ColumnOut,
    Detail,
    FileOut,
    ItemPage,
    LinkOut,
    ListItem,
    Problem,
    ResultOut,
    SearchOut,
    VersionOut,
)


class Reads(BaseThrottle):
    """Generous, for programs that read: the same buckets as every other form."""

    def allow_request(self, request: HttpRequest) -> bool:
        limits.take(form="api")
        return True


api = ReadOnlyAPI(
    title="政府信息公开数据接口",
    version="1.0.0",
    description="只读；只提供已公开的信息。列表用 cursor 翻页；每个回答带 ETag，可用 If-None-Match 避免重复传输。",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="/openapi.json",
    throttle=Reads(),
)

MOST = 100
MOST_RESULTS, LONGEST_QUERY = 50, 400
# A copy may be kept, but not used unasked: what was taken down must be gone, and what was restored be back.
ask_again = cache_control(no_cache=True)
CODE = r"^[a-z0-9_.]*$"


@api.exception_handler(Http404)
def missing(request: HttpRequest, exception: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": "没有这项内容。"}, status=404)


@api.exception_handler(limits.TooMany)
def too_often(request: HttpRequest, exception: limits.TooMany) -> HttpResponse:
    answer = api.create_response(
        request, {"detail": f"请求过于频繁，请在 {exception.retry_after} 秒后再试。"}, status=429
    )
    answer.headers["Retry-After"] = str(exception.retry_after)
    return answer


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    names = sorted({str(error["loc"][-1]) for error in exception.errors})
    return api.create_response(request, {"detail": f"参数格式不对：{'、'.join(names)}。"}, status=422)


@api.get("/publications", response={200: ItemPage, 422: Problem}, summary="公开信息列表", tags=["公开信息"])
@decorate_view(conditional_page, ask_again)
def publications(
    request: HttpRequest,
    column: Annotated[str, Query(max_length=80, pattern=CODE, description="栏目代码，含下级栏目")] = "",
    kind: Annotated[str, Query(max_length=40, pattern=CODE, description="体裁代码")] = "",
    year: Annotated[int | None, Query(ge=1900, le=9998, description="列表日期的年份")] = None,
    updated_since: Annotated[datetime | None, Query(description="只要此后有变化的，按变化时间先后；含已移除的")] = None,
    cursor: Annotated[str, Query(max_length=80, description="上一页给出的 next")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> ItemPage:
    """Newest first; with `updated_since` in the order of change, removals among them, so that a copy can be kept."""
    chosen = listing.Chosen(column, kind, year, updated_since)
    rows, following = listing.page(chosen, cursor, limit)
    return ItemPage(items=[item(row) for row in rows], next=following)


@api.get(
    "/publications/{int:pk}",
    response={200: Detail, 404: Problem, 410: ListItem},
    summary="一件公开信息",
    tags=["公开信息"],
)
@decorate_view(conditional_page, ask_again)
def publication(request: HttpRequest, pk: int) -> Detail | Status:
    """The text with its released versions, files and links; what was removed answers 410 with its number only."""
    found = documents.load(pk)
    if found is None:
        raise Http404
    if found.state != PublicationState.LIVE or found.live_version is None:
        return Status(410, item(found))
    version = found.live_version
    return Detail(
        **item(found).model_dump(),
        unit=found.unit.name,
        body=version.body,
        keywords=version.keywords,
        topic=version.topic,
        openness=version.get_openness_display(),
        released_at=found.released_at,
        claimed_published_on=version.claimed_published_on,
        effective_on=version.effective_on,
        expires_on=version.expires_on,
        repealed_on=found.repealed_on,
        full_text_held=version.full_text_held,
        catalogue_code=version.catalogue_code,
        facts={name: str(value) for name, value in version.facts.items()},
        versions=[edition(found, one) for one in documents.editions(found)],
        links=[
            LinkOut(heading=heading, id=other.pk, title=other.title, url=other.get_absolute_url())
            for heading, group in documents.related(found)
            for other in group
        ],
    )


@api.get("/columns", response=list[ColumnOut], summary="有内容的栏目", tags=["栏目"])
@decorate_view(conditional_page, ask_again)
def columns(request: HttpRequest) -> list[ColumnOut]:
    return [
        ColumnOut(
            code=node.code, name=node.name, parent=node.code.rpartition(".")[0] or None, url=node.url,
            statutory=node.statutory, description=node.description, owner=node.owner, interval_days=node.interval_days,
        )
        for node in navigation.current().nodes.values()
        if node.shown
    ]  # fmt: skip


@api.get("/catalogue", response=list[CatalogueOut], summary="主动公开目录", tags=["主动公开目录"])
@decorate_view(conditional_page, ask_again)
def catalogue(request: HttpRequest) -> list[CatalogueOut]:
    names = (
        "code",
        "node",
        "item1",
        "item2",
        "elements",
        "basis",
        "limit_text",
        "channels",
        "audience",
        "mode",
        "level",
    )
    return [
        CatalogueOut(
            **{name: getattr(row.item, name) for name in names},
            subject=row.item.subject.name,
            published=row.count,
            last_on=row.last_on,
        )
        for row in catalogue_queries.rows()
    ]


@api.get("/search", response={200: SearchOut, 422: Problem}, summary="搜索", tags=["搜索"])
@decorate_view(conditional_page, ask_again)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(description="要找的内容；只看前 80 个字")] = "",
    size: Annotated[int, Query(ge=1, le=MOST_RESULTS)] = 10,
    page: Annotated[int, Query(ge=1, le=finding.MOST_PAGES)] = 1,
    column: Annotated[str, Query(max_length=80, pattern=CODE, description="只在这个栏目及其下级中")] = "",
    group: Annotated[str, Query(pattern=f"^({'|'.join(GROUPS)})?$", description="只要这一类")] = "",
) -> SearchOut:
    """The same results in the same order as on the page."""
    wanted = finding.Wanted(q[:LONGEST_QUERY], column=column, group=group, page=page, size=size)
    found = finding.find(wanted, navigation.current())
    return SearchOut(
        total=found.total,
        results=[
            ResultOut(title=row.title, url=row.url, kind=row.kind, number=row.number or None, date=row.day or None,
                      validity=row.validity or None, group=row.group, summary=strip_tags(row.excerpt_html))
            for row in [*found.best, *found.rows][:size]
        ],
        corrected=found.corrected or None,
        complete=not found.fallback,
    )  # fmt: skip


def item(row: Publication) -> ListItem:
    """A line of the list; of what is no longer public only that it was."""
    known: dict[str, Any] = {
        "id": row.pk, "url": row.get_absolute_url(), "state": row.state, "number": row.number, "changed_at": row.changed_at,
    }  # fmt: skip
    if row.state != PublicationState.LIVE:
        return ListItem(**known)
    return ListItem(
        **known, title=row.title, kind=row.kind, column=row.column, doc_no=row.doc_no or None, summary=row.summary or None,
        formed_on=row.formed_on, listed_on=row.listed_on, validity=row.validity_label() or None,
    )  # fmt: skip


def edition(publication: Publication, one: documents.Edition) -> VersionOut:
    address = publication.get_absolute_url() if one.is_live else f"{publication.get_absolute_url()}v/{one.serial}/"
    return VersionOut(
        serial=one.serial, act=one.act, released_at=one.released_at, change_note=one.note, digest=one.digest, url=address,
        attachments=[
            FileOut(name=file.name, type=file.label, size=file.size, url=file.url)
            for file in one.files
            if file.open and not file.inline
        ],
    )  # fmt: skip
