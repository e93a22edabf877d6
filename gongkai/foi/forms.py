"""What people type here: applicants on the public pages, officials at the desk."""

from typing import Any

from django import forms

from gongkai.bureau.models import Unit
from gongkai.desk.views.act import ActForm
from gongkai.journal import clock
from gongkai.letters.models import LetterDelivery
from gongkai.mailbox.forms import TextForm
from gongkai.reception.forms import NO_SECRETS, FilesField, LetterForm, text_area
from gongkai.reception.rules import SUBJECT_LENGTH, Contact, Submission

from .models import CHANNEL_LABELS, ApplicantKind, Consultation, Form, Place, Register, Way
from .rules.clock import Channel
from .rules.decisions import DECISIONS, OPEN_REMEDIES
from .services.intake import Wanted
from .services.remedy import REMEDY_LABELS

IDENTITY_LENGTH, ADDRESS_LENGTH = 30, 120
FORM_OF_FIELDS = (
    "applicant_kind", "name", "identity", "phone", "email", "address", "subject", "text", "wanted_form", "wanted_way",
    "files", "needs_help", "notice",
)  # fmt: skip


class ApplicationForm(LetterForm):
    """An application on one page: who, what, in which form, by which way. No purpose is asked (Art. 27)."""

    applicant_kind = forms.ChoiceField(
        label="申请人", choices=ApplicantKind.choices, initial=ApplicantKind.PERSON, widget=forms.RadioSelect,
        error_messages={"required": "请选择申请人的类别。", "invalid_choice": "请选择申请人的类别。"},
    )  # fmt: skip
    identity = forms.CharField(
        label="证件号码", required=False, max_length=IDENTITY_LENGTH,
        help_text="个人填身份证件号码，单位填统一社会信用代码。缺少的，我们会请您补正。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    address = forms.CharField(
        label="通信地址", required=False, max_length=ADDRESS_LENGTH, help_text="需要邮寄的请填写。",
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    subject = forms.CharField(
        label="所需信息的名称", max_length=SUBJECT_LENGTH * 2, help_text="名称或者文号，例如：2026年行道树修剪计划。"
    )
    text = text_area(
        "所需信息的描述", rows=6, help_text=f"时间、地点、内容等便于查找的特征。一件申请原则上写一项信息。{NO_SECRETS}"
    )
    wanted_form = forms.ChoiceField(
        label="所需形式", choices=Form.choices, initial=Form.ELECTRONIC, widget=forms.RadioSelect
    )
    wanted_way = forms.ChoiceField(label="获取方式", choices=Way.choices, initial=Way.ONLINE, widget=forms.RadioSelect)
    needs_help = forms.BooleanField(
        label="阅读或者视听有困难，需要协助",
        required=False,
        help_text="我们会与您联系，提供大字、朗读或者代为填写等协助。",
    )
    files = FilesField(label="附件", required=False, help_text=f"身份证明、授权委托书等，可以不传。{NO_SECRETS}")
    order = FORM_OF_FIELDS

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        del self.fields["may_publish"]
        self.fields["name"].required = True
        self.fields["name"].label = "姓名或者名称"
        self.fields["name"].error_messages["required"] = "请填写姓名或者名称。"

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("phone") and not typed.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", "请填写电话或者电子邮箱，至少一项，用来确认收到日期和送达答复。")
        if typed.get("wanted_way") == Way.POST and not typed.get("address"):
            self.add_error("address", "选择邮寄的，请填写通信地址。")
        if typed.get("wanted_way") == Way.EMAIL and not typed.get("email") and "email" not in self.errors:
            self.add_error("email", "选择电子邮件的，请填写电子邮箱。")
        return typed

    def wanted(self, channel: str = Channel.INTERNET) -> Wanted:
        typed = self.cleaned_data
        return Wanted(
            applicant_kind=typed["applicant_kind"],
            identity=typed["identity"].strip().upper(),
            address=typed["address"].strip(),
            form=typed["wanted_form"],
            way=typed["wanted_way"],
            needs_help=typed["needs_help"],
            channel=channel,
        )

    def submission(self) -> Submission:
        typed = self.cleaned_data
        contact = Contact(typed["name"], typed["phone"], typed["email"])
        return Submission(typed["subject"], typed["text"], contact, "", self.wanted_notice(), False)


class FeeForm(forms.Form):
    """The calculator: by item or by volume."""

    items = forms.IntegerField(label="当月件数", required=False, min_value=0, max_value=100_000)
    pages = forms.IntegerField(label="页数", required=False, min_value=0, max_value=1_000_000)


# --- At the desk -------------------------------------------------------------------------------------------------------


class PlaceForm(forms.ModelForm):
    """A place of acceptance, as the public will read it."""

    closed_from = forms.DateField(
        label="停止受理日期", required=False, help_text="从这一天起不再对外显示。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    class Meta:
        model = Place
        fields = (
            "unit", "name", "address", "postcode", "hours", "phone", "fax", "email", "staff", "transit", "help",
            "longitude", "latitude", "order", "closed_from",
        )  # fmt: skip
        help_texts = {
            "hours": "如：工作日 9:00—11:30、13:30—17:00。",
            "staff": "如：专职2人，工作时间内有人在岗。",
            "help": "如：有坡道和轮椅席位，可代为填写，备有大字版须知。",
            "longitude": "国家测绘局坐标（GCJ-02），用于地图链接；与纬度一并填写。",
        }

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        unit = self.fields["unit"]
        unit.queryset = Unit.objects.valid_on(clock.today()).order_by("order", "pk")  # type: ignore[attr-defined]
        unit.empty_label = "请选择"  # type: ignore[attr-defined]


class IntakeForm(ApplicationForm):
    """What came on paper, by fax or by e-mail, or is written down at the counter (代为填写)."""

    channel = forms.ChoiceField(
        label="申请渠道", widget=forms.RadioSelect,
        choices=[(c.value, label) for c, label in CHANNEL_LABELS.items() if c is not Channel.INTERNET],
        error_messages={"required": "请选择申请渠道。", "invalid_choice": "请选择申请渠道。"},
    )  # fmt: skip
    register = forms.ModelChoiceField(
        label="登记簿", queryset=Register.objects.order_by("pk"), required=False, empty_label="本局"
    )
    order = ("channel", "register", *FORM_OF_FIELDS)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        del self.fields["files"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        # A letter without telephone or mailbox is an application all the same: what is missing is asked for (REQ-03).
        if "phone" in self.errors and not typed.get("phone") and typed.get("address"):
            del self.errors["phone"]
            typed["phone"] = ""
        return typed


class DayField(forms.DateField):
    """A day as the browser's own calendar gives it."""

    def __init__(self, **more: Any):
        # The one writing that a browser's own calendar understands.
        more.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        more.setdefault("error_messages", {"invalid": "请填写日期，例如 2026-03-02。", "required": "请填写日期。"})
        super().__init__(**more)


class RegisterForm(ActForm):
    received_on = DayField(label="收到日期")
    evidence = forms.CharField(
        label="依据", max_length=400, help_text="签收单号，或者与申请人确认的时间、方式和经办人。"
    )


class DayForm(ActForm):
    on = DayField(label="日期", required=False, help_text="不填为今天。")


class SplitForm(ActForm):
    """What becomes an application of its own."""

    items = text_area("分出的内容", rows=6, help_text="一行一项，写明信息的名称。留在原申请中的内容不用写。")


class AskForm(TextForm):
    until = DayField(label="期限")


class ConsultForm(ActForm):
    whom = forms.ChoiceField(label="对象", choices=Consultation.Whom.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="名称", max_length=120)
    on = DayField(label="发出日期", required=False, help_text="不填为今天。")
    delivered_on = DayField(label="送达日期", required=False, help_text="已经送达的填写；答复期限自送达之日起算。")
    concerning = text_area("涉及的信息", rows=4, required=False)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields[
            "concerning"
        ].help_text = "写明申请的信息中哪些内容与其有关；不填的，写入申请的内容。不写申请人的信息。"


class OpinionForm(ActForm):
    said = forms.ChoiceField(
        label="意见", widget=forms.RadioSelect,
        choices=[(o.value, o.label) for o in (Consultation.Opinion.AGREED, Consultation.Opinion.REFUSED)],
    )  # fmt: skip
    reasons = text_area("理由", rows=4, required=False)
    on = DayField(label="收到日期", required=False, help_text="不填为今天。")


class CooperateForm(ActForm):
    unit = forms.ModelChoiceField(label="协办单位", queryset=Unit.objects.none(), empty_label="请选择")
    what = text_area("需要协助的事项", rows=5)
    until = DayField(label="答复日期")

    def __init__(self, *args: Any, units: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a field of models


class ReplyForm(ActForm):
    text = text_area("答复", rows=8)


class RemedyForm(ActForm):
    """What a legal officer says of a remedy that the law's text leaves open."""

    code = forms.ChoiceField(
        label="哪一种决定", widget=forms.RadioSelect,
        choices=[(code, f"{code} {DECISIONS[code].situation}") for code in OPEN_REMEDIES],
    )  # fmt: skip
    remedy = forms.ChoiceField(
        label="告知的救济途径", widget=forms.RadioSelect,
        choices=[(value.value, label) for value, label in REMEDY_LABELS.items()],
    )  # fmt: skip
    reasons = text_area("理由和依据", rows=6)
    valid_from = DayField(label="适用于此日起作出的决定")


class ExtendForm(ActForm):
    days = forms.IntegerField(label="延长的工作日", min_value=1, max_value=20, initial=20)


class DelayForm(ActForm):
    until = DayField(label="答复期限")


class ChargeForm(ActForm):
    amount = forms.IntegerField(label="金额（元）", min_value=1, max_value=10_000_000)
    standard = forms.CharField(label="计费标准和数量", max_length=200)
    how = forms.CharField(label="缴费方式", max_length=200)


class SearchForm(ActForm):
    places = forms.CharField(label="检索范围", max_length=300, help_text="档案室、业务系统、处室文件等。")
    terms = forms.CharField(label="检索词", max_length=200)
    found = forms.CharField(label="结果", max_length=300)


class RemarksForm(ActForm):
    remarks = forms.CharField(label="需要修改什么", max_length=500, widget=forms.Textarea(attrs={"rows": 5}))


class EditionForm(ActForm):
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DeliverForm(ActForm):
    channel = forms.ChoiceField(
        label="送达方式", choices=LetterDelivery.Channel.choices, widget=forms.RadioSelect, required=False
    )
    proof = forms.CharField(label="凭证", max_length=200, help_text="网上送达、挂号信编号、签收人等。")
    on = DayField(label="送达日期", required=False, help_text="不填为今天。")
