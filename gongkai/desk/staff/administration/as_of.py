"""某日的网站: what the public could read at the end of a day, put together from the record."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from gongkai.bureau.models import DutyCode, Official
from gongkai.journal import clock
from gongkai.portal import markup, navigation
from gongkai.publications import queries
from gongkai.publications.models import Publication, PublicSpan

from ... import services
from ...access import AUDIT, Access
from ...forms.administration import FIRST_DAY, DayForm
from ...timeline import sentence_of
from ...views import Page
from ...views.export import answer

PAST = Access(duties=frozenset({DutyCode.SUPERVISE}), roles=frozenset({Official.AdminRole.AUDIT}))
PAGE_SIZE = 50
HEAD = ("列表日期", "标题", "索引号", "发文字号", "栏目", "责任单位", "版次", "公开自", "有效性", "存证摘要")


def end_of(day: date) -> datetime:
    """The last moment of a day on the bureau's clock, or now while the day lasts."""
    return min(clock.midnight(day + timedelta(days=1)) - timedelta(microseconds=1), clock.now())


def own_address(day: date, rest: str = "") -> str:
    return f"/desk/as-of/{day:%Y-%m-%d}/{rest}"


class ChooseDay(Page):
    """Which day; a day to come or no day is refused at its field."""

    access, title, template_name = PAST, "某日的网站", "desk/administration/as_of.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DayForm(request.GET if "day" in request.GET else None)
        if form.is_valid():
            return self.go(own_address(form.cleaned_data["day"]))
        return self.show(form=form)


class OnDay(Page):
    """A page about one day."""

    access = PAST

    @cached_property
    def day(self) -> date:
        try:
            day = date.fromisoformat(self.kwargs["day"])
        except ValueError:
            raise Http404 from None
        if not FIRST_DAY <= day <= clock.today():
            raise Http404
        return day

    @cached_property
    def moment(self) -> datetime:
        return end_of(self.day)

    @cached_property
    def nav(self) -> navigation.Navigation:
        return navigation.current()

    def column_name(self, code: str) -> str:
        return " › ".join(node.name for node in self.nav.path(code)) or code

    def context(self, **more: Any) -> dict[str, Any]:
        return super().context(day=self.day, moment=self.moment, root=own_address(self.day), **more)


class Columns(OnDay):
    """The tree of columns with what each held."""

    template_name = "desk/administration/as_of_columns.html"

    def heading(self) -> str:
        return f"{self.day:%Y-%m-%d} 的网站"

    def context(self, **more: Any) -> dict[str, Any]:
        own = queries.column_counts(self.moment)
        totals: dict[str, int] = {}
        for code, count in own.items():
            parts = code.split(".")
            for depth in range(len(parts)):
                above = ".".join(parts[: depth + 1])
                totals[above] = totals.get(above, 0) + count
        return super().context(
            rows=[
                (code.count("."), self.nav.name(code) or code, code, totals[code]) for code in self._in_order(totals)
            ],
            total=sum(own.values()),
            form=DayForm(initial={"day": self.day}),
            **more,
        )

    def _in_order(self, totals: dict[str, int]) -> list[str]:
        """As the site orders its columns today; a column that is no more follows those of its level."""
        places = {code: place for place, code in enumerate(self.nav.nodes)}
        last = len(places)

        def key(code: str) -> list[tuple[int, str]]:
            parts = code.split(".")
            above = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
            return [(places.get(each, last), each) for each in above]

        return sorted(totals, key=key)


def after_of(written: str) -> queries.Place | None:
    """`2026-06-01.123` as the place where a page goes on; None for what is none."""
    day, _, pk = written.partition(".")
    try:
        return date.fromisoformat(day), int(pk[:18])
    except ValueError:
        return None


class InColumn(OnDay):
    """A column's list as it stood, by key and not by number of page: the last page costs what the first does."""

    template_name = "desk/administration/as_of_list.html"

    def heading(self) -> str:
        return self.column_name(self.kwargs["code"])

    def context(self, **more: Any) -> dict[str, Any]:
        code, after = self.kwargs["code"], after_of(self.request.GET.get("after", ""))
        spans = queries.spans_in(code, self.moment, after=after, limit=PAGE_SIZE + 1)
        shown = spans[:PAGE_SIZE]
        own = queries.column_counts(self.moment)
        counted = sum(count for column, count in own.items() if f"{column}.".startswith(f"{code}."))
        if not counted and self.nav.get(code) is None:
            raise Http404
        return super().context(
            code=code,
            rows=[(span, queries.validity_then(span, self.day), queries.is_erased(span.version)) for span in shown],
            total=counted,
            narrowed=after is not None,
            next=f"?after={shown[-1].listed_on:%Y-%m-%d}.{shown[-1].publication_id}" if len(spans) > PAGE_SIZE else "",
            **more,
        )


class Document(OnDay):
    """One document as it stood, or why it could not be read, with the entries of the journal that make it so."""

    template_name = "desk/administration/as_of_document.html"

    @cached_property
    def publication(self) -> Publication:
        return get_object_or_404(Publication.objects.select_related("unit"), pk=self.kwargs["pk"])

    @cached_property
    def span(self) -> PublicSpan | None:
        span = queries.span_of(self.publication, self.moment)
        if span is not None:
            span.publication = self.publication
        return span

    def heading(self) -> str:
        return self.span.version.title if self.span else self.publication.title

    def context(self, **more: Any) -> dict[str, Any]:
        row, span = self.publication, self.span
        told = queries.evidence(row, self.moment)
        if not told:  # it was never public until then: nobody learns of a draft here
            raise Http404
        given = super().context(
            publication=row, span=span, last_words=sentence_of(told[-1]),
            evidence=[(entry, sentence_of(entry)) for entry in told],
            opens_journal=AUDIT.admits(self.official, self.may), **more,
        )  # fmt: skip
        return given | (self._as_it_stood(span) if span is not None else {})

    def _as_it_stood(self, span: PublicSpan) -> dict[str, Any]:
        erased = queries.is_erased(span.version)
        return {
            "version": span.version,
            "erased": erased,
            "validity": queries.validity_then(span, self.day),
            "column": self.column_name(span.column),
            "files": queries.files_of(span.version),
            "records": queries.records_then(self.publication, self.moment)
            if self.publication.kind_info.batch
            else None,
            "body_html": "" if erased else markup.body_html(span.version.body, span.publication_id),
        }


class Download(OnDay):
    """The list of the day with its digests: as a table, or as lines that `sha256sum` users know (digest, number, title)."""

    access, reads_files = PAST, True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        form, code = self.kwargs["written_as"], request.GET.get("column", "")[:80]
        if form not in {"csv", "txt"} or not code.isprintable():
            raise Http404
        title = f"{self.day:%Y-%m-%d} 的网站"
        spans = queries.all_spans_in(code, self.moment)
        services.note_export(
            official=self.official, page="desk:as-of", title=title, form=form,
            sentence=self.column_name(code) if code else "全部栏目",
        )  # fmt: skip
        if form == "csv":
            return answer("csv", title, HEAD, (self._cells(span) for span in spans))
        response = StreamingHttpResponse(self._lines(spans), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.txt"
        return response

    def _cells(self, span: PublicSpan) -> Sequence[Any]:
        row, version = span.publication, span.version
        return (
            span.listed_on, version.title, row.number, version.doc_no, self.column_name(span.column), row.unit.name,
            version.serial, span.begins_at, queries.validity_then(span, self.day), version.digest,
        )  # fmt: skip

    def _lines(self, spans: Iterator[PublicSpan]) -> Iterator[bytes]:
        yield f"# {self.day:%Y-%m-%d} 日终公众可以看到的信息，截至 {clock.local(self.moment):%Y-%m-%d %H:%M:%S}\n".encode()
        for span in spans:
            yield f"{span.version.digest}  {span.publication.number}  {' '.join(span.version.title.split())}\n".encode()
