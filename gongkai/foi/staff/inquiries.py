"""现场咨询 at the desk: the list, and one more."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from gongkai.desk.views import Column, FormPage, ListPage
from gongkai.journal import clock

from ..forms import DayField
from ..models import Inquiry, Place
from ..models.inquiries import QUESTION_LENGTH
from ..rules.review import CONTENT_CLASSES
from ..services import inquiries as acts
from .shared import INTAKE

BASE = "/desk/foi/inquiries/"


class InquiryForm(forms.Form):
    place = forms.ModelChoiceField(label="受理点", queryset=Place.objects.none(), empty_label="请选择")
    on = DayField(label="咨询日期")
    content_class = forms.ChoiceField(label="内容类别", choices=[("", "请选择"), *CONTENT_CLASSES.items()])
    question = forms.CharField(
        label="咨询的问题",
        max_length=QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一句话写明问的是什么，不写咨询人的姓名、电话、证件号码。",
    )
    outcome = forms.ChoiceField(label="处理结果", choices=Inquiry.Outcome.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["place"].queryset = Place.objects.order_by("order", "pk")  # type: ignore[attr-defined]


class InquiryFilters(FilterSet):
    place = ModelChoiceFilter(label="受理点", queryset=Place.objects.order_by("order", "pk"))
    outcome = ChoiceFilter(label="处理结果", choices=Inquiry.Outcome.choices)
    content_class = ChoiceFilter(label="内容类别", choices=list(CONTENT_CLASSES.items()))
    since = DateFilter(label="咨询日期不早于", field_name="on", lookup_expr="gte")
    until = DateFilter(label="咨询日期不晚于", field_name="on", lookup_expr="lte")


class Inquiries(ListPage):
    access, title, template_name, default_sort = INTAKE, "现场咨询", "foi/list.html", "-on"
    intro = "在受理点当面提出的咨询，只记问题和结果，不记咨询人。件数在“申请办理统计”中公开。"
    empty = "还没有登记现场咨询。"
    filterset_class = InquiryFilters
    columns = (
        Column("on", "日期", "on", sort="on"),
        Column("place", "受理点", "place.name"),
        Column("class", "内容类别", lambda row: row.get_content_class_display()),
        Column("question", "咨询的问题", "question", wide=True),
        Column("outcome", "处理结果", lambda row: row.get_outcome_display()),
        Column("by", "登记人", "by.name", shown=False),
    )

    def queryset(self) -> QuerySet[Inquiry]:
        return Inquiry.objects.select_related("place", "by")

    def links(self) -> list[tuple[str, str]]:
        return [("登记现场咨询", f"{BASE}new/")]


class EnterInquiry(FormPage):
    access, title, form_class, submit_label = INTAKE, "登记现场咨询", InquiryForm, "登记"
    success = "已登记。"
    intro = "要求书面答复或者需要检索的，请指引提出申请。"

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def cancel_url(self) -> str:
        return BASE

    def perform(self, form: Any) -> str:
        acts.enter_inquiry(actor=self.official, **form.cleaned_data)
        return BASE
