"""Files that nobody may open yet: no scanner for malicious code has seen them, or one has found something."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import ChoiceFilter, FilterSet

from gongkai.journal.refusals import Reason
from gongkai.uploads import conf
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from ...access import AUDIT, SECURITY
from ...views import ActPage, Chip, Column, ListPage

HELD = (Upload.Virus.HELD, Upload.Virus.INFECTED)


class HeldFilters(FilterSet):
    virus = ChoiceFilter(label="病毒检查", choices=[(state.value, state.label) for state in HELD])


class HeldFiles(ListPage):
    access = AUDIT
    title = "待查文件"
    filterset_class = HeldFilters
    columns = (
        Column("name", "文件", link=True),
        Column("type", "类型", "stored.type.label"),
        Column("size", "大小", "size_said"),
        Column("at", "收到时间", "created_at"),
        Column("tried", "最近检查", "virus_checked_at"),
        Column(
            "virus", "病毒检查", lambda row: Chip(row.get_virus_display(), "amber" if row.virus == "held" else "red")
        ),
        Column("digest", "SHA-256", "stored.digest", shown=False),
    )
    default_sort = "pk"
    empty = "没有待查文件。"

    @property
    def intro(self) -> str:  # type: ignore[override]  # says whether a scanner is set up
        if conf.virus_scanner():
            return "这里的文件还不能打开。后台逐件检查，通过后自动移出；发现恶意代码的请销毁。"
        return "没有接入病毒检查，公众上传的文件一律待查。可在隔离的计算机上查过后逐件放行，或接入 clamd 后自动检查。"

    def queryset(self) -> QuerySet[Upload]:
        return Upload.objects.kept().filter(virus__in=HELD).select_related("stored")

    def row_url(self, row: Upload) -> str:
        if self.official.admin_role != "security":
            return ""
        return f"/desk/held/{row.pk}/{'release' if row.virus == Upload.Virus.HELD else 'destroy'}/"


class OfHeldFile(ActPage):
    """A decision of the security administrator on one file, seen by what it is, never by its content."""

    access, dangerous, needs_reason = SECURITY, True, True

    @cached_property
    def upload(self) -> Upload:
        return get_object_or_404(Upload.objects.kept().filter(virus__in=HELD).select_related("stored"),
                                 pk=self.kwargs["pk"])  # fmt: skip

    def facts(self) -> list[tuple[str, Any]]:
        return [("文件", self.upload.name), ("类型", self.upload.stored.type.label), ("大小", self.upload.size_said),
                ("SHA-256", self.upload.stored.digest), ("病毒检查", self.upload.get_virus_display())]  # fmt: skip

    def cancel_url(self) -> str:
        return "/desk/held/"


class ReleaseHeldFile(OfHeldFile):
    act_label, reason_label = "放行", "用什么方法查过，为什么可以放行"

    def refusals(self) -> list[Reason]:
        infected = self.upload.virus == Upload.Virus.INFECTED
        return [Reason("这个文件中发现了恶意代码，不能放行，只能销毁。")] if infected else []

    def consequence(self) -> str:
        return "放行后，办理人可以打开这个文件。"

    def perform(self, form: Any) -> str:
        uploads.release(upload=self.upload, actor=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class DestroyHeldFile(OfHeldFile):
    act_label, irreversible = "销毁", True

    def consequence(self) -> str:
        return "文件内容被销毁，只留摘要和日期。"

    def perform(self, form: Any) -> str:
        uploads.destroy(upload=self.upload, actor=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()
