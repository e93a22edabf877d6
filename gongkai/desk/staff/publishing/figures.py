"""What the lists come to: releases by month, kind and unit, how long they took, and the catalogue's empty and late rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponseBase

from gongkai.journal import clock
from gongkai.portal.queries import catalogue
from gongkai.publications import kinds
from gongkai.publications.models import Publication
from gongkai.publications.rules.catalogue import NODES
from gongkai.publications.services.clocks import PROACTIVE
from gongkai.workdays.models import Deadline

from ... import services
from ...access import CATALOGUE, PUBLISHING
from ...views import Chip, Figure, Page, ReportPage, export

MONTHS = 12


def months_until(today: date, count: int = MONTHS) -> list[date]:
    """The first days of the last months, oldest first, the running one last."""
    months = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(months - count + 1, months + 1)]


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.BUREAU_ZONE)


class Figures(ReportPage):
    """Imported older material counts nowhere: it was published elsewhere."""

    access = PUBLISHING
    title = "发布统计"
    intro = "自今年本月往前十二个月，由本平台首次发布的信息；导入的历史资料不计。"

    def figures(self) -> Sequence[Figure]:
        today = clock.today()
        source = f"按首次发布时间统计，截至 {today}。"
        first = months_until(today)[0]
        released = Publication.objects.filter(legacy=False, released_at__gte=_start(first))
        return (
            Figure("months", "每月发布", ("月份", "发布（件）", "平均用时（日）"), self._by_month(released, today), "line",
                   source=source + "用时自起草起算。"),
            Figure("kinds", "按体裁", ("体裁", "发布（件）"), self._by_kind(released), source=source),
            Figure("units", "按责任单位", ("责任单位", "发布（件）", "逾期发布（件）", "现已逾期（件）"), self._by_unit(released, first),
                   source=source + "期限为《政府信息公开条例》第二十六条规定的二十个工作日。"),
        )  # fmt: skip

    def _by_month(self, released: QuerySet[Publication], today: date) -> list[list[Any]]:
        took = ExpressionWrapper(F("released_at") - F("created_at"), output_field=DurationField())
        rows = (
            released.annotate(month=TruncMonth("released_at", tzinfo=clock.BUREAU_ZONE))
            .values("month")
            .annotate(count=Count("pk"), took=Avg(took))
            .order_by()
        )
        found = {clock.local(row["month"]).date(): row for row in rows}
        table = []
        for month in months_until(today):
            row = found.get(month)
            took_days = f"{row['took'] / timedelta(days=1):.1f}" if row and row["took"] is not None else "—"
            table.append([f"{month:%Y-%m}", row["count"] if row else 0, took_days])
        return table

    def _by_kind(self, released: QuerySet[Publication]) -> list[list[Any]]:
        rows = list(released.values_list("kind").annotate(count=Count("pk")).order_by("-count", "kind"))
        names = kinds.labels(code for code, _ in rows)
        return [[names.get(code, code), count] for code, count in rows]

    def _by_unit(self, released: QuerySet[Publication], first: date) -> list[list[Any]]:
        counts = dict(released.values_list("unit__short_name").annotate(Count("pk")).order_by())
        duties = Deadline.objects.filter(duty=PROACTIVE)
        late = dict(
            duties.met_late().filter(met_on__gte=first).values_list("unit__short_name").annotate(Count("pk")).order_by()
        )
        overdue = dict(duties.overdue(clock.today()).values_list("unit__short_name").annotate(Count("pk")).order_by())
        names = sorted({*counts, *late, *overdue}, key=lambda name: (-counts.get(name, 0), name))
        return [[name, counts.get(name, 0), late.get(name, 0), overdue.get(name, 0)] for name in names]


@dataclass(frozen=True)
class Duty:
    """A row of the catalogue with how it is kept: empty, late, or in order."""

    row: catalogue.Row
    state: str
    chip: Chip
    due_on: date | None


STATES = {"empty": "空缺", "late": "超期", "kept": "正常"}
TONES = {"empty": "red", "late": "amber", "kept": "green"}


def duty_of(row: catalogue.Row, today: date) -> Duty:
    """Empty: nothing is public under it. Late: the last is older than the item's interval (days) allows."""
    due = row.last_on + timedelta(days=row.item.limit_days) if row.last_on and row.item.limit_days else None
    state = "empty" if not row.count else "late" if due is not None and due < today else "kept"
    return Duty(row, state, Chip(STATES[state], TONES[state]), due)


class CatalogueState(Page):
    """主动公开目录 as a list of duties: what is missing and what is too old stands out."""

    access = PUBLISHING
    title = "目录落实情况"
    template_name = "desk/publishing/catalogue.html"

    @cached_property
    def duties(self) -> list[Duty]:
        today = clock.today()
        return [duty_of(row, today) for row in catalogue.rows()]

    @cached_property
    def shown(self) -> list[Duty]:
        """What the address asks for; an unknown word asks for everything."""
        state, node = self.request.GET.get("state", ""), self.request.GET.get("node", "")
        return [
            duty
            for duty in self.duties
            if (state not in STATES or duty.state == state) and (node not in NODES or duty.row.item.node == node)
        ]

    def context(self, **more: Any) -> dict[str, Any]:
        counts = {state: sum(duty.state == state for duty in self.duties) for state in STATES}
        return super().context(
            duties=self.shown,
            counts=[(code, label, counts[code], TONES[code]) for code, label in STATES.items()],
            asked=self.request.GET.get("state", ""),
            node=self.request.GET.get("node", ""),
            nodes=NODES.values(),
            exports=[(label, f"?{self._query(export=form)}") for form, label in export.FORMS.items()],
            may_edit=CATALOGUE.admits(self.official, self.may),
            **more,
        )

    def _query(self, **changes: str) -> str:
        query = self.request.GET.copy()
        for name, value in changes.items():
            query[name] = value
        return query.urlencode()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        form = request.GET.get("export", "")
        if form not in export.FORMS:
            return self.show()
        words = STATES.get(request.GET.get("state", ""), "全部")
        services.note_export(official=self.official, page=request.path, title=self.title, form=form, sentence=words)
        head = (
            "事项编码",
            "一级事项",
            "二级事项",
            "公开主体",
            "公开时限",
            "已公开件数",
            "最近公开",
            "应更新于",
            "状态",
        )
        return export.answer(form, self.title, head, (self._line(duty) for duty in self.shown))

    @staticmethod
    def _line(duty: Duty) -> list[Any]:
        item = duty.row.item
        return [item.code, item.item1, item.item2, item.subject.name, item.limit_text, duty.row.count, duty.row.last_on,
                duty.due_on, duty.chip]  # fmt: skip
