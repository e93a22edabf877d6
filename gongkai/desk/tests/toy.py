"""Pages that exist for the tests of the base views only: a list of units, forms and acts on them, a case, a report."""

from django import forms
from django.urls import include, path
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from gongkai.bureau.models import DutyCode, Unit
from gongkai.desk.access import EVERYONE, SYSTEM, Access
from gongkai.desk.views import (
    Act,
    ActPage,
    BulkAct,
    CasePage,
    Chip,
    Column,
    Figure,
    FormPage,
    ListPage,
    ReportPage,
    Tab,
)
from gongkai.journal.refusals import Reason, Refused


class UnitFilters(FilterSet):
    name = CharFilter(label="名称", lookup_expr="icontains")
    kind = ChoiceFilter(label="类别", choices=Unit.Kind.choices)
    since = DateFilter(label="设立日期", field_name="valid_from", lookup_expr="gte")


def close(unit, official, reason):
    """The toy's service: refuses one unit only when it comes to it."""
    if unit.name == "临时拒绝处":
        raise Refused(["临时拒绝处刚刚变动。"])
    unit.head_name = reason or "已办"
    unit.save()


def check(units, official):
    return {unit.pk: [Reason("办公室不能撤并。")] for unit in units if unit.name == "办公室"}


class Units(ListPage):
    access = EVERYONE
    title = "机构清单"
    filterset_class = UnitFilters
    columns = (
        Column("name", "名称", link=True, wide=True, sort="name"),
        Column("kind", "类别", lambda unit: Chip(unit.get_kind_display(), "green")),
        Column("phone", "电话", lambda unit: unit.phone and f"{unit.phone[:3]}****"),
        Column("since", "设立日期", "valid_from", sort="valid_from"),
        Column("head", "负责人", "head_name", shown=False),
    )
    default_sort = "name"
    bulk_acts = (
        BulkAct("close", "撤并", "撤并后不再出现在机构职能栏目。", check, close, needs_reason=True),
        BulkAct("wipe", "清除", "清除。", check, close, access=SYSTEM),
    )

    def queryset(self):
        return Unit.objects.select_related("parent")

    def row_url(self, row):
        return f"/desk/toy/{row.pk}/"


class UnitForm(forms.Form):
    name = forms.CharField(label="名称", max_length=80)
    phone = forms.CharField(label="电话", required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NewUnit(FormPage):
    access = Access(duties=frozenset({DutyCode.DRAFT}))
    title = "新建机构"
    form_class = UnitForm
    success = "已保存。"
    autosave = True

    def perform(self, form):
        name = form.cleaned_data["name"]
        if form.cleaned_data["edition"] == 1:
            raise Refused(["这份草稿刚由同事保存过。"])
        if name == "重名处":
            raise Refused([Reason("已有同名机构。", field="name", link="/desk/toy/1/"), Reason("请先办理撤并。")])
        Unit.objects.create(
            code=f"new-{Unit.objects.count()}", name=name, short_name=name, kind="office", valid_from="2020-01-01"
        )
        return "/desk/toy/"


class CloseUnit(ActPage):
    access = EVERYONE
    act_label = "撤并"
    needs_reason = True
    dangerous = True

    def consequence(self):
        return "撤并后，期限自 2026年12月20日 起重新计算。"

    def refusals(self):
        unit = Unit.objects.get(pk=self.kwargs["pk"])
        return [Reason("办公室不能撤并。", link="/desk/toy/")] if unit.name == "办公室" else []

    def perform(self, form):
        unit = Unit.objects.get(pk=self.kwargs["pk"])
        close(unit, self.official, form.cleaned_data["reason"])
        return "/desk/toy/"


class UnitCase(CasePage):
    access = EVERYONE

    def record(self):
        return Unit.objects.get(pk=self.kwargs["pk"])

    def number(self):
        return self.case.code

    def chips(self):
        return [Chip("办理中", "blue")]

    def acts(self):
        return [Act("edit", "修改", "/desk/toy/new/"), Act("close", "撤并", reasons=(Reason("还有在编人员。"),))]

    def tabs(self):
        return [
            Tab("text", "内容", "desk/_messages.html", more={}),
            Tab("files", "材料", "desk/_messages.html", count=2),
        ]

    def people(self):
        return [("主办", "陆言")]

    def blocks(self):
        return [Reason("保密审查未完成。", link="/desk/")]


class Counts(ReportPage):
    access = EVERYONE
    title = "机构统计"

    def figures(self):
        rows = [("=办公室", 3), ("绿化处", 7)]
        return [Figure("units", "各处室件数", ("处室", "件数"), rows, source="截至今日"),
                Figure("trend", "走势", ("月份", "件数"), [("1月", 1), ("2月", 0)], chart="line")]  # fmt: skip


urlpatterns = [
    path("desk/toy/", Units.as_view(), name="toy"),
    path("desk/toy/new/", NewUnit.as_view()),
    path("desk/toy/report/", Counts.as_view()),
    path("desk/toy/<int:pk>/", UnitCase.as_view()),
    path("desk/toy/<int:pk>/close/", CloseUnit.as_view()),
    path("", include("gongkai.config.urls")),
]
