"""The outbox at the desk: what went out, what did not, and another try."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import ChoiceFilter, FilterSet

from gongkai.bureau.models import DutyCode
from gongkai.desk.access import Access
from gongkai.desk.views import ActPage, Chip, Column, ListPage

from . import services
from .models import Shipment

SENDERS = Access(duties=frozenset({DutyCode.PUBLICITY, DutyCode.SUPERVISE}), roles=frozenset({"system"}))
MENDERS = Access(duties=frozenset({DutyCode.PUBLICITY}), roles=frozenset({"system"}))
TONES = {"dead": "red", "waiting": "amber", "sent": "green"}
WORDS = {"not_set_up": "没有接入", "recipient_refused": "对方拒收", "bad_number": "号码有误", "ok": "成功"}


class ShipmentFilters(FilterSet):
    state = ChoiceFilter(label="状态", choices=Shipment.State.choices)


class Shipments(ListPage):
    access = SENDERS
    title = "通知发送"
    intro = "只通知来信有了进展，不含来信内容；收件地址加密保存，发送时才读取，这里不显示。"
    filterset_class = ShipmentFilters
    columns = (
        Column("letter", "来信编号", "letter.number", link=True),
        Column("topic", "事项", lambda row: services.SAID.get(row.topic, row.topic)),
        Column("channel", "渠道", "channel_label"),
        Column("state", "状态", lambda row: Chip(row.get_state_display(), TONES.get(row.state, "plain"))),
        Column("attempts", "次数", number=True),
        Column("code", "最近结果", lambda row: WORDS.get(row.code, row.code)),
        Column("at", "产生时间", "created_at"),
        Column("ended", "结束时间", "ended_at"),
    )
    empty = "没有通知。"

    def queryset(self) -> QuerySet[Shipment]:
        return Shipment.objects.select_related("letter")

    def row_url(self, row: Shipment) -> str:
        if not MENDERS.admits(self.official, self.may):
            return ""
        return {"dead": f"/desk/shipments/{row.pk}/retry/", "waiting": f"/desk/shipments/{row.pk}/cancel/"}.get(
            row.state, ""
        )


class OfShipment(ActPage):
    access = MENDERS

    @cached_property
    def shipment(self) -> Shipment:
        return get_object_or_404(Shipment.objects.select_related("letter"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        row = self.shipment
        return [("来信编号", row.letter.number), ("事项", services.SAID.get(row.topic, row.topic)),
                ("渠道", row.channel_label), ("状态", row.get_state_display()),
                ("最近结果", WORDS.get(row.code, row.code) or "—")]  # fmt: skip

    def cancel_url(self) -> str:
        return "/desk/shipments/"


class Retry(OfShipment):
    act_label, success = "重新发送", "已重新排队。"

    def perform(self, form: Any) -> str:
        services.retry(shipment=self.shipment, actor=self.official)
        return self.cancel_url()


class Cancel(OfShipment):
    act_label, success = "取消发送", "已取消，不再发送。"

    def consequence(self) -> str:
        return "写信人不会收到这条通知，仍可凭编号和查询码查询。"

    def perform(self, form: Any) -> str:
        services.cancel(shipment=self.shipment, actor=self.official)
        return self.cancel_url()
