"""Finding an applicant's applications by his number of identity: typed into a form, never into an address."""

from typing import Any

from django import forms

from gongkai.desk.views import FormPage
from gongkai.journal.refusals import Reason, Refused

from .. import queries
from ..forms import IDENTITY_LENGTH
from .shared import APPLICATIONS


class FindForm(forms.Form):
    identity = forms.CharField(
        label="证件号码或者统一社会信用代码",
        max_length=IDENTITY_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FindApplicant(FormPage):
    access, title, form_class, submit_label = APPLICATIONS, "查找同一申请人的申请", FindForm, "查找"
    intro = "按完整的号码查找，号码不显示、不保存在地址里。是否重复申请由人判断。"

    def cancel_url(self) -> str:
        return "/desk/foi/"

    def perform(self, form: Any) -> str:
        index = queries.identity_index(form.cleaned_data["identity"].strip().upper())
        if not index:
            raise Refused([Reason("请填写号码。", field="identity")])
        return f"/desk/foi/?applicant={index}"
