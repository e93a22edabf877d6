"""Registers at the desk: one for each body, with its series and name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count

from gongkai.bureau.models import Unit
from gongkai.desk.views import ActPage, Column, ListPage
from gongkai.desk.views.act import ActForm
from gongkai.journal.refusals import Reason

from ..models import Register
from ..services import registers as acts
from ..services.review import publicity
from .analysis import units
from .shared import INTAKE


class RegisterForm(ActForm):
    unit = forms.ModelChoiceField(label="受理机构", queryset=Unit.objects.none())
    series = forms.CharField(label="编号代字", max_length=20)
    organ = forms.CharField(label="落款名称", max_length=80, help_text="与印章一致的全称。")

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]  # a field to choose a record


class Registers(ListPage):
    access, title, template_name, default_sort = INTAKE, "登记簿", "foi/list.html", "pk"
    intro = "每个受理机构一本，编号自成序列，年度报告各自统计并可汇总。"
    columns = (
        Column("organ", "落款名称", link=True, wide=True),
        Column("unit", "受理机构", "unit.short_name"),
        Column("series", "编号代字"),
        Column("count", "申请"),
    )

    def queryset(self) -> Any:
        return Register.objects.select_related("unit").annotate(count=Count("applications"))

    def row_url(self, row: Register) -> str:
        return f"/desk/foi/?register={row.pk}"

    def links(self) -> list[tuple[str, str]]:
        return [("设立登记簿", "/desk/foi/registers/new/")]


class OpenRegister(ActPage):
    access, title, act_label, form_class, success = INTAKE, "设立登记簿", "设立", RegisterForm, "已设立。"

    def refusals(self) -> Sequence[Reason]:
        return publicity(self.official, "设立登记簿")

    def cancel_url(self) -> str:
        return "/desk/foi/registers/"

    def perform(self, form: Any) -> str:
        acts.open_register(actor=self.official, **form.cleaned_data)
        return self.cancel_url()
