"""来信: all that an official may see, with what is due first."""

from typing import Any

from django.db.models import QuerySet
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from gongkai.bureau.models import Unit
from gongkai.desk.views import Chip, Column, ListPage
from gongkai.journal import clock
from gongkai.reception import kinds as letter_kinds
from gongkai.reception import queries as reception_queries
from gongkai.reception.rules import plain_number

from ..models import Matter
from ..rules import STAGE_LABELS, Stage
from ..services.publishing import masked
from .shared import LETTERS, stage_chip

NEAR_DAYS = 3  # calendar days that are shown in amber; the law's days stand on the case


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in letter_kinds.all_kinds()]


class LetterFilters(FilterSet):
    number = CharFilter(label="编号", method="by_number")
    kind = ChoiceFilter(label="类别", choices=_kind_choices)
    stage = ChoiceFilter(label="阶段", choices=[(stage.value, STAGE_LABELS[stage]) for stage in Stage])
    unit = ModelChoiceFilter(label="承办单位", queryset=Unit.objects.order_by("order", "pk"))
    since = DateFilter(label="收到日期不早于", method="received_since")
    open = BooleanFilter(label="未办结", method="only_open")
    late = BooleanFilter(label="已逾期", method="only_late")
    contact = CharFilter(label="电话或者邮箱", method="by_contact")

    def by_number(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(number=plain_number(value))

    def received_since(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(received_at__date__gte=value)

    def only_open(self, rows: Any, name: str, value: bool) -> Any:
        return rows.open() if value else rows

    def only_late(self, rows: Any, name: str, value: bool) -> Any:
        return rows.late(clock.today()) if value else rows

    def by_contact(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(letter__in=reception_queries.written_by(value))


def title_of(matter: Matter) -> str:
    """What the letter is about, without personal data and its writer's name: lists are exported, and seen by many."""
    contact = reception_queries.contact_of(matter.letter)
    return masked(matter.letter.subject_text, [contact.name, contact.phone, contact.email])[0]


def due_chip(matter: Any) -> Chip | None:
    """How near the last day is, in word and colour."""
    if matter.due_on is None:
        return None
    days = (matter.due_on - clock.today()).days
    if days < 0:
        return Chip(f"逾期{-days}天", "red")
    return Chip("今天到期" if days == 0 else f"还有{days}天", "amber" if days <= NEAR_DAYS else "plain")


class Letters(ListPage):
    access, title, template_name = LETTERS, "来信", "mailbox/list.html"
    intro = "收到后先分办；答复由承办单位拟写、另一人审核后发给写信人。"
    filterset_class = LetterFilters
    columns = (
        Column("number", "编号", link=True),
        Column("kind", "类别", "letter.kind_label"),
        Column("title", "标题", title_of, link=True, wide=True),
        Column("stage", "阶段", stage_chip, sort="stage"),
        Column("unit", "承办单位", "unit.short_name"),
        Column("handler", "承办人", "handler.name", shown=False),
        Column("due", "最迟答复", "due_on", sort="due_on"),
        Column("left", "期限", due_chip),
        Column("received", "收到日期", lambda row: clock.local(row.received_at).date(), sort="received_at"),
        Column("answered", "答复时间", "answered_at", shown=False),
        Column(
            "again", "答复后又来信", lambda row: Chip("有新内容", "amber") if row.wrote_again else None, shown=False
        ),
        Column("rating", "评价", "letter.rating", shown=False),
        Column("publish", "同意公开", lambda row: row.letter.may_publish, shown=False),
    )
    default_sort = "-received"
    empty = "没有符合条件的来信。"

    def queryset(self) -> QuerySet[Matter]:
        rows = Matter.objects.visible_to(self.official, self.may).with_due()
        return rows.select_related("letter", "unit", "handler")

    def row_tone(self, row: Any) -> str:
        return "late" if row.due_on is not None and row.due_on < clock.today() else ""
