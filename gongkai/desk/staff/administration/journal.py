"""The journal for the security and audit roles: filter, detail, export, logins, the seals' check, failed deliveries."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from gongkai.bureau.models import LoginAttempt, Official
from gongkai.bureau.services import deliveries
from gongkai.journal import clock, events, sealing, verifying
from gongkai.journal.models import Delivery, Entry, Seal
from gongkai.journal.refusals import Reason, Refused

from ...access import AUDIT
from ...timeline import sentence_of
from ...views import BulkAct, Chip, Column, ListPage, Page
from .facts import facts_of


def event_choices() -> list[tuple[str, str]]:
    return [(event.name, f"{event.name} {event.sentence}") for event in events.all_events()]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.BUREAU_ZONE)


class MomentFilters(FilterSet):
    """From a day to a day, both of them whole, by the index over `at`."""

    since = DateFilter(label="日期", lookup_expr="gte", method="from_day")
    until = DateFilter(label="日期", lookup_expr="lte", method="to_day")

    def from_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(at__gte=_midnight(value))

    def to_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(at__lt=_midnight(value) + timedelta(days=1))


class EntryFilters(MomentFilters):
    event = ChoiceFilter(label="事项", choices=event_choices)
    actor = CharFilter(label="操作人", method="by_actor")
    subject = CharFilter(label="对象编号", field_name="subject_id")
    kind = CharFilter(label="对象类别", field_name="subject_kind")

    def by_actor(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """By name or account, through the index over ids, under whatever name he acted; else the name as written."""
        known = Official.objects.filter(Q(name=value) | Q(username=value)).values_list("pk", flat=True)
        ids = [str(pk) for pk in known]
        return rows.filter(actor_kind="official", actor_id__in=ids) if ids else rows.filter(actor_name=value)


class Journal(ListPage):
    access, guarded = AUDIT, True
    title = "日志"
    intro = "只能追加，不能修改和删除；导出前再次验证动态口令，并记入日志。"
    filterset_class = EntryFilters
    columns = (
        Column("id", "编号", "pk", link=True, number=True),
        Column("at", "时间"),
        Column("actor", "操作人", "actor_name"),
        Column("unit", "单位", "actor_unit"),
        Column("behalf", "代理", "on_behalf_of", shown=False),
        Column("what", "事项", sentence_of, wide=True),
        Column("subject", "对象", "subject_name", wide=True),
        Column("reason", "理由", shown=False),
        Column("source", "来源地址"),
        Column("event", "代码", shown=False),
    )

    @cached_property
    def sort(self) -> str:
        """By number; by time where days alone are asked for, so that a day long ago is found by its index at once."""
        asked = {name for name, value in self.request.GET.items() if value}
        return "-at" if asked & {"since", "until"} and not asked & {"event", "actor", "subject"} else self.default_sort

    def queryset(self) -> QuerySet[Entry]:
        return Entry.objects.all()

    def row_url(self, row: Entry) -> str:
        return f"/desk/journal/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("登录记录", "/desk/journal/logins/"), ("投递", "/desk/journal/deliveries/"),
                ("核对封存", "/desk/journal/seals/")]  # fmt: skip


class LoginFilters(MomentFilters):
    username = CharFilter(label="账号")
    address = CharFilter(label="来源地址")
    succeeded = ChoiceFilter(label="结果", choices=[("True", "成功"), ("False", "失败")])


class Logins(ListPage):
    """Every attempt, also those on accounts that do not exist; kept half a year and more."""

    access, guarded = AUDIT, True
    title = "登录记录"
    intro = "成功和失败的登录，保存 200 天。账号一栏是所输入的内容，不一定存在。"
    filterset_class = LoginFilters
    columns = (
        Column("at", "时间"),
        Column("username", "账号"),
        Column("address", "来源地址", wide=True),
        Column("ended", "结果", lambda row: Chip("成功", "green") if row.succeeded else Chip("失败", "red")),
    )
    empty = "没有登录记录。"

    def queryset(self) -> QuerySet[LoginAttempt]:
        return LoginAttempt.objects.exclude(address="", succeeded=True)


class OneEntry(Page):
    access = AUDIT
    template_name = "desk/administration/entry.html"
    title = "日志条目"

    def context(self, **more: Any) -> dict[str, Any]:
        entry = get_object_or_404(Entry, pk=self.kwargs["pk"])
        return super().context(
            entry=entry,
            sentence=sentence_of(entry),
            facts=facts_of(entry),
            deliveries=entry.deliveries.order_by("subscriber"),
            seal=Seal.objects.filter(last_entry__gte=entry.pk).order_by("last_entry").first(),
            **more,
        )


class Seals(Page):
    """Recompute the whole chain; says where it does not hold."""

    access = AUDIT
    template_name = "desk/administration/seals.html"
    title = "核对封存"

    def context(self, **more: Any) -> dict[str, Any]:
        last = Seal.objects.order_by("-last_entry").first()
        return super().context(
            last=last,
            automatic=verifying.state(),
            seals=Seal.objects.count(),
            unsealed=Entry.objects.filter(pk__gt=last.last_entry if last else 0).count(),
            breaks=list(sealing.breaks()) if self.request.method == "POST" else None,
            **more,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show()


class DeliveryFilters(FilterSet):
    state = ChoiceFilter(label="状态", choices=[each for each in Delivery.State.choices if each[0] != "done"])
    subscriber = CharFilter(label="接收方")


def _not_dead(rows: Sequence[Delivery], official: Official) -> Mapping[int, Sequence[Reason | str]]:
    return {row.pk: ["仍在自动重试。"] for row in rows if row.state != Delivery.State.DEAD}


def _retry(row: Delivery, official: Official, reason: str) -> None:
    deliveries.retry(pk=row.pk, actor=official)


class Deliveries(ListPage):
    access = AUDIT
    title = "投递"
    intro = "每条日志要送达的后续处理；多次失败的停在这里，查明原因后可重新投递。"
    filterset_class = DeliveryFilters
    bulk_acts = (
        BulkAct("retry", "重新投递", "马上重新投递，最多再试十次。每一件都记入日志。", check=_not_dead, run=_retry),
    )
    empty = "没有待投递的日志。"
    columns = (
        Column("entry", "日志编号", "entry_id", link=True, number=True),
        Column("subscriber", "接收方"),
        Column("state", "状态", lambda row: Chip(row.get_state_display(), "red" if row.state == "dead" else "plain")),
        Column("attempts", "次数", number=True),
        Column("next", "下次", "next_at"),
        Column("error", "原因", wide=True),
    )

    def queryset(self) -> QuerySet[Delivery]:
        return Delivery.objects.exclude(state=Delivery.State.DONE)

    def row_url(self, row: Delivery) -> str:
        return f"/desk/journal/{row.entry_id}/"


class Retry(Page):
    access = AUDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            deliveries.retry(pk=self.kwargs["pk"], actor=self.official)
            self.say("已放回队列，马上重新投递。")
        except Refused as refused:
            self.say_refused(refused)
        return self.go("/desk/journal/deliveries/")
