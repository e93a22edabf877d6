"""What officials type about material: a document, marks on a page, a word to look for, the statement that it is apart."""

import math
from typing import Any

from django import forms

from gongkai.desk.views.act import ActForm
from gongkai.reception.forms import NO_SECRETS
from gongkai.uploads.redaction.geometry import Box
from gongkai.wording.survivals import plain

from .rules.grounds import GROUNDS

MOST_RECTANGLES = 100
EDGES = ("left", "top", "right", "bottom")


class MaterialForm(forms.Form):
    file = forms.FileField(
        label="文件",
        help_text=f"PDF、Word（docx）、纯文本或者图片。Word 只取正文的段落和表格；要保留版面的，请先另存为 PDF。{NO_SECRETS}",
    )
    title = forms.CharField(
        label="材料名称", required=False, max_length=120, help_text="只供办理人员辨认，不写的用文件名。"
    )


def ground_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="依据", choices=[("", "请选择"), *((ground.code, ground.choice) for ground in GROUNDS.values())],
        error_messages={"required": "请选择不予公开的依据。"},
    )  # fmt: skip


def elsewhere_field() -> forms.CharField:
    return forms.CharField(
        label="别处相同的文字不遮盖的理由", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不写的，所遮文字在结果中任何一处出现都不能通过检查。只需遮这一处的，请写明理由。",
    )  # fmt: skip


class Percent(forms.FloatField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, required=False, min_value=0, max_value=100,
            widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
        )  # fmt: skip


class MarkForm(forms.Form):
    """Lines, words and rectangles of one page; which of them there are is the page's matter."""

    left, top = Percent("左边（%）"), Percent("上边（%）")
    right, bottom = Percent("右边（%）"), Percent("下边（%）")
    ground, elsewhere = ground_field(), elsewhere_field()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        given = [typed.get(name) for name in EDGES]
        if any(edge is not None for edge in given) and not any(self.errors.get(name) for name in EDGES):
            box = None if None in given else box_of([edge / 100 for edge in given if edge is not None])
            if box is None:
                self.add_error("left", "区域的四个数都要填写，右边大于左边，下边大于上边。")
            else:
                typed["area"] = box
        return typed


def box_of(edges: list[float]) -> Box | None:
    """A rectangle, None where it is none."""
    try:
        return Box.within(*edges) if all(math.isfinite(edge) for edge in edges) else None
    except (TypeError, ValueError):
        return None


def drawn(values: list[str]) -> list[Box]:
    """Rectangles that a script has drawn, "left,top,right,bottom" in percent each; what is no rectangle is left out."""
    found = []
    for value in values[:MOST_RECTANGLES]:
        try:
            box = box_of([float(edge) / 100 for edge in value.split(",")])
        except ValueError:
            box = None
        if box is not None:
            found.append(box)
    return found


class TermForm(forms.Form):
    term = forms.CharField(
        label="要查找的文字", max_length=200, strip=True,
        help_text="姓名、号码、金额等。空格、换行、全角半角、大写数字的不同写法一并查找。",
        error_messages={"required": "请填写要查找的文字。"},
    )  # fmt: skip

    def clean_term(self) -> str:
        term = str(self.cleaned_data["term"])
        if not any(sign.isalnum() for sign in plain(term)):
            raise forms.ValidationError("请填写文字或者数字。")
        return term


class TermMarkForm(TermForm):
    ground, elsewhere = ground_field(), elsewhere_field()


class ApartForm(ActForm):
    statement = forms.CharField(
        label="情况说明", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明不予公开的是哪一份材料，为什么没有随附。",
        error_messages={"required": "请写明不予公开的部分是哪一份材料、为什么没有随附。"},
    )  # fmt: skip


class VersionForm(ActForm):
    """The edition of the marks that was looked at."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SendBackForm(ActForm):
    remarks = forms.CharField(
        label="需要改动什么", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明需要改动什么。"},
    )  # fmt: skip
