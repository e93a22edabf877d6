"""Pictures in a text: taken in while writing, shown from the desk until they are public."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.html import format_html

from gongkai.bureau.models import Official
from gongkai.journal.refusals import Reason, Refused
from gongkai.publications.models import Attachment, Version
from gongkai.publications.services import drafting
from gongkai.uploads import rules
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from ...access import WRITERS
from ...views import Page
from ..home.own import printable
from .shared import refusals_to_write, version_or_404

NO_FILE = "请选择一张图片。"
NOT_A_PICTURE = "正文中只能插入 PNG、JPEG、GIF、WebP 图片；其他文件请作为附件添加。"
SAVED_MEANWHILE = "这份草稿刚由同事保存过，图片没有插入。请在新窗口打开最新内容，核对后再插入。"


def picture_addresses(attachment: Attachment) -> tuple[str, str]:
    """Where a picture will be for the public, and where the desk shows it."""
    stored = attachment.upload.stored
    return f"/f/{stored.digest}.{stored.type.extension}", f"/desk/v/{attachment.version_id}/files/{attachment.pk}/"


def take_in(version: Version, file: Any, official: Official) -> Upload:
    """Take a file in, inspected and private; what is against it is said at the field `file`. Raises Refused."""
    try:
        return uploads.take_in(file=file, name=file.name, actor=official, purpose="publication",
                               owner=version.publication)  # fmt: skip
    except Refused as refused:
        raise Refused([Reason(str(reason), field="file") for reason in refused.reasons]) from None


def take_file(version: Version, file: Any, official: Official) -> Upload:
    """Take a file in and look through it for personal data; raises Refused."""
    return uploads.scan(upload=take_in(version, file, official), actor=official)


def take_picture(version: Version, file: Any, official: Official) -> Upload:
    """The same for a picture; what is none is refused."""
    kind = rules.type_of_name(rules.clean_name(file.name))
    if kind is None or kind.code not in rules.IMAGES:
        raise Refused([Reason(NOT_A_PICTURE, field="file")])
    return take_file(version, file, official)


def with_picture(body: str, attachment: Attachment, alt: str) -> str:
    """The text with the picture at its end, for those who write without the editor."""
    address, _ = picture_addresses(attachment)
    return body + format_html('<p><img src="{}" alt="{}"></p>', address, alt)


class AddPicture(Page):
    """For the editor: answers with the picture's addresses and the draft's new edition."""

    access = WRITERS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        version = version_or_404(self.kwargs["pk"], self.official, self.may)
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Refused([NO_FILE])
            if reasons := refusals_to_write(version, self.official, self.may):
                raise Refused(reasons)
            if request.POST.get("edition", "") != str(version.edition):
                raise Refused([SAVED_MEANWHILE])
            upload = take_picture(version, file, self.official)
            attachment = drafting.attach(version=version, upload=upload, editor=self.official, inline=True,
                                         name=printable(request.POST.get("name", ""))[:200])  # fmt: skip
        except Refused as refused:
            return JsonResponse({"sentence": " ".join(str(reason) for reason in refused.reasons)}, status=422)
        version.refresh_from_db(fields=["edition"])
        address, desk = picture_addresses(attachment)
        return JsonResponse({"address": address, "desk": desk, "edition": version.edition})
