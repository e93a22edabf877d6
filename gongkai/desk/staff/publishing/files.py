"""Files and records of a draft, and what people say of the checks' findings."""

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from openpyxl import load_workbook

from gongkai.journal.refusals import Reason, Refused
from gongkai.publications.importing.mapping import date_of
from gongkai.publications.models import Attachment
from gongkai.publications.services import checking, drafting
from gongkai.uploads import responses
from gongkai.uploads import services as uploads

from ...access import PUBLISHING
from ...forms.publishing import RecordsForm, UploadForm, text
from ...views import ActPage, Page
from ...views.act import ActForm
from .pictures import take_picture, with_picture
from .shared import refusals_to_speak, refusals_to_write, version_or_404

MOST_RECORDS = 20_000
MOST_FAULTS = 20


class OfVersion(ActPage):
    """A form about one version, refused with its reasons before anything is taken in."""

    access = PUBLISHING
    _version: Any = None

    @property
    def version(self) -> Any:
        if self._version is None:
            self._version = version_or_404(self.kwargs["pk"], self.official, self.may)
        return self._version

    def refusals(self) -> Sequence[Reason]:
        return refusals_to_write(self.version, self.official, self.may)

    def attempt(self, form: Any) -> str:
        if reasons := list(self.refusals()):
            raise Refused(reasons)
        return super().attempt(form)

    def cancel_url(self) -> str:
        return f"/desk/p/{self.version.publication_id}/?tab=files"


class AddFile(OfVersion):
    title, act_label, success = "添加附件", "上传", "附件已添加，并已检查。"
    form_class: ClassVar[type[forms.Form]] = UploadForm

    def perform(self, form: UploadForm) -> str:
        file = form.cleaned_data["file"]
        if form.cleaned_data["in_text"]:
            name = form.cleaned_data["name"]
            picture = take_picture(self.version, file, name, self.official)
            body = with_picture(self.version.body, picture, name)
            drafting.edit(version=self.version, editor=self.official, body=body)
            return f"/desk/p/{self.version.publication_id}/"
        try:
            upload = uploads.take_in(file=file, name=file.name, actor=self.official, purpose="publication",
                                     owner=self.version.publication)  # fmt: skip
        except Refused as refused:
            raise Refused([Reason(str(reason), field="file") for reason in refused.reasons]) from None
        uploads.scan(upload=upload, actor=self.official)
        drafting.attach(version=self.version, upload=upload, editor=self.official, name=form.cleaned_data["name"])
        return self.cancel_url()


class OfFile(OfVersion):
    """An act on one attachment of a version."""

    _attachment: Attachment | None = None

    @property
    def attachment(self) -> Attachment:
        if self._attachment is None:
            found = self.version.attachments.select_related("upload__stored").filter(pk=self.kwargs["file"]).first()
            if found is None:
                raise Http404
            found.version = self.version
            self._attachment = found
        return self._attachment

    def heading(self) -> str:
        return f"{self.act_label}：{self.attachment.name}"


class RemoveFile(OfFile):
    act_label = "移除附件"

    def perform(self, form: Any) -> str:
        drafting.detach(attachment=self.attachment, editor=self.official)
        return self.cancel_url()


class Word(OfVersion):
    """A person's recorded word on what the checks found: the writer's, or that of the reviewer whose turn it is."""

    def refusals(self) -> Sequence[Reason]:
        return refusals_to_speak(self.version, self.official, self.may)

    def cancel_url(self) -> str:
        return f"/desk/p/{self.version.publication_id}/?tab=checks"


class ConfirmByEye(Word, OfFile):
    act_label, needs_reason, reason_label = "目视检查并确认", True, "核对了什么、怎样核对"

    def consequence(self) -> str:
        return "您确认已逐页看过无法自动读取的部分，其中没有不应公开的内容；您的姓名会留存。"

    def perform(self, form: Any) -> str:
        checking.confirm_by_eye(attachment=self.attachment, by=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class NotPersonal(Word, OfFile):
    act_label, needs_reason, reason_label = "说明不是个人信息", True, "为什么不是个人信息"

    def facts(self) -> list[tuple[str, Any]]:
        found = next((row for row in self.attachment.upload.findings if row["id"] == self.kwargs["finding"]), None)
        return [("提示", f"{found['label']} {found['masked']}（{found['where']}）")] if found else []

    def perform(self, form: Any) -> str:
        uploads.declare_not_personal(upload=self.attachment.upload, finding=self.kwargs["finding"], actor=self.official,
                                     reason=form.cleaned_data["reason"])  # fmt: skip
        return self.cancel_url()


class OpenFile(Page):
    """The file as it was uploaded, for officials who may see the case."""

    access = PUBLISHING

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        version = version_or_404(self.kwargs["pk"], self.official, self.may)
        found = version.attachments.select_related("upload__stored").filter(pk=self.kwargs["file"]).first()
        if found is None:
            raise Http404
        return responses.respond_to_official(found.upload)


class OverrideForm(ActForm):
    reason = text("为什么这条提示不成立", 300, required=True, rows=3)


class Override(Word):
    """One finding in the text does not hold."""

    act_label = "说明提示不成立"
    form_class: ClassVar[type[forms.Form]] = OverrideForm

    def facts(self) -> list[tuple[str, Any]]:
        row = next((r for r in self.version.checks.get("findings", ()) if r["id"] == self.kwargs["finding"]), None)
        return [("提示", f"{row['where']}：{row['label']} {row['shown']}")] if row else []

    def consequence(self) -> str:
        return "说明只对这一版有效，审核人会看到您的姓名和理由。"

    def perform(self, form: Any) -> str:
        checking.override(version=self.version, finding=self.kwargs["finding"], by=self.official,
                          reason=form.cleaned_data["reason"])  # fmt: skip
        return self.cancel_url()


class RunChecks(Page):
    """Run the checks on the draft as it stands."""

    access = PUBLISHING
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = version_or_404(self.kwargs["pk"], self.official, self.may)
        if reasons := refusals_to_speak(version, self.official, self.may):
            self.say_refused(Refused(reasons))
        else:
            checking.run(version)
        return self.go(f"/desk/p/{version.publication_id}/?tab=checks")


class AddRecords(OfVersion):
    title, act_label, success = "导入记录", "导入", "记录已导入。"
    form_class: ClassVar[type[forms.Form]] = RecordsForm

    def perform(self, form: RecordsForm) -> str:
        rows, faults = _rows_of(form.cleaned_data["file"])
        if faults:
            raise Refused([Reason(fault, field="file") for fault in faults[:MOST_FAULTS]])
        drafting.add_records(version=self.version, rows=rows, editor=self.official)
        return self.cancel_url()


KNOWN = {"编号": "key", "名称": "title", "决定日期": "decided_on", "公示截止日期": "ends_on"}


def _table(file: Any) -> list[list[Any]]:
    if file.name.lower().endswith(".xlsx"):
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except Exception:  # noqa: BLE001  a broken workbook fails in many ways
            raise Refused([Reason("工作簿无法打开，请另存后重试。", field="file")]) from None
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=MOST_RECORDS + 2)]
    raw = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(StringIO(raw.decode(encoding))))
        except UnicodeDecodeError:
            continue
    raise Refused([Reason("文件的编码无法识别，请另存为 XLSX 或 UTF-8 的 CSV。", field="file")])


def _rows_of(file: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows for the service, and a sentence with the line for each that cannot be taken."""
    table = [row for row in _table(file) if any(cell not in (None, "") for cell in row)]
    if not table:
        return [], ["文件是空的。"]
    heads = [str(cell or "").strip() for cell in table[0]]
    missing = [name for name in ("编号", "名称") if name not in heads]
    if missing:
        return [], [f"首行缺少“{'”“'.join(missing)}”列。"]
    if len(table) > MOST_RECORDS + 1:
        return [], [f"一次最多导入 {MOST_RECORDS:,} 行，请分批导入。"]
    rows, faults = [], []
    for line, cells in enumerate(table[1:], start=2):
        row, fault = _row(dict(zip(heads, cells, strict=False)))
        if fault:
            faults.append(f"第 {line} 行：{fault}")
        else:
            rows.append(row)
    return rows, faults


def _row(values: dict[str, Any]) -> tuple[dict[str, Any], str]:
    row: dict[str, Any] = {"facts": {}}
    for head, cell in values.items():
        value = "" if cell is None else cell
        if head in ("决定日期", "公示截止日期"):
            try:
                row[KNOWN[head]] = date_of(value)
            except ValueError:
                return {}, f"“{head}”不是日期：{value}。"
        elif head in KNOWN:
            row[KNOWN[head]] = str(value).strip()[:300]
        elif head:
            row["facts"][head] = value.isoformat() if isinstance(value, date) else str(value).strip()
    if not row.get("key") or not row.get("title"):
        return {}, "“编号”和“名称”不能为空。"
    row["key"] = row["key"][:100]
    return row, ""
