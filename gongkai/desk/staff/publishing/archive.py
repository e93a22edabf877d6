"""Packages for the archive and the library: made here, fetched, and their delivery recorded (PUB-17)."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from gongkai.journal import clock
from gongkai.journal.refusals import Reason
from gongkai.publications.models import ArchiveDelivery
from gongkai.publications.services import archiving

from ...access import CATALOGUE
from ...forms.publishing import day, text
from ...views import ActPage, Chip, Column, ListPage, Page
from ...views.act import ActForm
from .beforehand import Beforehand


def delivery_chip(row: ArchiveDelivery) -> Chip:
    return Chip("已移交", "green") if row.delivered_on else Chip("待移交", "amber")


class Archive(ListPage):
    access = CATALOGUE
    title = "移交档案馆、图书馆"
    intro = "主动公开的信息应及时向国家档案馆、公共图书馆提供（《政府信息公开条例》第二十五条）。"
    columns = (
        Column("name", "接收单位", "receiver", link=True, wide=True),
        Column("from", "自", "from_day"),
        Column("to", "至", "to_day"),
        Column("count", "件数", number=True),
        Column("state", "状态", delivery_chip),
        Column("delivered", "移交日期", "delivered_on"),
        Column("receipt", "回执", shown=False),
        Column("made", "生成时间", "made_at"),
        Column("by", "经办人", "made_by.name", shown=False),
    )
    empty = "还没有移交包。"

    def queryset(self) -> QuerySet[ArchiveDelivery]:
        return ArchiveDelivery.objects.select_related("made_by")

    def row_url(self, row: ArchiveDelivery) -> str:
        return f"/desk/archive/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("生成移交包", "/desk/archive/new/")]


class PackageForm(ActForm):
    receiver = text("接收单位", 120, "如：上海市档案馆、上海图书馆。", required=True)
    from_day = day("自", "按公开日期，含当日。", required=True)
    to_day = day("至", "含当日。", required=True)


class MakePackage(Beforehand, ActPage):
    access = CATALOGUE
    title, act_label, form_class = "生成移交包", "生成移交包", PackageForm
    packed: archiving.Packed | None = None

    def consequence(self) -> str:
        return "把这段时间公开、现在仍然公开的信息连同附件、元数据和摘要装成一个压缩包，供移交。"

    def cancel_url(self) -> str:
        return "/desk/archive/"

    def initial(self) -> dict[str, Any]:
        """The quarter before this one."""
        today = clock.today()
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        last = first.fromordinal(first.toordinal() - 1)
        return {"from_day": date(last.year, last.month - 2, 1), "to_day": last}

    def prepare(self, form: Any) -> None:
        names = ("receiver", "from_day", "to_day")
        self.packed = archiving.pack(actor=self.official, **{name: form.cleaned_data[name] for name in names})

    def perform(self, form: Any) -> str:
        packed: archiving.Packed = self.packed  # type: ignore[assignment]  # prepared
        made = archiving.register(packed=packed, actor=self.official)
        self.say(f"移交包已生成，共 {made.count} 件。")
        return f"/desk/archive/{made.pk}/"

    def tidy(self) -> None:
        if self.packed is not None:
            archiving.discard(self.packed)


class DeliverForm(ActForm):
    delivered_on = day("移交日期", required=True)
    receipt = text("回执", 200, "接收单位的回执文号，或签收人和方式。", required=True)


class OneDelivery(ActPage):
    """A package: what it holds, where to fetch it, and the record of its delivery."""

    access, reads = CATALOGUE, True
    template_name = "desk/publishing/archive.html"
    act_label, form_class = "登记移交", DeliverForm

    @cached_property
    def delivery(self) -> ArchiveDelivery:
        found = ArchiveDelivery.objects.select_related("made_by").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def heading(self) -> str:
        return f"移交{self.delivery.receiver}"

    def initial(self) -> dict[str, Any]:
        return {"delivered_on": clock.today()}

    def facts(self) -> list[tuple[str, Any]]:
        row = self.delivery
        rows = [("公开日期", f"{row.from_day} 至 {row.to_day}"), ("件数", row.count), ("包的摘要（SHA-256）", row.digest),
                ("生成", f"{clock.local(row.made_at):%Y-%m-%d %H:%M} {row.made_by.name}"),
                ("移交日期", row.delivered_on), ("回执", row.receipt)]  # fmt: skip
        return [(label, value) for label, value in rows if value]

    def refusals(self) -> Sequence[Reason]:
        return ()

    def context(self, **more: Any) -> dict[str, Any]:
        there = archiving.path_of(self.delivery).exists()
        return super().context(delivery=self.delivery, chip=delivery_chip(self.delivery), there=there, **more)

    def cancel_url(self) -> str:
        return "/desk/archive/"

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        archiving.deliver(delivery=self.delivery, actor=self.official, delivered_on=values["delivered_on"],
                          receipt=values["receipt"])  # fmt: skip
        self.say("移交已登记。")
        return f"/desk/archive/{self.delivery.pk}/"


class PackageFile(Page):
    """The package itself, for whoever hands it over."""

    access, reads = CATALOGUE, False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        delivery = ArchiveDelivery.objects.filter(pk=self.kwargs["pk"]).first()
        path = archiving.path_of(delivery) if delivery else None
        if path is None or not path.is_file():
            raise Http404
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip")
