"""依申请公开: the register, with what is due first."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    DateFilter,
    FilterSet,
    ModelChoiceFilter,
    NumberFilter,
)

from gongkai.bureau.models import Unit
from gongkai.desk.views import Chip, Column, ListPage
from gongkai.journal import clock
from gongkai.mailbox.services.publishing import masked
from gongkai.mailbox.staff.lists import due_chip
from gongkai.reception import queries as reception_queries

from .. import analysing, reporting
from ..models import CHANNEL_LABELS, ApplicantKind, Application, Consultation, Redaction, Register
from ..rules.decisions import DECISIONS
from ..rules.redacting import State
from ..rules.review import CONTENT_CLASSES, RISK_LABELS
from ..rules.stages import STAGE_LABELS, WHOSE_TURN, Stage
from .report import cell_of
from .shared import APPLICATIONS, stage_chip

THIRD_PARTY, ASKED = "third_party", "第三方、共同制作机关"
TURNS = [*((who, who) for who in dict.fromkeys(WHOSE_TURN.values()) if who), (THIRD_PARTY, ASKED)]


def asked_and_waiting() -> Exists:
    """Whether somebody was asked for an opinion and has not answered: his turn, while the period stands still."""
    return Exists(Consultation.objects.filter(application=OuterRef("pk"), opinion=""))


def whose_turn(row: Any) -> str:
    waits = row.is_open and row.opinion_waits and row.stage == Stage.IN_HAND
    return ASKED if waits else WHOSE_TURN[Stage(row.stage)]


class ApplicationFilters(FilterSet):
    number = CharFilter(label="编号", method="by_number")
    stage = ChoiceFilter(label="阶段", choices=[(stage.value, STAGE_LABELS[stage]) for stage in Stage])
    turn = ChoiceFilter(label="等谁办理", choices=TURNS, method="of_turn")
    applicant = CharFilter(label="同一申请人", method="of_applicant")
    decision = ChoiceFilter(
        label="办理结果", choices=[(code, f"{code} {row.situation}") for code, row in DECISIONS.items()]
    )
    channel = ChoiceFilter(label="渠道", choices=[(c.value, label) for c, label in CHANNEL_LABELS.items()])
    applicant_kind = ChoiceFilter(label="申请人类别", choices=ApplicantKind.choices)
    unit = ModelChoiceFilter(label="承办单位", queryset=Unit.objects.order_by("order", "pk"))
    since = DateFilter(label="收到日期不早于", field_name="received_on", lookup_expr="gte")
    until = DateFilter(label="收到日期不晚于", field_name="received_on", lookup_expr="lte")
    open = BooleanFilter(label="未办结", method="only_open")
    wished = BooleanFilter(label="申请人建议主动公开", method="only_wished")
    late = BooleanFilter(label="已逾期", method="only_late")
    approval = BooleanFilter(label="材料待审定", method="only_approval")
    content_class = ChoiceFilter(
        label="内容类别", choices=[*CONTENT_CLASSES.items(), ("none", "尚未标注")], method="of_class"
    )
    risk = ChoiceFilter(label="争议风险", choices=list(RISK_LABELS.items()), method="of_risk")
    repeats = NumberFilter(label="同一申请人至少几件", method="of_repeats")
    register = ModelChoiceFilter(label="登记簿", queryset=Register.objects.order_by("pk"))
    cell = CharFilter(label="年度报告的一格", method="of_cell")

    def of_cell(self, rows: Any, name: str, value: str) -> Any:
        found = cell_of(value)
        if found is None:
            return rows.none()
        year, row, column = found
        return rows.filter(pk__in=reporting.of_cell(row, column, year).values("pk"))

    def by_number(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(number=value.strip())

    def of_turn(self, rows: Any, name: str, value: str) -> Any:
        if value == THIRD_PARTY:
            return rows.open().filter(asked_and_waiting())
        return rows.filter(stage__in=[stage for stage, who in WHOSE_TURN.items() if who == value])

    def of_applicant(self, rows: Any, name: str, value: str) -> Any:
        """By blind index, as the page that looks for an applicant gives it."""
        return rows.filter(identity_index=value).exclude(identity_index="")

    def of_class(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(content_class="" if value == "none" else value)

    def of_risk(self, rows: Any, name: str, value: str) -> Any:
        return analysing.at_risk(rows, value, clock.today())

    def of_repeats(self, rows: Any, name: str, value: Any) -> Any:
        """Within the days that the filter names: the earlier and later ones of the same person do not count."""
        typed = self.form.cleaned_data
        first, last = typed.get("since") or date.min, typed.get("until") or date.max
        often = analysing.repeats(analysing.of_period(first, last), int(value))
        return rows.filter(pk__in=often.values("pk"))

    def only_wished(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(open_wish__isnull=False) if value else rows

    def only_open(self, rows: Any, name: str, value: bool) -> Any:
        return rows.open() if value else rows

    def only_approval(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(material_waits=True) if value else rows

    def only_late(self, rows: Any, name: str, value: bool) -> Any:
        return rows.late(clock.today()) if value else rows


def title_of(case: Application) -> str:
    """What is applied for, without personal data and the applicant's name: lists are exported, and seen by many."""
    contact = reception_queries.contact_of(case.letter)
    return masked(case.letter.subject_text, [contact.name, contact.phone, contact.email])[0]


class Applications(ListPage):
    access, title, template_name = APPLICATIONS, "依申请公开", "foi/list.html"
    intro = "收到后先确认收到日期并登记；决定由承办单位拟写，经法制审核、保密审查、签发后送达。"
    filterset_class = ApplicationFilters
    columns = (
        Column("number", "编号", str, link=True),
        Column("title", "所需信息", title_of, link=True, wide=True),
        Column("stage", "阶段", stage_chip, sort="stage"),
        Column("material", "材料", lambda row: Chip("待审定", "amber") if row.material_waits else None),
        Column("turn", "等谁办理", whose_turn),
        Column("unit", "承办单位", "unit.short_name"),
        Column("received", "收到日期", "received_on", sort="received_on"),
        Column("due", "最迟答复", "due_on", sort="due_on"),
        Column("left", "期限", due_chip),
        Column("decision", "办理结果", "decision", shown=False),
        Column("channel", "渠道", lambda row: row.get_channel_display(), shown=False),
        Column("kind", "申请人类别", lambda row: row.get_applicant_kind_display(), shown=False),
        Column("arrived", "到达时间", "arrived_at", sort="arrived_at", shown=False),
        Column("delivered", "送达日期", "delivered_on", shown=False),
    )
    default_sort = "-arrived"
    empty = "没有符合条件的申请。"

    def queryset(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(self.official, self.may).with_due()
        waits = Redaction.objects.filter(application=OuterRef("pk"), state=State.CLEAN)
        return rows.annotate(material_waits=Exists(waits), opinion_waits=asked_and_waiting()).select_related(
            "letter", "unit"
        )

    def links(self) -> list[tuple[str, str]]:
        return [("查找申请人", "/desk/foi/find/")]

    def row_tone(self, row: Any) -> str:
        return "late" if row.due_on is not None and row.due_on < clock.today() else ""
