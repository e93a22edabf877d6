"""The form of a draft: what every publication has, and what its kind adds."""

from collections.abc import Iterable
from typing import Any

from django import forms

from gongkai.bureau.models import Unit
from gongkai.publications.kinds import Fact, Kind
from gongkai.publications.rules.openness import OPENNESS_LABELS, WITHHOLDING_REASONS
from gongkai.uploads import conf

NO_SECRETS = "不得填写、上传国家秘密和工作秘密。"
# 22 classes of the State Council's catalogue (DOC-04), as this bureau uses them.
TOPICS = (
    "国务院组织机构", "综合政务", "国民经济管理、国有资产监管", "财政、金融、审计", "国土资源、能源", "农业、林业、水利",
    "工业、交通", "商贸、海关、旅游", "市场监管、安全生产监管", "城乡建设、环境保护", "科技、教育", "文化、广电、新闻出版",
    "卫生、体育", "人口与计划生育、妇女儿童工作", "劳动、人事、监察", "公安、安全、司法", "民政、扶贫、救灾", "民族、宗教",
    "对外事务", "港澳台侨工作", "国防", "其他",
)  # fmt: skip
# A draft is saved without these; it is not sent for review without them.
NEEDED = frozenset({"summary", "body", "openness", "column", "formed_on"})
DATE = {"type": "date"}


def day(label: str, help_text: str = "", required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )


def text(label: str, length: int, help_text: str = "", required: bool = False, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"class": "wide"})
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def withholding_choices() -> list[Any]:
    """Reasons grouped under their article."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, (label, article, _) in WITHHOLDING_REASONS.items():
        groups.setdefault(article, []).append((code, label))
    return [("", "（主动公开的不选）"), *groups.items()]


class DraftForm(forms.Form):
    """A draft may be incomplete: only a title is needed to save it; what is missing is said when it is sent for review."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = text("标题", 300, required=True)
    summary = text("内容概述", 500, "一两句话，说明内容要点；会出现在目录和检索结果里。", rows=2)
    body = forms.CharField(
        label="正文",
        required=False,
        max_length=500_000,
        help_text=f"{NO_SECRETS}可从 Word 粘贴，格式会自动清理；没有编辑器时，可直接输入文字，每行一段。",
        widget=forms.Textarea(attrs={"rows": 18, "data-editor": ""}),
    )
    openness = forms.ChoiceField(
        label="公开属性",
        required=False,
        choices=[(code.value, label) for code, label in OPENNESS_LABELS.items()],
        widget=forms.RadioSelect,
        help_text="起草时确定，与文本一并送审。",
    )
    withholding_code = forms.ChoiceField(label="不主动公开的法定理由", required=False, choices=withholding_choices)
    withholding_text = text("不主动公开的具体理由", 2000, rows=2)
    column = forms.ChoiceField(label="栏目", required=False)
    catalogue_code = forms.ChoiceField(label="主动公开目录事项", required=False)
    topic = forms.ChoiceField(label="主题分类", required=False)
    keywords = text("主题词", 200, "用空格分开。")
    doc_no = text("发文字号", 80, "如：沪绿容〔2026〕1号；括号写法会自动规范。")
    formed_on = day("生成日期", "成文或信息形成的日期；20 个工作日的公开期限从次日起算。")
    effective_on = day("施行日期")
    expires_on = day("有效期至", "含当日。")
    source = text("来源", 80)
    involves_other_organ = forms.BooleanField(label="涉及其他机关（公开前须与其协商、确认）", required=False)
    made_elsewhere = forms.BooleanField(label="由其他机关制作，本局不是牵头或最初获取机关", required=False)
    third_party_consent = text("第三方同意的记录", 300, "涉及商业秘密、个人隐私而拟公开时填写。")
    public_interest = text(
        "公共利益决定及理由", 2000, "第三方不同意，但不公开可能对公共利益造成重大影响时填写。", rows=2
    )
    change_note = text("变更说明", 500, "修订时填写，公众会看到。", rows=2)

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        columns: Iterable[tuple[str, str]],
        catalogue: Iterable[tuple[str, str]],
        amending: bool = False,
        **more: Any,
    ):
        super().__init__(*args, **more)
        self.kind = kind
        self._offer("column", list(columns))
        self._offer("catalogue_code", [("", "（暂不归入）"), *catalogue])
        self._offer("topic", [("", "请选择"), *((topic, topic) for topic in TOPICS)])
        for fact in kind.facts:
            self.fields[f"fact_{fact.name}"] = _field_of(fact)
        if not kind.has_doc_no:
            del self.fields["doc_no"]
        if not kind.has_validity:
            del self.fields["effective_on"], self.fields["expires_on"]
        if not amending:
            del self.fields["change_note"]
        required = {*NEEDED, *(f"fact_{fact.name}" for fact in kind.facts if fact.required)}
        for name in required & set(self.fields):
            self.fields[name].needed = True  # type: ignore[attr-defined]  # shown beside the label
        self.order_fields(_order(self.fields))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The choices, and what the text has already: a retired word is not lost by saving something else."""
        current = self.initial.get(name) or ""
        known = {code for code, _ in choices}
        self.fields[name].choices = choices + [(current, current)] * (current not in known)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the service takes: the fields of a version, the kind's facts gathered."""
        given = dict(self.cleaned_data)
        given.pop("edition", None)
        given["facts"] = {fact.name: _stored(given.pop(f"fact_{fact.name}", "")) for fact in self.kind.facts}
        return given


def _order(names: Iterable[str]) -> list[str]:
    """The kind's facts stand right after the document number."""
    plain = [name for name in names if not name.startswith("fact_")]
    facts = [name for name in names if name.startswith("fact_")]
    place = plain.index("formed_on")
    return [*plain[:place], *facts, *plain[place:]]


def _field_of(fact: Fact) -> forms.Field:
    if fact.type == "date":
        return day(fact.label, fact.help)
    if fact.type == "choice":
        return forms.ChoiceField(
            label=fact.label, required=False, choices=[("", "请选择"), *fact.choices], help_text=fact.help
        )
    return text(fact.label, 300, fact.help)


def _stored(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


class KindForm(forms.Form):
    """The first step of a draft: what it is, and whose."""

    kind = forms.ChoiceField(label="体裁")
    unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], units: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """A reviewer's opinion on exactly the text that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = forms.ChoiceField(label="意见", choices=[("pass", "通过"), ("return", "退回")], widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(label="退回原因", required=False, widget=forms.CheckboxSelectMultiple)
    remarks = forms.CharField(
        label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="退回时请写明哪里需要修改、怎样修改。",
    )  # fmt: skip

    def __init__(self, *args: Any, reasons: Iterable[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["reasons"].choices = list(reasons)  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    file = forms.FileField(label="文件", help_text=f"{NO_SECRETS}PDF、Word、Excel、图片等；元数据会在公开时清除。")
    name = text("显示名称", 200, "不填则用文件名；正文中的图片请写明图中有什么。")
    in_text = forms.BooleanField(label="作为正文中的图片（加在正文末尾，可在修改时移动）", required=False)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["file"].help_text += conf.scanner_notice()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("in_text") and not given.get("name"):
            self.add_error("name", "请写明图中有什么，供看不到图片的人。")
        return given


class RecordsForm(forms.Form):
    file = forms.FileField(
        label="记录表（XLSX 或 CSV）",
        help_text=f"{NO_SECRETS}首行为表头，须有“编号”“名称”两列；可有“决定日期”“公示截止日期”，其余列作为字段公开。",
    )
    replacing = forms.BooleanField(label="替换这一版已导入的记录（不勾选则追加）", required=False)
