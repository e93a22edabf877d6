"""Acts of 分析研判: sorted by content, turned into proactive disclosure, refusals looked at again, reviews, 建议书."""

from collections.abc import Collection, Iterable
from datetime import date

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.letters import services as letters
from gongkai.letters.composing import Content
from gongkai.letters.models import LetterDelivery, OfficialLetter
from gongkai.publications.models import Version
from gongkai.publications.services import drafting
from gongkai.reception.services.quiet import record_of_writer
from gongkai.wording.personal import find_personal_data
from gongkai.workdays import services as workdays
from gongkai.workdays.queries import deadlines_of

from ..letters.wording import code_of
from ..models import Advice, AdviceNote, Application, Conversion, Judgement, OpenWish, Rereview
from ..rules import review as rules
from ..rules.review import Act, Outcome, Stage
from . import papers
from .intake import the_register

TEXT_LENGTH, TITLE_LENGTH, MOST_APPLICATIONS = 5000, 80, 500
SOURCE = "依申请公开转主动公开"
ADVICE = 28  # of the letters


def publicity(official: Official, what: str) -> list[Reason]:
    """Why he may not do this for the whole bureau; none when he may."""
    may = credentials(official)
    if DutyCode.PUBLICITY in may.duties() and may.units_for(DutyCode.PUBLICITY) is None:
        return []
    return [Reason(f"{what}需要全局的政务公开职责，请由承担该职责的同事办理。")]


def _fit(**texts: str) -> list[Reason]:
    """Texts that are kept: there, of a bearable length, without anybody's data."""
    found = []
    for field, text in texts.items():
        if not text.strip():
            found.append(Reason("请填写这一项。", field=field))
        elif len(text) > TEXT_LENGTH:
            found.append(Reason(f"不超过 {TEXT_LENGTH} 字。", field=field))
        elif hits := find_personal_data(text, allow=settings.PUBLIC_CONTACTS):
            labels = "、".join(dict.fromkeys(hit.label for hit in hits))
            found.append(Reason(f"疑似有{labels}，请删去。", field=field))
    return found


@transaction.atomic
def classify(*, case: Application, actor: Official, content_class: str) -> Application:
    """Say what an application is about, for the analysis. Raises Refused."""
    fresh = Application.objects.select_for_update(of=("self",)).select_related("letter", "unit").get(pk=case.pk)
    may = credentials(actor)
    if not may.holds(DutyCode.PUBLICITY, fresh.unit_id) and not may.holds(DutyCode.DRAFT, fresh.unit_id):
        raise Refused([Reason("标注内容类别需要政务公开或者起草职责。")])
    if content_class not in rules.CONTENT_CLASSES:
        raise Refused([Reason("请选择内容类别。", field="content_class")])
    fresh.content_class = content_class
    fresh.save(update_fields=["content_class"])
    record("foi.classified", fresh, actor, name=rules.CONTENT_CLASSES[content_class])
    return fresh


@transaction.atomic
def wish_open(*, case: Application, actor: Official | None = None, said: str = "") -> OpenWish:
    """The applicant proposes that the information be made proactive (Art. 44), himself or to an official; once.

    Again is harmless and changes nothing; `said` are his reasons, kept with the application.
    """
    row, made = OpenWish.objects.get_or_create(application=case, defaults={"on": clock.today()})
    if not made:
        return row
    if said:
        case.proactive_wish = said
        case.save(update_fields=["proactive_wish"])
    if actor is None:
        record_of_writer("foi.open_wished", case.letter)
    else:
        record("foi.open_wished", case, actor)
    return row


@transaction.atomic
def convert(*, applications: Collection[int], actor: Official, unit: Unit, kind: str, title: str) -> Version:
    """Begin a publication because of applications (Art. 44), linked to them, with nothing that they wrote. Raises Refused."""
    title = title.strip()
    reasons = _fit(title=title)
    if len(title) > TITLE_LENGTH:
        reasons.append(Reason(f"标题不超过 {TITLE_LENGTH} 字。", field="title"))
    may = credentials(actor)
    rows = Application.objects.visible_to(actor, may).filter(pk__in=list(applications)[:MOST_APPLICATIONS])
    known = list(rows.order_by("pk"))
    if not known:
        reasons.append(Reason("没有选中申请。"))
    if reasons:
        raise Refused(reasons)
    version = drafting.draft(kind=kind, unit=unit, author=actor, title=title, openness="public", source=SOURCE)
    conversion = Conversion.objects.create(publication=version.publication, by=actor, on=clock.today())
    conversion.applications.set(known)
    record("foi.converted", version.publication, actor, count=len(known))
    return version


# --- Art. 18 -----------------------------------------------------------------------------------------------------------


def begin_rereview(case: Application, since: date) -> Rereview | None:
    """Part of a refusal's delivery: when it is looked at again goes into the ledger. None for what is no refusal."""
    if case.decision not in rules.REFUSED or case.rereviews.filter(outcome="").exists():
        return None
    row = Rereview.objects.create(application=case, decision=case.decision, since=since)
    deadline = workdays.start(
        subject=row, limit=rules.rereview(settings.REASSESS_MONTHS), unit=case.unit, actor=SYSTEM, started_on=since,
        url=row.get_absolute_url(),
    )  # fmt: skip
    row.due_on = deadline.due_on
    row.save(update_fields=["due_on"])
    return row


def may_rereview(row: Rereview, official: Official) -> list[Reason]:
    """Why he may not look at this refusal again; none when he may."""
    may, unit = credentials(official), row.application.unit_id
    found = [] if not row.outcome else [Reason(f"已经复查：{row.get_outcome_display()}。")]
    if not may.holds(DutyCode.PUBLICITY, unit) and not may.holds(DutyCode.DRAFT, unit):
        found.append(Reason("复查需要政务公开或者起草职责，请由承担该职责的同事办理。"))
    return found


@transaction.atomic
def rereview(
    *, row: Rereview, actor: Official, outcome: str, reason: str, kind: str = "", title: str = ""
) -> Version | None:
    """Look at a refusal again: kept for another period, or opened, which begins a publication. Raises Refused."""
    fresh = (
        Rereview.objects.select_for_update(of=("self",))
        .select_related("application__unit", "application__letter")
        .get(pk=row.pk)
    )
    reasons = [*may_rereview(fresh, actor), *_fit(reason=reason)]
    if outcome not in set(Outcome):
        reasons.append(Reason("请选择结果。", field="outcome"))
    if len(reason) > 300:
        reasons.append(Reason("理由不超过 300 字。", field="reason"))
    if outcome == Outcome.OPENED and not title.strip():
        reasons.append(Reason("可以公开的，请填写公开文件的标题。", field="title"))
    if reasons:
        raise Refused(reasons)
    fresh.outcome, fresh.reason, fresh.on, fresh.by = outcome, reason.strip(), clock.today(), actor
    fresh.save(update_fields=["outcome", "reason", "on", "by"])
    for deadline in deadlines_of(fresh).open():
        workdays.meet(deadline=deadline, actor=actor)
    record("foi.rereviewed", fresh, actor, outcome=fresh.get_outcome_display())
    if outcome == Outcome.OPENED:
        case = fresh.application
        return convert(applications=[case.pk], actor=actor, unit=case.unit, kind=kind, title=title)
    begin_rereview(fresh.application, clock.today())
    return None


# --- 研判 --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def judge(
    *, actor: Official, first_day: date, last_day: date, held_on: date, findings: str, decisions: str,
    officials: Iterable[Official],
) -> Judgement:  # fmt: skip
    """Write down a periodic review; raises Refused."""
    reasons = [*publicity(actor, "登记研判"), *_fit(findings=findings, decisions=decisions)]
    people = list(officials)
    if last_day < first_day:
        reasons.append(Reason("止期不能早于起期。", field="last_day"))
    if held_on > clock.today():
        reasons.append(Reason("研判日期不能晚于今天。", field="held_on"))
    if not people:
        reasons.append(Reason("请选择参加人员。", field="officials"))
    if reasons:
        raise Refused(reasons)
    row = Judgement.objects.create(
        first_day=first_day, last_day=last_day, held_on=held_on, findings=findings.strip(), decisions=decisions.strip(),
        by=actor, at=clock.now(),
    )  # fmt: skip
    row.officials.set(people)
    record("foi.judged", row, actor, first=first_day.isoformat(), last=last_day.isoformat())
    return row


# --- 建议书 ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def advise(*, actor: Official, unit: Unit, problem: str, advice: str, due_on: date) -> Advice:
    """Send a 建议书 (letter 28) to a unit with a date for its reply. Raises Refused."""
    reasons = [*publicity(actor, "发出建议书"), *_fit(problem=problem, advice=advice)]
    if due_on <= clock.today():
        reasons.append(Reason("反馈日期应当晚于今天。", field="due_on"))
    if reasons:
        raise Refused(reasons)
    row = Advice.objects.create(
        unit=unit, problem=problem.strip(), advice=advice.strip(), sent_on=clock.today(), due_on=due_on, by=actor
    )
    _wait(row, actor)
    _issued(row, actor)
    record("foi.advice_sent", row, actor, unit=unit.short_name, until=due_on.isoformat())
    return row


def _issued(row: Advice, actor: Official) -> None:
    """Its letter, numbered by the bureau's own register; who may send it was judged by this room."""
    register = the_register()
    papers.begin(register, ADVICE)
    facts = {"发现的问题": row.problem, "建议": row.advice, "反馈日期": row.due_on}
    draft = letters.draft(
        kind=code_of(ADVICE), unit=register.unit, subject=row, addressee=row.unit.name, addressee_kind=papers.ORGAN,
        content=Content(facts, organ=register.organ), author=actor,
    )  # fmt: skip
    made = letters.issue(letter=draft, issuer=actor, stands_in_for="")
    letters.send(letter=made, channel=LetterDelivery.Channel.EXCHANGE, actor=actor)


def letter_of(row: Advice) -> OfficialLetter | None:
    """The letter of a 建议书; None for one of the time before letters."""
    return OfficialLetter.objects.about(row.as_party()).order_by("pk").first()


def _wait(row: Advice, actor: Official) -> None:
    workdays.start(subject=row, limit=rules.advice_limit(), unit=row.unit, actor=actor, started_on=clock.today(),
                   fixed_on=row.due_on, url=row.get_absolute_url())  # fmt: skip


def advice_refusals(row: Advice, act: Act, official: Official) -> list[Reason]:
    """Every reason against an act on a 建议书, for this official."""
    may = credentials(official)
    held = frozenset(duty for duty in rules.DUTY_LABELS if may.holds(duty, row.unit_id))
    return rules.refusals(act, Stage(row.stage), held)


def _noted(row: Advice, act: Act, actor: Official, text: str) -> Advice:
    fresh = Advice.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
    if reasons := [*advice_refusals(fresh, act, actor), *_fit(text=text)]:
        raise Refused(reasons)
    AdviceNote.objects.create(advice=fresh, act=act.value, text=text.strip(), by=actor, at=clock.now())
    fresh.stage = rules.TABLE[act].to or fresh.stage
    return fresh


@transaction.atomic
def reply_to_advice(*, row: Advice, actor: Official, text: str) -> Advice:
    """The unit says what it did; its duty is met. Raises Refused."""
    fresh = _noted(row, Act.REPLY, actor, text)
    fresh.save(update_fields=["stage"])
    for deadline in deadlines_of(fresh).open():
        workdays.meet(deadline=deadline, actor=actor)
    record("foi.advice_replied", fresh, actor)
    return fresh


@transaction.atomic
def follow_up(*, row: Advice, actor: Official, text: str, due_on: date) -> Advice:
    """It is not enough yet: what is still to do, by when. Raises Refused."""
    if due_on <= clock.today():
        raise Refused([Reason("反馈日期应当晚于今天。", field="due_on")])
    fresh = _noted(row, Act.FOLLOW_UP, actor, text)
    fresh.due_on = due_on
    fresh.save(update_fields=["stage", "due_on"])
    _wait(fresh, actor)
    record("foi.advice_followed_up", fresh, actor, until=due_on.isoformat())
    return fresh


@transaction.atomic
def accept_advice(*, row: Advice, actor: Official, text: str) -> Advice:
    """What the unit did is enough. Raises Refused."""
    fresh = _noted(row, Act.ACCEPT, actor, text)
    fresh.save(update_fields=["stage"])
    record("foi.advice_accepted", fresh, actor)
    return fresh
