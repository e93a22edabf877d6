"""From the letter to the register: opened with its receipt open, entered once the day of receipt is known (Art. 31)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import Official, Unit
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.letters.rules.structure import chinese_date
from gongkai.reception import services as reception
from gongkai.reception.models import Letter
from gongkai.reception.rules import Submission
from gongkai.reception.services import Receipt
from gongkai.workdays import services as workdays
from gongkai.workdays.queries import open_duty

from .. import queries
from ..models import CHANNEL_LABELS, ApplicantKind, Application, Form, Register, Way
from ..rules import limits
from ..rules.clock import CONFIRMED_BY_BOTH, RECEIPT_WORDS, Channel
from ..rules.stages import Act
from . import papers
from .situation import locked, moved, on_behalf

KIND = "foi"
EVIDENCE_LENGTH = 200


@dataclass(frozen=True)
class Wanted:
    """What an application says beside its text: who applies, in which form, by which way. No purpose is asked (REQ-01)."""

    applicant_kind: str = ApplicantKind.PERSON
    identity: str = ""
    address: str = ""
    form: str = Form.ELECTRONIC
    way: str = Way.ONLINE
    needs_help: bool = False
    channel: str = Channel.INTERNET


def open_application(letter: Letter, facts: Mapping[str, Any]) -> None:
    """Make the case of a new application; part of the submission's transaction. No day of receipt is set here.

    `facts`: `wanted`, and `register` where it is not the bureau's own; `parent` for a part that was split off.
    """
    parent: Application | None = facts.get("parent")
    wanted: Wanted = facts.get("wanted") or Wanted()
    register_ = facts.get("register") or the_register()
    case = Application(
        letter=letter,
        parent=parent,
        letter_key=str(letter.pk),
        register=register_,
        channel=wanted.channel,
        applicant_kind=wanted.applicant_kind,
        identity=wanted.identity,
        identity_index=queries.identity_index(wanted.identity),
        address=wanted.address,
        wanted_form=wanted.form,
        wanted_way=wanted.way,
        needs_help=wanted.needs_help,
        stage_since=letter.received_at,
        arrived_at=parent.arrived_at if parent else letter.received_at,
        unit=register_.unit,
    )
    case.save(force_insert=True)
    arrived = clock.local(letter.received_at).date()
    about: dict[str, Any] = {
        "subject": letter.as_party(),
        "unit": case.unit,
        "actor": SYSTEM,
        "url": case.get_absolute_url(),
    }
    workdays.start(limit=limits.registration(settings.FOI_REGISTER_DAYS), started_on=arrived, **about)
    # Until both sides have confirmed the receipt, nothing is due.
    workdays.start(limit=limits.ANSWER[0], **about)
    record("foi.received", case, letter.writer, channel=CHANNEL_LABELS[Channel(case.channel)])


def the_register(unit: Unit | None = None) -> Register:
    """The register of a body, the bureau's own by default; begun at its first application. Raises Refused."""
    unit = unit or queries.bureau_unit()
    if unit is None:
        raise Refused(["还没有设置受理机构，暂时不能接收申请。"])
    defaults = {"series": settings.FOI_SERIES, "organ": unit.name}
    return Register.objects.get_or_create(unit=unit, defaults=defaults)[0]


def intake(*, actor: Official, submission: Submission, wanted: Wanted, register: Register | None = None) -> Receipt:
    """Enter an application that came on paper, by fax, by e-mail, or is written down at the counter (Art. 29).

    The applicant gets the same receipt and code as online. Raises Refused.
    """
    facts = {"wanted": wanted, "register": register}
    return reception.submit(kind=KIND, key=secrets.token_urlsafe(24), submission=submission, facts=facts)


@transaction.atomic
def register(*, case: Application, actor: Official, received_on: date, evidence: str) -> Application:
    """Enter an application in the register with its day of receipt and what shows it; the clock starts. Raises Refused."""
    fresh = locked(case, Act.REGISTER, actor, confirms=True)
    stand_in = on_behalf(fresh, Act.REGISTER, actor)
    _check_receipt(fresh, received_on, evidence)
    fresh.received_on, fresh.evidence = received_on, evidence.strip()
    fresh.number = _next_number(fresh.register_id, received_on.year)
    why = RECEIPT_WORDS[Channel(fresh.channel)]
    answer = queries.running(fresh)
    if answer is not None:
        workdays.confirm(deadline=answer, actor=actor, on=received_on, why=why)
    entry = open_duty(fresh.letter.as_party(), limits.registration(1).duty)
    if entry is not None:
        workdays.meet(deadline=entry, actor=actor)
    moved(fresh, Act.REGISTER, "received_on", "evidence", "number")
    record("foi.registered", fresh, actor, on_behalf_of=stand_in, number=fresh.number, on=received_on.isoformat())
    _confirmed(fresh, actor, why)
    return fresh


def _confirmed(case: Application, actor: Official, why: str) -> None:
    """The register sheet for the file, the receipt for the applicant."""
    papers.issued(case, 1, actor=actor, facts={"登记事项": sheet(case)}, addressee=case.register.organ)
    due = queries.running(case)
    facts = {"收到日期的规则": why, "答复期限": due.due_on if due else None, "联系方式": settings.FOI_CONTACT}
    papers.to_applicant(case, 2, reception.tell, actor=actor, facts=facts)


def sheet(case: Application) -> dict[str, Any]:
    """The register sheet: what Art. 29 asks for, and by which rule the day of receipt was found."""
    who = [case.get_applicant_kind_display(), papers.applicant_of(case)]
    rows = [
        ("编号", str(case)),
        ("申请渠道", case.get_channel_display()),
        (
            "收到日期",
            f"{chinese_date(case.received_on)}（{RECEIPT_WORDS[Channel(case.channel)]}）" if case.received_on else "",
        ),
        ("依据", case.evidence.reveal()),  # type: ignore[attr-defined]  # ciphertext that reveals itself
        ("申请人", "　".join(who)),
        ("申请内容", case.letter.subject_text),
        ("所需形式", f"{case.get_wanted_form_display()}，{case.get_wanted_way_display()}"),
        ("需要协助", "是（阅读、视听困难）" if case.needs_help else "否"),
    ]
    return {"head": ["项目", "内容"], "rows": [list(row) for row in rows if row[1]]}


def _check_receipt(case: Application, received_on: date, evidence: str) -> None:
    arrived = clock.local(case.arrived_at).date()
    reasons = []
    if received_on > clock.today():
        reasons.append(Reason("收到日期不能晚于今天。", field="received_on"))
    if case.channel in CONFIRMED_BY_BOTH and received_on < arrived:
        reasons.append(
            Reason(f"双方确认的日期不能早于提交之日（{arrived}）（{limits.article('三十一')}）。", field="received_on")
        )
    if not evidence.strip():
        reasons.append(Reason("请写明收到日期的依据，例如签收单号、与申请人确认的时间和方式。", field="evidence"))
    elif len(evidence.strip()) > EVIDENCE_LENGTH:
        reasons.append(Reason(f"依据不超过 {EVIDENCE_LENGTH} 字。", field="evidence"))
    if reasons:
        raise Refused(reasons)


def _next_number(register_id: int, year: int) -> str:
    """The next number of the register's year; its row is locked until commit, and a number given stays given."""
    row = Register.objects.select_for_update().get(pk=register_id)
    if row.year < year:
        row.year, row.last = year, 0
    elif row.year > year:
        # Entered in January with a receipt of December: it still gets a number of the year in which it is entered.
        year = row.year
    row.last += 1
    row.save(update_fields=["year", "last"])
    return f"{row.series}〔{year}〕{row.last}号"
