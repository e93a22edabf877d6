"""Forms of the administration area."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from gongkai.bureau.models import DutyCode, KeyAct, LeaderProfile, Official, Unit
from gongkai.bureau.rules import CHANGES
from gongkai.journal import clock
from gongkai.publications.models import CatalogueItem, DisclosureGuide, Institution, Norm, Word
from gongkai.publications.rules.catalogue import AUDIENCES, CHANNELS, MODES, NODES
from gongkai.publications.services.reference import SECRET_GROUNDS
from gongkai.wording.checks import CLASSES, LEVELS

from ..views.act import ActForm
from .acts import PublicationField
from .publishing import day

FIRST_DAY = date(1949, 10, 1)  # before it there was nothing to publish; keeps arithmetic of days within its range


def units() -> Any:
    return Unit.objects.valid_on(clock.today()).order_by("order", "pk")


def choose(form: forms.BaseForm, name: str, rows: Any, empty: str = "请选择") -> None:
    """Let a field choose among these rows; `empty` is what stands there before."""
    form.fields[name].queryset = rows  # type: ignore[attr-defined]  # a field of models
    form.fields[name].empty_label = empty  # type: ignore[attr-defined]


class OfficialForm(forms.ModelForm):
    class Meta:
        model = Official
        fields = ("username", "name", "unit", "post")
        help_texts = {"username": "字母、数字、点和短横，以字母开头；建立后不能更改。"}

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        choose(self, "unit", units())
        if self.instance.pk:
            del self.fields["username"]


class ChangeForm(ActForm):
    """What is to change: a duty, the role of an administrator, or whether the account may be used."""

    do = forms.ChoiceField(
        label="变更",
        choices=list(CHANGES.items()),
        widget=forms.RadioSelect,
    )
    duty = forms.ChoiceField(
        label="职责", required=False, choices=[("", "请选择"), *DutyCode.choices], help_text="授予或收回职责时选择。"
    )
    unit = forms.ModelChoiceField(
        label="范围", required=False, queryset=Unit.objects.none(), help_text="该职责在哪个机构承担；不选为全局。"
    )
    role = forms.ChoiceField(
        label="管理角色",
        required=False,
        choices=Official.AdminRole.choices,
        help_text="变更管理角色时选择；“无”为取消现有角色。",
    )

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        choose(self, "unit", units(), "全局")

    def change(self) -> dict[str, Any]:
        values = self.cleaned_data
        change: dict[str, Any] = {"do": values["do"]}
        if values["do"] in {"grant", "revoke"}:
            change |= {"duty": values["duty"], "unit": values["unit"].pk if values["unit"] else None}
        if values["do"] == "admin_role":
            change["role"] = values["role"]
        return change


class AuditorForm(forms.ModelForm):
    """Somebody from outside who reads for a while: who he is, who sends him, from when until when."""

    organisation = forms.CharField(label="所属机关", max_length=80, help_text="审计机关、上级检查组等。")
    ground = forms.CharField(label="审计通知书号", max_length=80, help_text="审计通知书或者检查通知的文号。")
    first_day = day("查阅首日", required=True)
    last_day = day("查阅末日", required=True)
    field_order = ("organisation", "ground", "name", "post", "username", "unit", "first_day", "last_day")

    class Meta:
        model = Official
        fields = ("username", "name", "unit", "post")
        labels = {"unit": "接待单位", "name": "查阅人姓名"}
        help_texts = {"username": "字母、数字、点和短横，以字母开头；建立后不能更改。", "unit": "本局负责联络的单位。"}

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        choose(self, "unit", units())
        self.fields["last_day"].help_text = f"当天仍可查阅，次日起不能登录。期限最长 {settings.AUDIT_DAYS} 天。"


class DayForm(forms.Form):
    """Which day of the past."""

    day = day("日期", required=True)
    day.error_messages["required"] = "请选择日期。"

    def clean_day(self) -> date:
        chosen: date = self.cleaned_data["day"]
        if chosen > clock.today():
            raise forms.ValidationError("这一天还没有到，请选今天或者以前的日期。")
        if chosen < FIRST_DAY:
            raise forms.ValidationError("日期过早，请核对。")
        return chosen


class DecideForm(ActForm):
    agree = forms.ChoiceField(label="决定", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect)


class UnitForm(forms.ModelForm):
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Unit.Kind.choices])
    valid_from = day("设立日期", required=True)

    class Meta:
        model = Unit
        fields = ("code", "name", "short_name", "kind", "parent", "order", "duties_text", "address", "phone",
                  "office_hours", "head_name", "valid_from")  # fmt: skip
        labels = {"parent": "上级机构"}
        help_texts = {"order": "小的在前。"}

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        choose(self, "parent", units(), "（没有上级）")
        if self.instance.pk:
            del self.fields["code"], self.fields["valid_from"]


class EndUnitForm(ActForm):
    on = day("自何日起撤并", required=True)
    successors = forms.ModelMultipleChoiceField(
        label="承接机构", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["successors"].queryset = units()  # type: ignore[attr-defined]


class LeaderForm(forms.ModelForm):
    valid_from = day("任职日期", required=True)
    valid_to = day("离任日期")

    class Meta:
        model = LeaderProfile
        fields = ("name", "post", "responsibilities", "order", "valid_from", "valid_to")


class KeyForm(ActForm):
    key = forms.ChoiceField(label="密钥", choices=KeyAct.Key.choices, widget=forms.RadioSelect)


class NoticeForm(forms.Form):
    """A State Council notice on days off, as it is printed."""

    year = forms.IntegerField(label="年度", min_value=2020, max_value=2100)
    doc_no = forms.CharField(label="文号", max_length=60)
    title = forms.CharField(label="标题", max_length=120)
    signed = day("落款日期", required=True)
    published = day("公布日期")
    amends = forms.CharField(label="调整哪一件通知", required=False, max_length=60, help_text="首次安排的不填。")
    off = forms.CharField(
        label="放假", widget=forms.Textarea(attrs={"rows": 8}), required=False,
        help_text="每行一个假期：名称 开始日期 结束日期，如“元旦 2027-01-01 2027-01-03”。",
    )  # fmt: skip
    work = forms.CharField(
        label="调休上班", widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text="每行一个日期。"
    )
    cancels_work = forms.CharField(
        label="取消的调休上班日", widget=forms.Textarea(attrs={"rows": 2}), required=False, help_text="每行一个日期。"
    )

    def notice(self) -> dict[str, Any]:
        values = self.cleaned_data
        found: dict[str, Any] = {name: values[name] for name in ("year", "doc_no", "title")}
        found |= {"signed": values["signed"].isoformat(), "off": [], "work": values["work"].split()}
        for line in values["off"].splitlines():
            parts = line.split()
            if parts:
                found["off"].append({"name": parts[0], "start": parts[1] if len(parts) > 1 else "",
                                     "end": parts[2] if len(parts) > 2 else parts[-1]})  # fmt: skip
        if values["published"]:
            found["published"] = values["published"].isoformat()
        if values["amends"]:
            found["amends"] = values["amends"]
        if values["cancels_work"]:
            found["cancels_work"] = values["cancels_work"].split()
        return found


class CatalogueForm(forms.ModelForm):
    node = forms.ChoiceField(label="法定节点", choices=[(code, f"{code} {node.text}") for code, node in NODES.items()])
    channels = forms.MultipleChoiceField(
        label="公开渠道和载体", choices=[(each, each) for each in CHANNELS], widget=forms.CheckboxSelectMultiple
    )
    audience = forms.ChoiceField(label="公开对象", choices=[(each, each) for each in AUDIENCES])
    mode = forms.ChoiceField(label="公开方式", choices=[(each, each) for each in MODES])

    class Meta:
        model = CatalogueItem
        fields = ("code", "node", "order", "item1", "item2", "elements", "basis", "limit_text", "limit_days", "subject",
                  "channels", "audience", "mode", "level")  # fmt: skip

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        choose(self, "subject", units())


class GuideForm(forms.ModelForm):
    class Meta:
        model = DisclosureGuide
        fields = (
            "classification",
            "arrangement",
            "access",
            "office_name",
            "address",
            "hours",
            "phone",
            "fax",
            "online",
        )


class InstitutionForm(forms.ModelForm):
    level = forms.ChoiceField(label="层级", choices=[("bureau", "本局"), ("city", "本市"), ("state", "国家")])
    due_on = day("应公开日期")
    publication = PublicationField(label="已公开为", required=False, help_text="索引号、文号或网址。")

    class Meta:
        model = Institution
        fields = ("name", "level", "owner", "publication", "due_on", "reason")

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        choose(self, "owner", units())


class NormForm(forms.ModelForm):
    in_force_from = day("施行日期", required=True)
    in_force_to = day("废止日期")
    grade = forms.ChoiceField(
        label="核对等级", choices=[("A", "A 已与全文核对"), ("B", "B 仅与摘引核对"), ("C", "C 未核对")]
    )
    url = forms.URLField(label="网址", required=False, assume_scheme="https")

    class Meta:
        model = Norm
        fields = ("code", "title", "number", "in_force_from", "in_force_to", "grade", "url")
        labels = {"code": "代码"}
        help_texts = {"code": "供引用的短名，字母、数字和短横。"}


class WordForm(forms.ModelForm):
    word_class = forms.ChoiceField(label="类别", choices=list(CLASSES.items()))
    level = forms.ChoiceField(label="级别", choices=list(LEVELS.items()))
    exceptions = forms.CharField(
        label="白名单语境",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个含有这个词而不应提示的说法，如“截止日期”之于“截止”。",
    )

    class Meta:
        model = Word
        fields = ("word", "word_class", "level", "replacement", "exceptions", "note")

    def clean_exceptions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["exceptions"].splitlines() if line.strip()]
        if any(self.cleaned_data.get("word", "") not in line for line in lines):
            raise forms.ValidationError("每个语境都须含有这个词。")
        return lines


class SecretForm(forms.Form):
    """No title, no text, no file: a number, a ground, a date."""

    number = forms.CharField(label="登记号", max_length=40, help_text="只填编号，不得包含任何文字内容。")
    ground = forms.ChoiceField(label="依据", choices=list(SECRET_GROUNDS.items()))
    reviewed_on = day("审查日期", required=True)
