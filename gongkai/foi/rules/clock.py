"""The clock of one application: what happened to it, read as a ledger, refused where the regulation refuses.

Correction restarts the period, consultation pauses it, extension adds to it: three different operations.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.counting import Derivation, Unit, derive, derive_date
from gongkai.workdays.rules.ledger import Act, Line, Standing, Term, fold
from gongkai.workdays.rules.limits import Limit, in_force

from . import limits
from .fees import DOCUMENT, FIRST_DAY

PAYMENT_DAYS = 30  # FEE-04 (C): from the day after the notice was received


class Channel(StrEnum):
    """How an application came in; the day of receipt follows from it (article 31)."""

    COUNTER = "counter"
    SIGNED_POST = "signed_post"
    ORDINARY_POST = "ordinary_post"
    INTERNET = "internet"
    FAX = "fax"
    EMAIL = "email"


# REQ-04 (A): the day both sides confirm counts. E-mail is an internet channel.
CONFIRMED_BY_BOTH = frozenset({Channel.INTERNET, Channel.FAX, Channel.EMAIL})
RECEIPT_WORDS = {
    Channel.COUNTER: "当面提交之日",
    Channel.SIGNED_POST: "签收之日",
    Channel.ORDINARY_POST: "与申请人确认之日",
    Channel.INTERNET: "双方确认之日",
    Channel.FAX: "双方确认之日",
    Channel.EMAIL: "双方确认之日",
}


class Step(StrEnum):
    """What may happen to an application while its answer is owed."""

    CORRECTION_NOTICE = "correction_notice"
    CORRECTED = "corrected"
    THIRD_PARTY = "consult_third_party"
    CO_MAKER = "consult_co_maker"
    OPINION = "opinion_received"
    EXTEND = "extend"
    DELAY = "delay"
    FEE_NOTICE = "fee_notice"
    PAID = "paid"


WORDS = {
    Step.CORRECTION_NOTICE: "发出补正告知",
    Step.CORRECTED: "收到补正",
    Step.THIRD_PARTY: "征求第三方意见",
    Step.CO_MAKER: "征求共同制作机关意见",
    Step.OPINION: "收到意见",
    Step.EXTEND: "延长答复期限",
    Step.DELAY: "确定延迟答复的期限",
    Step.FEE_NOTICE: "发出收费通知",
    Step.PAID: "收到费用",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened: on which day, and what it needs (delivery of a letter, working days, a fixed day)."""

    step: Step
    on: date
    delivered: date | None = None
    days: int = 0
    until: date | None = None


class Unlawful(Exception):
    """Every reason why an event may not have happened so, as sentences with their article."""

    def __init__(self, reasons: Iterable[str]):
        self.reasons = list(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True)
class Consultation:
    """An opinion that was asked for; the place of its line in the ledger, and the last day to answer."""

    line: int
    asked: date
    limit: date
    answered: bool = False


@dataclass(frozen=True)
class Progress:
    """What an application's ledger comes to so far."""

    lines: tuple[Line, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    correction_on: date | None = None
    corrected_on: date | None = None
    extended: bool = False
    delayed_until: date | None = None
    fee_notice: Event | None = None
    violations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    standing: Standing | None = None

    @property
    def start(self) -> date:
        return self.standing.start  # type: ignore[union-attr, return-value]

    @property
    def derivation(self) -> Derivation | None:
        return self.standing.derivation if self.standing else None

    @property
    def due(self) -> date | None:
        return self.derivation.due if self.derivation else None


@dataclass
class Clock:
    """Reads events one after the other. `received` is the day of receipt by the channel's rule, None until confirmed."""

    channel: Channel
    received: date | None
    calendar: Calendar
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        if self.received is not None:
            self._write(Line(Act.START, self.received, why=RECEIPT_WORDS[self.channel]))

    def read(self, events: Iterable[Event]) -> Progress:
        """Take events in the order of their days; raises Unlawful at the first that may not be."""
        for event in sorted(events, key=lambda event: event.on):
            self.take(event)
        return self.progress

    def take(self, event: Event) -> None:
        reasons = self._general(event) or _REFUSALS[event.step](self, event)
        if reasons:
            raise Unlawful(reasons)
        _EFFECTS[event.step](self, event)

    # what is refused

    def _general(self, event: Event) -> list[str]:
        name = WORDS[event.step]
        if self.received is None:
            rule = limits.article("三十一")
            return [f"不能{name}：收到日期尚未经双方确认，答复期限还没有起算（{rule}）。"]
        if event.on < self.received:
            return [
                f"{name}的日期（{event.on}）不能早于收到申请之日（{self.received}）（{limits.article('三十一')}）。"
            ]
        return []

    def _correction_refusals(self, event: Event) -> list[str]:
        if self.progress.correction_on is None:
            return []
        told = self.progress.correction_on
        return [f"不能再次发出补正告知：{limits.article('三十')}只允许一次告知，已于{told}发出（REQ-13）。"]

    def _corrected_refusals(self, event: Event) -> list[str]:
        if self.progress.correction_on is None:
            return [f"没有发出过补正告知，不能登记收到补正（{limits.article('三十')}，REQ-14）。"]
        if self.progress.corrected_on is not None:
            on = self.progress.corrected_on
            return [f"补正已于{on}收到，答复期限已经重新起算，不能再次起算（{limits.article('三十')}，REQ-14）。"]
        return []

    def _consult_refusals(self, event: Event) -> list[str]:
        rule = _CONSULTATION[event.step].basis
        reasons = []
        if event.delivered is not None and event.delivered < event.on:
            reasons.append(f"征求意见书送达的日期（{event.delivered}）不能早于发出的日期（{event.on}）（{rule}）。")
        return reasons + self._late(event, limits.article("三十三") + "第三款")

    def _opinion_refusals(self, event: Event) -> list[str]:
        if self._open_consultation() is not None:
            return []
        return [f"没有尚待答复的征求意见，不能登记收到意见（{limits.article('三十二')}、第三十四条）。"]

    def _extend_refusals(self, event: Event) -> list[str]:
        most = in_force(limits.EXTENSION, max(event.on, limits.IN_FORCE))
        reasons = []
        if self.progress.extended:
            reasons.append(f"答复期限已经延长过一次，不能再次延长（{most.basis}，{most.rule}）。")
        if not 1 <= event.days <= most.amount:
            reasons.append(
                f"延长的期限应当是1至{most.amount}个工作日，现为{event.days}个工作日（{most.basis}，{most.rule}）。"
            )
        return reasons + self._late(event, most.basis)

    def _delay_refusals(self, event: Event) -> list[str]:
        rule = limits.article("三十五")
        if event.until is None:
            return [f"请写明延迟答复的合理期限（{rule}，REQ-16）。"]
        reasons = self._late(event, rule)
        if self.progress.due is not None and event.until <= self.progress.due:
            reasons.append(
                f"延迟答复的期限（{event.until}）应当晚于现在的届满日（{self.progress.due}）（{rule}，REQ-16）。"
            )
        return reasons

    def _fee_refusals(self, event: Event) -> list[str]:
        if self.received is not None and self.received < FIRST_DAY:
            return [f"收到申请时信息处理费尚未施行（{FIRST_DAY}起），不能收费（{DOCUMENT}）。"]
        if self.progress.fee_notice is not None:
            on = self.progress.fee_notice.on
            return [f"收费通知已于{on}发出，同一申请不能再次收费（{DOCUMENT}第三条）。"]
        return []

    def _paid_refusals(self, event: Event) -> list[str]:
        if self.progress.fee_notice is None:
            return [f"没有发出过收费通知，不能登记收到费用（{DOCUMENT}）。"]
        if any(line.act is Act.RESTART and line.why == WORDS[Step.PAID] for line in self.progress.lines):
            return [f"费用已经收到，答复期限已经重新起算，不能再次起算（{DOCUMENT}）。"]
        return []

    def _late(self, event: Event, rule: str) -> list[str]:
        due = self.progress.due
        if due is None or event.on <= due:
            return []
        return [f"答复期限已在{due}届满，届满后不能{WORDS[event.step]}（{rule}）。"]

    # what it does to the ledger

    def _correction(self, event: Event) -> None:
        rule = in_force(limits.CORRECTION, max(event.on, limits.IN_FORCE))
        last = derive(self.received, rule.amount, rule.unit, self.calendar).due  # type: ignore[arg-type]
        late: tuple[str, ...] = ()
        if event.on > last:
            late = (f"补正告知应当在{last}以前发出，实际于{event.on}发出（{rule.basis}，{rule.rule}）。",)
        self.progress = replace(self.progress, correction_on=event.on, violations=(*self.progress.violations, *late))

    def _corrected(self, event: Event) -> None:
        self._restart(event)
        self.progress = replace(self.progress, corrected_on=event.on)

    def _consult(self, event: Event) -> None:
        rule: Limit = _CONSULTATION[event.step]
        received = event.delivered or event.on
        limit = derive(received, rule.amount, rule.unit, self.calendar).due
        self._await(Consultation(len(self.progress.lines), event.on, limit), WORDS[event.step])

    def _await(self, asked: Consultation, what: str) -> None:
        """Until the opinion comes, its whole limit does not count (REQ-12; which days, is the reading of REQ-23)."""
        self.progress = replace(self.progress, consultations=(*self.progress.consultations, asked))
        self._write(Line(Act.EXCLUDE, asked.asked, until=asked.limit, why=what))

    def _opinion(self, event: Event) -> None:
        asked = self._open_consultation()
        if asked is None:
            return
        rows = list(self.progress.consultations)
        rows[rows.index(asked)] = replace(asked, answered=True)
        lines = list(self.progress.lines)
        until = min(event.on, asked.limit)
        lines[asked.line] = replace(lines[asked.line], until=until)
        self.progress = replace(self.progress, consultations=tuple(rows), lines=tuple(lines))
        if event.on > asked.limit:
            note = f"意见于{event.on}收到，征求意见的期限已在{asked.limit}届满，其后的时间不扣除（REQ-20、REQ-23）。"
            self.progress = replace(self.progress, notes=(*self.progress.notes, note))
        self._fold()

    def _extend(self, event: Event) -> None:
        self.progress = replace(self.progress, extended=True)
        self._write(Line(Act.EXTEND, event.on, amount=event.days, why=WORDS[Step.EXTEND]))

    def _delay(self, event: Event) -> None:
        self.progress = replace(self.progress, delayed_until=event.until)
        self._fold()

    def _fee(self, event: Event) -> None:
        late: tuple[str, ...] = ()
        if self.progress.due is not None and event.on > self.progress.due:
            late = (f"收费通知应当在答复期限内（{self.progress.due}以前）发出，实际于{event.on}发出（FEE-04）。",)
        self.progress = replace(self.progress, fee_notice=event, violations=(*self.progress.violations, *late))

    def _paid(self, event: Event) -> None:
        notice = self.progress.fee_notice
        if notice is not None and notice.delivered is not None:
            last = notice.delivered + timedelta(days=PAYMENT_DAYS)
            if event.on > last:
                note = f"缴费期限为{last}，费用于{event.on}收到；是否继续处理由经办人决定（FEE-04）。"
                self.progress = replace(self.progress, notes=(*self.progress.notes, note))
        self._restart(event)

    def _restart(self, event: Event) -> None:
        """The whole period anew: what was extended or delayed before belongs to the old one; who was asked is still asked."""
        still = [row for row in self.progress.consultations if not row.answered and row.limit > event.on]
        self.progress = replace(self.progress, extended=False, delayed_until=None, consultations=())
        self._write(Line(Act.RESTART, event.on, why=WORDS[event.step]))
        for row in still:
            self._await(replace(row, line=len(self.progress.lines), asked=event.on), "征求意见")

    def _open_consultation(self) -> Consultation | None:
        return next((row for row in self.progress.consultations if not row.answered), None)

    def _write(self, line: Line) -> None:
        self.progress = replace(self.progress, lines=(*self.progress.lines, line))
        self._fold()

    def _fold(self) -> None:
        day = max(self.received or limits.IN_FORCE, limits.IN_FORCE)
        rule = in_force(limits.ANSWER, day)
        standing = fold(Term(rule.amount, Unit(rule.unit)), self.progress.lines, self.calendar)
        if self.progress.delayed_until is not None and standing.start is not None:
            fixed = derive_date(standing.start, self.progress.delayed_until, self.calendar)
            standing = replace(standing, derivation=fixed)
        self.progress = replace(self.progress, standing=standing)


_CONSULTATION = {Step.THIRD_PARTY: limits.THIRD_PARTY[0], Step.CO_MAKER: limits.CO_MAKER[0]}
_REFUSALS: dict[Step, Callable[[Clock, Event], list[str]]] = {
    Step.CORRECTION_NOTICE: Clock._correction_refusals,
    Step.CORRECTED: Clock._corrected_refusals,
    Step.THIRD_PARTY: Clock._consult_refusals,
    Step.CO_MAKER: Clock._consult_refusals,
    Step.OPINION: Clock._opinion_refusals,
    Step.EXTEND: Clock._extend_refusals,
    Step.DELAY: Clock._delay_refusals,
    Step.FEE_NOTICE: Clock._fee_refusals,
    Step.PAID: Clock._paid_refusals,
}
_EFFECTS: dict[Step, Callable[[Clock, Event], None]] = {
    Step.CORRECTION_NOTICE: Clock._correction,
    Step.CORRECTED: Clock._corrected,
    Step.THIRD_PARTY: Clock._consult,
    Step.CO_MAKER: Clock._consult,
    Step.OPINION: Clock._opinion,
    Step.EXTEND: Clock._extend,
    Step.DELAY: Clock._delay,
    Step.FEE_NOTICE: Clock._fee,
    Step.PAID: Clock._paid,
}
