"""What somebody types who writes to the bureau."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from gongkai.uploads.rules import MB, TYPES

from . import rules
from .rules import NOTICE_LABELS, Contact, Notice, Submission

# 《保守国家秘密法》 forbids it on a network that faces the internet; every place for text or files says so first.
NO_SECRETS = "请勿填写或者上传涉及国家秘密的内容。"
FILE_TYPES = ("jpg", "png", "webp", "pdf", "docx", "xlsx", "txt")
FILE_CAP = 10 * MB
FILES_SAID = f"最多 {rules.MOST_FILES} 个，每个不超过 10 MB；可以上传图片、PDF、Word、Excel 或者文本文件。"


class Words(forms.CharField):
    """Text as people type and paste it: signs that no letter needs are dropped before anything complains of them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(rules.clean(value) if isinstance(value, str) else value)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; what is in them is looked at by `uploads`."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(given) > rules.MOST_FILES:
            raise forms.ValidationError(f"一次最多上传 {rules.MOST_FILES} 个文件，您选了 {len(given)} 个。")
        extensions = {extension for code in FILE_TYPES for extension in TYPES[code].extensions}
        for file in given:
            if file.name.rpartition(".")[2].lower() not in extensions:
                raise forms.ValidationError(f"不接收“{file.name[-40:]}”这类文件。{FILES_SAID}")
            if file.size > FILE_CAP:
                raise forms.ValidationError(f"“{file.name[-40:]}”超过 10 MB，请压缩后重新选择。")
            if not file.size:
                raise forms.ValidationError(f"“{file.name[-40:]}”是空文件，请重新选择。")
        return given


def text_area(label: str, *, rows: int = 8, **more: Any) -> Words:
    """A long text; the service says how long it may be, so that nothing typed is cut."""
    # Twice the length is let through here: the service counts after cleaning and says by how much it is too long.
    return Words(
        label=label,
        max_length=rules.TEXT_LENGTH * 2,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"{label}不超过 {rules.TEXT_LENGTH} 字。"},
        **more,
    )


class ContactForm(forms.Form):
    """Who writes; nothing of it must be said."""

    name = Words(
        label="怎么称呼您", required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = Words(
        label="电话", required=False, max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    email = Words(
        label="电子邮箱", required=False, max_length=240,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )  # fmt: skip
    notice = forms.ChoiceField(
        label="有答复时怎样通知您", required=False, initial=Notice.NONE.value, widget=forms.RadioSelect,
        choices=[(notice.value, label) for notice, label in NOTICE_LABELS.items()],
    )  # fmt: skip
    may_publish = forms.BooleanField(
        label="同意公开这封来信和答复",
        required=False,
        help_text="公开前会隐去您的称呼、联系方式和其他个人信息，并经过审核。不同意不影响办理。",
    )
    order: Sequence[str] = ()

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        if self.order:
            self.order_fields(self.order)
        for field in self.fields.values():
            if field.required:
                verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
                field.error_messages["required"] = f"请{verb}{field.label}。"

    def contact(self) -> Contact:
        typed = self.cleaned_data
        return Contact(typed["name"], typed["phone"], typed["email"])

    def wanted_notice(self) -> Notice:
        return Notice(self.cleaned_data["notice"] or Notice.NONE)


class LetterForm(ContactForm):
    """Title, text, files and contact: rooms subclass it for what else their kind of letter needs."""

    subject = Words(label="标题", max_length=rules.SUBJECT_LENGTH * 2)
    text = text_area("内容", help_text=NO_SECRETS)
    files = FilesField(label="附件", required=False, help_text=f"{FILES_SAID}{NO_SECRETS}")
    order = ("subject", "text", "files", "name", "phone", "email", "notice", "may_publish")

    # What a subclass calls a field of the submission, so that a refusal finds its place.
    called: ClassVar[Mapping[str, str]] = {}

    def about(self) -> str:
        """The place that the letter is about, in the words that are kept with it."""
        return ""

    def submission(self) -> Submission:
        typed = self.cleaned_data
        return Submission(
            typed["subject"], typed["text"], self.contact(), self.about(), self.wanted_notice(), typed["may_publish"]
        )


class SupplementForm(forms.Form):
    text = text_area("补充内容", rows=6, help_text=NO_SECRETS)
    files = FilesField(label="附件", required=False, help_text=f"{FILES_SAID}{NO_SECRETS}")

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self.fields["text"].error_messages["required"] = "请填写补充内容。"


class RatingForm(forms.Form):
    score = forms.TypedChoiceField(
        label="您对答复是否满意", coerce=int, widget=forms.RadioSelect,
        choices=[("5", "非常满意"), ("4", "满意"), ("3", "基本满意"), ("2", "不满意"), ("1", "非常不满意")],
        error_messages={"required": "请选择一项评价。"},
    )  # fmt: skip
    words = Words(
        label="想说的话", required=False, max_length=rules.WORDS_LENGTH * 2, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_SECRETS,
    )  # fmt: skip


class FollowForm(forms.Form):
    number = Words(
        label="来信编号", max_length=80, help_text="回执上的编号，例如 JC190612-7K3M2P。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "请填写来信编号。"},
    )  # fmt: skip
    code = Words(
        label="查询码", max_length=80, help_text="回执上的 15 位查询码，大小写和横线不影响。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "请填写查询码。"},
    )  # fmt: skip


def names_of(files: Iterable[Any]) -> list[str]:
    """The files that a browser sent and will not send again by itself."""
    return [str(file.name)[-60:] for file in files]


class ActTextForm(forms.Form):
    """The one text of what a writer does beside writing, rating, correcting."""

    def __init__(self, *args: Any, label: str = "说明", required: bool = True, **more: Any):
        super().__init__(*args, **more)
        self.fields["said"] = text_area(label, rows=4, required=required)
        self.fields["said"].error_messages["required"] = f"请填写{label}。"
