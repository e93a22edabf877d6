"""Files and records of a draft, and what people say of the checks' findings."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from gongkai.journal.refusals import Reason, Refused
from gongkai.publications.models import Attachment, Version
from gongkai.publications.services import checking, drafting, explaining, ordering
from gongkai.uploads import responses, storage
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload
from gongkai.uploads.rules import clean_name, type_of_name

from ...access import PUBLISHING
from ...forms.publishing import RecordsForm, UploadForm, text
from ...views import ActPage, Page
from ...views.act import ActForm
from .beforehand import Beforehand
from .pictures import take_file, take_in, take_picture, with_picture
from .record_files import rows_in
from .shared import OfOneVersion, refusals_to_write, version_or_404

MOST_DIGITS = 4  # of the number of a place


class OfVersion(OfOneVersion, ActPage):
    """A form about one version, refused with its reasons before anything is taken in."""

    access = PUBLISHING

    def refusals(self) -> Sequence[Reason]:
        return refusals_to_write(self.version, self.official, self.may)

    def cancel_url(self) -> str:
        return f"/desk/p/{self.version.publication_id}/?tab=files"


class AddFile(Beforehand, OfVersion):
    """An attachment, or for those who write without the editor a picture at the end of the text."""

    title, act_label, success = "添加附件", "上传", "附件已添加，并已检查。"
    form_class: ClassVar[type[forms.Form]] = UploadForm
    upload: Upload | None = None

    def prepare(self, form: UploadForm) -> None:
        if reasons := list(self.refusals()):
            raise Refused(reasons)
        take = take_picture if form.cleaned_data["in_text"] else take_file
        self.upload = take(self.version, form.cleaned_data["file"], self.official)

    def perform(self, form: UploadForm) -> str:
        name, in_text = form.cleaned_data["name"], form.cleaned_data["in_text"]
        upload: Upload = self.upload  # type: ignore[assignment]  # prepared
        attachment = drafting.attach(version=self.version, upload=upload, editor=self.official, name=name,
                                     inline=in_text)  # fmt: skip
        if not in_text:
            return self.cancel_url()
        # The text as it is now: a colleague may have saved while the picture was looked through.
        now = Version.objects.get(pk=self.version.pk)
        drafting.edit(version=now, editor=self.official, edition=now.edition,
                      body=with_picture(now.body, attachment, name))  # fmt: skip
        return f"/desk/p/{self.version.publication_id}/"

    def tidy(self) -> None:
        if self.upload is not None and not Attachment.objects.filter(upload=self.upload).exists():
            uploads.destroy(upload=self.upload, actor=self.official, reason="没有添加到草稿")


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


class MoveFile(Page):
    """One place up or down. The button names the place itself, so that a second press changes nothing."""

    access = PUBLISHING
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = version_or_404(self.kwargs["pk"], self.official, self.may)
        found = version.attachments.filter(pk=self.kwargs["file"]).first()
        to = request.POST.get("to", "")
        try:
            if found is None or not to.isdecimal() or len(to) > MOST_DIGITS:
                raise Refused(["没有调整：这个附件已不在附件列表中，可能刚被移除。请核对下面的附件。"])
            ordering.place(attachment=found, at=int(to), editor=self.official)
        except Refused as refused:
            self.say_refused(refused)
        return self.go(f"/desk/p/{version.publication_id}/?tab=files#file-{self.kwargs['file']}")


class Word(OfVersion):
    """A person's recorded word on what the checks found: the writer's, or that of the reviewer whose turn it is."""

    def refusals(self) -> Sequence[Reason]:
        return explaining.refusals(self.version, self.official, may=self.may)

    def cancel_url(self) -> str:
        return f"/desk/p/{self.version.publication_id}/?tab=checks"


class ConfirmByEye(Word, OfFile):
    act_label, needs_reason, reason_label = "目视检查并确认", True, "核对了什么、怎样核对"

    def consequence(self) -> str:
        return "您确认已逐页看过无法自动读取的部分，其中没有不应公开的内容；您的姓名会留存。"

    def perform(self, form: Any) -> str:
        explaining.confirm_by_eye(attachment=self.attachment, by=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class NotPersonal(Word, OfFile):
    act_label, needs_reason, reason_label = "说明不是个人信息", True, "为什么不是个人信息"

    def facts(self) -> list[tuple[str, Any]]:
        found = next((row for row in self.attachment.upload.findings if row["id"] == self.kwargs["finding"]), None)
        return [("提示", f"{found['label']} {found['masked']}（{found['where']}）")] if found else []

    def perform(self, form: Any) -> str:
        explaining.declare_not_personal(attachment=self.attachment, finding=self.kwargs["finding"], by=self.official,
                                        reason=form.cleaned_data["reason"])  # fmt: skip
        return self.cancel_url()


class OpenFile(Page):
    """The file as it was uploaded, for officials who may see the case."""

    access, reads = PUBLISHING, False

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
        explaining.override(version=self.version, finding=self.kwargs["finding"], by=self.official,
                            reason=form.cleaned_data["reason"])  # fmt: skip
        return self.cancel_url()


class RunChecks(Page):
    """Run the checks on the draft as it stands."""

    access = PUBLISHING
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = version_or_404(self.kwargs["pk"], self.official, self.may)
        if reasons := explaining.refusals(version, self.official, may=self.may):
            self.say_refused(Refused(reasons))
        else:
            checking.run(version)
        return self.go(f"/desk/p/{version.publication_id}/?tab=checks")


class AddRecords(Beforehand, OfVersion):
    """Rows of a batch from a table. The table itself is not kept: its rows are the content."""

    title, act_label, success = "导入记录", "导入", "记录已导入。"
    form_class: ClassVar[type[forms.Form]] = RecordsForm
    upload: Upload | None = None

    def prepare(self, form: RecordsForm) -> None:
        if reasons := list(self.refusals()):
            raise Refused(reasons)
        file = form.cleaned_data["file"]
        kind = type_of_name(clean_name(file.name))
        if kind is None or kind.code not in {"xlsx", "csv"}:
            raise Refused([Reason("请上传 XLSX 或 CSV 文件。", field="file")])
        self.upload = take_in(self.version, file, self.official)
        self.rows, faults = rows_in(storage.path_of(self.upload.stored.digest), kind.code)
        if faults:
            raise Refused([Reason(fault, field="file") for fault in faults])

    def perform(self, form: RecordsForm) -> str:
        drafting.add_records(version=self.version, rows=self.rows, editor=self.official,
                             replacing=form.cleaned_data["replacing"])  # fmt: skip
        return self.cancel_url()

    def tidy(self) -> None:
        if self.upload is not None:
            uploads.destroy(upload=self.upload, actor=self.official, reason="记录已读出，表格不留存")
