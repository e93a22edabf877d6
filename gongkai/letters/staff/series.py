"""Series of numbers: the list, and one of them."""

from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet
from django.shortcuts import get_object_or_404

from gongkai.desk.views import Chip, Column, FormPage, ListPage

from .. import kinds
from ..forms import SeriesForm
from ..models import LetterSeries
from ..services.numbers import save_series
from .shared import WORDING, organs

BASE = "/desk/letter-series/"


def _for(row: LetterSeries) -> str:
    named = "、".join(kinds.label(each.kind) for each in row.kinds.all())
    return named or "（未指定）"


class SeriesList(ListPage):
    access, title, default_sort = WORDING, "文号序列", "pk"
    intro = "每年从1号编起，不断号、不重号。已经编过号的序列，代字和样式不再更改。"
    empty = "还没有文号序列。没有序列的单位不能签发文书。"
    columns = (
        Column("name", "名称", link=True),
        Column("unit", "发文单位", "unit.short_name"),
        Column("word", "机关代字"),
        Column("pattern", "编号样式", wide=True),
        Column("general", "通用", lambda row: Chip("通用", "green") if row.is_general else ""),
        Column("kinds", "专用于", _for),
        Column("year", "最近年份", "newest"),
    )

    def queryset(self) -> QuerySet[LetterSeries]:
        rows = LetterSeries.objects.select_related("unit").prefetch_related("kinds")
        return rows.annotate(newest=Max("years__year"))

    def row_url(self, row: LetterSeries) -> str:
        return f"{BASE}{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("新建序列", f"{BASE}new/"), ("文书模板", "/desk/letter-templates/")]


class SaveSeries(FormPage):
    access, form_class, success = WORDING, SeriesForm, "已保存。"

    @cached_property
    def series(self) -> LetterSeries | None:
        rows = LetterSeries.objects.select_related("unit")
        return get_object_or_404(rows, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def heading(self) -> str:
        return f"文号序列：{self.series.name}" if self.series else "新建文号序列"

    def form_arguments(self) -> dict[str, Any]:
        return {"units": organs(), "fixed": self.series is not None}

    def initial(self) -> dict[str, Any]:
        row = self.series
        if row is None:
            return {"unit": organs().values_list("pk", flat=True).first()}
        return {
            "unit": row.unit_id, "name": row.name, "word": row.word, "pattern": row.pattern,
            "is_general": row.is_general, "for_kinds": list(row.kinds.values_list("kind", flat=True)),
        }  # fmt: skip

    def cancel_url(self) -> str:
        return BASE

    def perform(self, form: SeriesForm) -> str:
        save_series(actor=self.official, series=self.series, **form.cleaned_data)
        return BASE
