"""Places of acceptance at the desk: the list, and one of them."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from gongkai.desk.views import Chip, Column, EditPage, ListPage
from gongkai.journal import clock

from .. import services
from ..forms import PlaceForm
from ..models import Place
from .shared import INTAKE

BASE = "/desk/foi/places/"


class Places(ListPage):
    access, title, template_name, default_sort = INTAKE, "受理点", "foi/list.html", "order"
    intro = "公众在“依申请公开”中看到的地址、时间和人员。保存后立即公开。"
    empty = "还没有受理点。"
    columns = (
        Column("order", "顺序", sort="order", number=True),
        Column("name", "名称", link=True),
        Column("unit", "受理机构", "unit.short_name"),
        Column("address", "地址", wide=True),
        Column("hours", "受理时间"),
        Column("phone", "电话"),
        Column("state", "状态", lambda row: _state(row)),
    )

    def queryset(self) -> QuerySet[Place]:
        return Place.objects.select_related("unit")

    def row_url(self, row: Place) -> str:
        return row.get_absolute_url()

    def links(self) -> list[tuple[str, str]]:
        return [("增加受理点", f"{BASE}new/"), ("对外页面", "/foi/places/")]


def _state(row: Place) -> Chip:
    closed = row.closed_from is not None and row.closed_from <= clock.today()
    return Chip("已停止受理") if closed else Chip("受理中", "green")


class SavePlace(EditPage):
    access, form_class, success = INTAKE, PlaceForm, "已保存，对外页面已更新。"

    @cached_property
    def place(self) -> Place | None:
        return get_object_or_404(Place, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def row(self) -> Place | None:
        return get_object_or_404(Place, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def heading(self) -> str:
        return f"受理点：{self.place}" if self.place else "增加受理点"

    def cancel_url(self) -> str:
        return BASE

    def perform(self, form: Any) -> str:
        services.save_place(actor=self.official, place=self.place, **form.cleaned_data)
        return BASE
