"""The list: filters in the address, chosen columns, capped totals, 50 rows a page, export, acts on many with a dry run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.http import urlencode
from django_filters import FilterSet

from gongkai.bureau import sessions

from .. import services
from ..queries import preference_of, saved_filters
from . import export
from .bulk import PAGE_SIZE, BulkPage
from .cells import Cell, Column
from .sentences import Sentence, sentences_of

# Totals and pages end here, so that a list of a million rows is as quick as one of fifty.
MOST_COUNTED = 10_000
# Beside the filter's own fields.
OWN_PARAMETERS = {"page", "sort", "cols", "export", "saved"}


@dataclass(frozen=True)
class Total:
    """How many rows the filter finds, counted to 10,000."""

    counted: int

    @property
    def capped(self) -> bool:
        return self.counted > MOST_COUNTED

    def __str__(self) -> str:
        return f"{MOST_COUNTED:,}+" if self.capped else f"{self.counted:,}"

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.counted, MOST_COUNTED) // PAGE_SIZE))


class ListPage(BulkPage):
    """Declare `columns`, `queryset()`, and where wanted `filterset_class`, `bulk_acts`, `row_url()`, `links()`.

    Filters and sort orders should be covered by an index; `queryset()` brings its own select_related, so that the number
    of queries does not grow with the rows. It returns only what the official may see. `page_code` names the list for
    saved filters and chosen columns; it is the address's name unless set.
    """

    template_name: ClassVar[str] = "desk/list.html"
    columns: ClassVar[tuple[Column, ...]] = ()
    filterset_class: ClassVar[type[FilterSet] | None] = None
    default_sort: ClassVar[str] = "-pk"
    page_code: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    empty: ClassVar[str] = "没有符合条件的记录。"
    exports: ClassVar[bool] = True
    guarded: ClassVar[bool] = False  # its export asks for the second factor again

    def queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def row_url(self, row: Any) -> str:
        """The row's own page, '' for none."""
        return str(row.get_absolute_url()) if hasattr(row, "get_absolute_url") else ""

    def row_tone(self, row: Any) -> str:
        """'late' marks a row that is late, '' none; a column must say the same in words."""
        return ""

    def links(self) -> list[tuple[str, str]]:
        """Buttons at the top: label and address."""
        return []

    # --- What the address says ---

    @cached_property
    def code(self) -> str:
        match = self.request.resolver_match
        return self.page_code or (match.view_name if match else type(self).__name__)

    @cached_property
    def filterset(self) -> FilterSet | None:
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=self.queryset(), request=self.request)

    @cached_property
    def found(self) -> QuerySet[Any]:
        """All rows of the filter, in order."""
        rows = self.filterset.qs if self.filterset is not None else self.queryset()
        field = self.sort.lstrip("-")
        column = next((c for c in self.columns if c.sort and c.code == field), None)
        order = self.sort.replace(field, column.sort) if column else self.sort
        tie = "-pk" if order.startswith("-") else "pk"
        return rows.order_by(order, tie) if order.lstrip("-") != "pk" else rows.order_by(order)

    @cached_property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        known = {column.code for column in self.columns if column.sort}
        return asked if asked.lstrip("-") in known else self.default_sort

    @cached_property
    def chosen(self) -> list[Column]:
        """Columns to show: as the address says, else as the official likes this list, else as declared."""
        asked = [code for part in self.request.GET.getlist("cols") for code in part.split(",") if code]
        codes = asked or preference_of(self.official).columns.get(self.code, [])
        chosen = [column for column in self.columns if column.code in codes]
        return chosen or [column for column in self.columns if column.shown]

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences_of(self.filterset, self.request.GET) if self.filterset is not None else []

    @property
    def exported(self) -> bool:
        """Whether there is something to download: for auditors only what the list says holds no personal data."""
        return self.exports and (self.reads_files or not self.may.reads_all)

    def address(self, **changes: str | None) -> str:
        """This list's address with some parameters changed or (None) left out; back to the first page."""
        query: QueryDict = self.request.GET.copy()
        for name in ("page", "export", *[name for name, value in changes.items() if value is None]):
            query.pop(name, None)
        for name, value in changes.items():
            if value is not None:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    # --- Answering ---

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        form = request.GET.get("export", "")
        if form in export.FORMS and self.exported:
            if self.guarded and not sessions.was_asked_again(request.session):
                return self.go(f"/desk/again/?{urlencode({'next': request.get_full_path()})}")
            return self._export(form)
        return self.show(**self._rows())

    def _rows(self) -> dict[str, Any]:
        total = Total(self.found.order_by()[: MOST_COUNTED + 1].count())
        number = min(self._page_number(), total.pages)
        rows = list(self.found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
        return {
            "rows": [self._line(row) for row in rows],
            "total": total,
            "number": number,
            "first": (number - 1) * PAGE_SIZE + 1 if rows else 0,
            "last": (number - 1) * PAGE_SIZE + len(rows),
            "previous": self.address(page=str(number - 1)) if number > 1 else "",
            "next": self.address(page=str(number + 1)) if number < total.pages else "",
            "at_end_of_cap": total.capped and number == total.pages,
        }

    def _page_number(self) -> int:
        asked = self.request.GET.get("page", "1")
        return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1

    def _line(self, row: Any) -> dict[str, Any]:
        url = self.row_url(row)
        return {
            "pk": row.pk,
            "url": url,
            "name": str(row),
            "tone": self.row_tone(row),
            "cells": [Cell(column.of(row), column, url if column.link else "") for column in self.chosen],
        }

    def context(self, **more: Any) -> dict[str, Any]:
        return super().context(
            columns=[self._head(column) for column in self.chosen],
            all_columns=[(column, column in self.chosen) for column in self.columns],
            filterset=self.filterset,
            sentences=self.sentences,
            saved=saved_filters(self.official, self.code),
            acts=self.permitted_acts(),
            links=self.links(),
            exports=[(label, self.address(export=form)) for form, label in export.FORMS.items()]
            if self.exported
            else [],
            kept_query=[(n, v) for n, vs in self.request.GET.lists() if n in {"sort", "cols"} for v in vs],
            other_query=[
                (n, v) for n, vs in self.request.GET.lists() if n not in {"cols", "page", "export"} for v in vs
            ],
            query_string=self._shareable(),
            **more,
        )

    def _shareable(self) -> str:
        return self.address(saved=None).partition("?")[2]

    def _head(self, column: Column) -> dict[str, Any]:
        downwards = self.sort == f"-{column.code}"
        turned = column.code if downwards or self.sort != column.code else f"-{column.code}"
        state = "descending" if downwards else "ascending" if self.sort == column.code else ""
        return {"column": column, "url": self.address(sort=turned) if column.sort else "", "state": state}

    def _export(self, form: str) -> HttpResponseBase:
        columns = self.chosen
        sentence = "；".join(sentence.text for sentence in self.sentences)
        services.note_export(official=self.official, page=self.code, title=self.heading(), form=form, sentence=sentence)
        return export.answer(form, self.heading(), [column.label for column in columns], self._export_rows(columns))

    def _export_rows(self, columns: Sequence[Column]) -> Iterator[list[Any]]:
        for count, row in enumerate(self.found[: export.MOST_ROWS + 1].iterator(chunk_size=1000)):
            if count == export.MOST_ROWS:
                yield [f"仅导出前 {export.MOST_ROWS:,} 行，其余请缩小筛选范围后另行导出。"]
                return
            yield [column.of(row) for column in columns]
