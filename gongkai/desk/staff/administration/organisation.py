"""Units as they are and were, and the leaders."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.shortcuts import get_object_or_404

from gongkai.bureau.models import LeaderProfile, Unit
from gongkai.bureau.queries import unit_tree
from gongkai.bureau.services import units
from gongkai.journal import clock
from gongkai.journal.refusals import Reason
from gongkai.publications.importing.mapping import date_of

from ...access import ADMINISTRATORS, SYSTEM
from ...forms.administration import EndUnitForm, LeaderForm, UnitForm
from ...views import ActPage, Column, EditPage, FormPage, ListPage, Page


class Units(Page):
    """The tree as it was on a day: reorganisations do not rewrite history."""

    access = ADMINISTRATORS
    title = "机构"
    template_name = "desk/administration/units.html"

    def context(self, **more: Any) -> dict[str, Any]:
        try:
            on = date_of(self.request.GET.get("on", "")) or clock.today()
        except ValueError:
            on = clock.today()
        tree = unit_tree(on)
        prefetch_related_objects(tree, "successors")
        depth: dict[int, int] = {}
        for unit in tree:
            depth[unit.pk] = depth.get(unit.parent_id or 0, -1) + 1
        return super().context(on=on, rows=[(unit, depth[unit.pk]) for unit in tree], **more)


class NewUnit(FormPage):
    access, title, form_class, success = SYSTEM, "设立机构", UnitForm, "已设立。"

    def cancel_url(self) -> str:
        return "/desk/units/"

    def perform(self, form: UnitForm) -> str:
        units.create(actor=self.official, **form.cleaned_data)
        return self.cancel_url()


class EditUnit(EditPage, NewUnit):
    title, success = "修改机构信息", "已保存。"

    def row(self) -> Unit:
        return get_object_or_404(Unit, pk=self.kwargs["pk"])

    def perform(self, form: UnitForm) -> str:
        units.change(unit=self.row(), actor=self.official, **form.cleaned_data)
        return self.cancel_url()


class EndUnit(ActPage):
    access, act_label, form_class, needs_reason, irreversible = SYSTEM, "撤并机构", EndUnitForm, True, True
    success = "已登记撤并。"

    @cached_property
    def unit(self) -> Unit:
        return get_object_or_404(Unit, pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        people = self.unit.officials.filter(is_active=True).count()
        return [("机构", self.unit.name), ("设立日期", self.unit.valid_from.isoformat()), ("在岗人员", f"{people} 人")]

    def refusals(self) -> list[Reason]:
        return [Reason("这个机构已经撤并。")] if self.unit.valid_to is not None else []

    def consequence(self) -> str:
        return "撤并后，历史信息仍记在原机构名下；须为承接机构的人员另行办理职责变更。"

    def cancel_url(self) -> str:
        return "/desk/units/"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        units.end(unit=self.unit, on=values["on"], successors=list(values["successors"]), actor=self.official,
                  reason=values["reason"])  # fmt: skip
        return self.cancel_url()


class Leaders(ListPage):
    access, title = SYSTEM, "领导信息"
    columns = (
        Column("name", "姓名", link=True),
        Column("post", "职务"),
        Column("responsibilities", "分工", wide=True),
        Column("since", "任职日期", "valid_from"),
        Column("until", "离任日期", "valid_to"),
    )
    default_sort = "pk"

    def queryset(self) -> QuerySet[LeaderProfile]:
        return LeaderProfile.objects.all()

    def row_url(self, row: LeaderProfile) -> str:
        return f"/desk/leaders/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("登记", "/desk/leaders/new/")]


class SaveLeader(EditPage):
    access, title, form_class, success = SYSTEM, "领导信息", LeaderForm, "已保存。"
    intro = "只登记事实；对外页面是经审核发布的信息，须另行修订。"

    def row(self) -> LeaderProfile | None:
        return get_object_or_404(LeaderProfile, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def cancel_url(self) -> str:
        return "/desk/leaders/"

    def perform(self, form: LeaderForm) -> str:
        units.save_leader(actor=self.official, profile=self.row(), **form.cleaned_data)
        return self.cancel_url()
