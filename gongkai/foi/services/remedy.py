"""Which remedy a decision leaves: by its date, and where the law's text leaves it open by what a legal officer has said."""

from datetime import date

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception.rules import clean

from ..models import Application, RemedyRuling, Way
from ..rules import remedies
from ..rules.decisions import DECISIONS, OPEN_REMEDIES, Remedy

REASONS_LENGTH = 2000
PAGE = "/desk/foi/remedies/"
REMEDY_LABELS = {
    Remedy.REFUSAL: "先申请行政复议，对复议决定不服再起诉",
    Remedy.OTHER: "可以申请行政复议，也可以直接起诉",
    Remedy.NONE: "不告知救济途径",
}


def names() -> remedies.Authorities:
    """Whom the letters of this bureau name."""
    return remedies.Authorities(
        settings.BUREAU["superior"], settings.FOI_SUPERIOR, settings.FOI_COURT, settings.FOI_RECONSIDERATION_URL
    )


def settled(code: str, on: date) -> RemedyRuling | None:
    """What holds for decisions of this day: of the rulings valid by then the one valid last, of equals the newest."""
    rows = RemedyRuling.objects.filter(decision=code, valid_from__lte=on)
    return rows.order_by("-valid_from", "-pk").first()


def block(remedy: Remedy, *, on: date, online: bool, partly: Remedy | None = None) -> remedies.Block | None:
    """The block with this bureau's names; raises Refused while one that it needs is missing."""
    try:
        return remedies.block(remedy, decided_on=on, authorities=names(), online=online, partly=partly)
    except remedies.Unsettled as unsettled:
        raise Refused(unsettled.reasons) from unsettled


def remedy_of(case: Application) -> remedies.Block | None:
    """The remedy block of a decision by its date; raises Refused while a name it needs, or the officer's word, is missing."""
    on, decision = case.decided_on or clock.today(), DECISIONS[case.decision]
    ruling = None
    if decision.remedy is Remedy.OPEN and (ruling := settled(case.decision, on)) is None:
        raise Refused([unsettled_reason(case.decision)])
    partly = Remedy(ruling.remedy) if ruling else None
    return block(decision.remedy, on=on, online=case.wanted_way in {Way.ONLINE, Way.EMAIL}, partly=partly)


def unsettled_reason(code: str) -> Reason:
    """Who must do what before the first such letter."""
    what = DECISIONS[code].situation
    return Reason(
        f"“{what}”（{code}）的救济途径法律没有写明，请法制审核人员在“救济途径的确定”中写明理由、确定一次，然后才能出具文书。",
        link=PAGE,
    )


@transaction.atomic
def settle(*, actor: Official, code: str, remedy: str, reasons: str, valid_from: date) -> RemedyRuling:
    """A legal officer says once, with reasons, which remedy such decisions leave from a day on. Raises Refused.

    Earlier rulings stay in the history; decisions already made keep the words they were made with.
    """
    found = []
    if not credentials(actor).holds(DutyCode.LEGAL):
        found.append(Reason("救济途径由法制审核人员确定，请由承担该职责的同事办理。"))
    if code not in OPEN_REMEDIES:
        found.append(Reason("这种决定的救济途径由法律写明，不需要确定。", field="code"))
    if remedy not in {value.value for value in REMEDY_LABELS}:
        found.append(Reason("请选择救济途径。", field="remedy"))
    if not (reasons := clean(reasons)):
        found.append(Reason("请写明理由和依据。", field="reasons"))
    elif len(reasons) > REASONS_LENGTH:
        found.append(Reason(f"理由不超过 {REASONS_LENGTH} 字。", field="reasons"))
    if found:
        raise Refused(found)
    row = RemedyRuling.objects.create(
        decision=code, remedy=remedy, reasons=reasons, valid_from=valid_from, by=actor, at=clock.now()
    )
    words = REMEDY_LABELS[Remedy(remedy)]
    record("foi.remedy_settled", row, actor, reason=reasons[:300], code=code, remedy=words, on=valid_from.isoformat())
    return row
