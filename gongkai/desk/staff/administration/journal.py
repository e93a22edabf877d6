"""The journal for the security and audit roles: filter, detail, export, the seals' check, deliveries that failed."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from gongkai.journal import delivery, events, sealing
from gongkai.journal.models import Delivery, Entry, Seal

from ...access import AUDIT
from ...timeline import sentence_of
from ...views import Chip, Column, ListPage, Page


def event_choices() -> list[tuple[str, str]]:
    return [(event.name, f"{event.name} {event.sentence}") for event in events.all_events()]


class EntryFilters(FilterSet):
    event = ChoiceFilter(label="事项", choices=event_choices)
    actor = CharFilter(label="操作人", field_name="actor_name")
    subject = CharFilter(label="对象编号", field_name="subject_id")
    kind = CharFilter(label="对象类别", field_name="subject_kind")
    since = DateFilter(label="自", field_name="at", lookup_expr="date__gte")
    until = DateFilter(label="至", field_name="at", lookup_expr="date__lte")


class Journal(ListPage):
    access = AUDIT
    title = "日志"
    intro = "只能追加，不能修改和删除；每次导出也记入日志。"
    filterset_class = EntryFilters
    columns = (
        Column("id", "编号", "pk", link=True, number=True),
        Column("at", "时间"),
        Column("actor", "操作人", "actor_name"),
        Column("unit", "单位", "actor_unit"),
        Column("behalf", "代理", "on_behalf_of", shown=False),
        Column("what", "事项", sentence_of, wide=True),
        Column("subject", "对象", "subject_name"),
        Column("reason", "理由", shown=False),
        Column("source", "来源地址"),
        Column("event", "代码", shown=False),
    )

    def queryset(self) -> QuerySet[Entry]:
        return Entry.objects.all()

    def row_url(self, row: Entry) -> str:
        return f"/desk/journal/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("核对封存", "/desk/journal/seals/"), ("投递", "/desk/journal/deliveries/")]


class OneEntry(Page):
    access = AUDIT
    template_name = "desk/administration/entry.html"
    title = "日志条目"

    def context(self, **more: Any) -> dict[str, Any]:
        entry = get_object_or_404(Entry, pk=self.kwargs["pk"])
        return super().context(
            entry=entry,
            sentence=sentence_of(entry),
            facts=sorted(entry.facts.items()),
            deliveries=entry.deliveries.order_by("subscriber"),
            seal=Seal.objects.filter(first_entry__lte=entry.pk, last_entry__gte=entry.pk).first(),
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
            seals=Seal.objects.count(),
            unsealed=Entry.objects.filter(pk__gt=last.last_entry if last else 0).count(),
            breaks=list(sealing.breaks()) if self.request.method == "POST" else None,
            **more,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show()


class Deliveries(ListPage):
    access = AUDIT
    title = "投递"
    intro = "每条日志要送达的后续处理；多次失败的停在这里，查明原因后可重新投递。"
    columns = (
        Column("entry", "日志编号", "entry_id", number=True),
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
        delivery.retry_dead(self.kwargs["pk"])
        self.say("已放回队列，马上重新投递。")
        return self.go("/desk/journal/deliveries/")
