"""Other organs' word on information that concerns them (《条例》 art. 11, PUB-03)."""

from datetime import date

from django.db import transaction

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import OrganConfirmation, Version


def refusals(version: Version, may: Credentials) -> list[Reason]:
    """Why this official may not record another organ's answer."""
    found = []
    if not any(may.holds(duty, version.publication.unit_id) for duty in (DutyCode.DRAFT, DutyCode.PUBLICITY)):
        found.append(Reason("您没有“起草”或“政务公开”职责，不能登记其他机关的确认结果。"))
    if not version.is_open:
        found.append(Reason(f"这一版现为“{version.get_state_display()}”，不再登记确认结果。"))
    return found


@transaction.atomic
def confirm_organ(
    *, version: Version, organ: str, outcome: str, document: str, answered_on: date, by: Official, note: str = ""
) -> OrganConfirmation:
    """Record what an organ concerned answered, by which document and when."""
    if reasons := refusals(version, credentials(by)):
        raise Refused(reasons)
    problems = []
    if not organ.strip():
        problems.append(Reason("请填写机关名称。", field="organ"))
    if outcome not in OrganConfirmation.Outcome.values:
        problems.append(Reason("请选择确认结果。", field="outcome"))
    if not document.strip():
        problems.append(Reason("请填写对方函件文号，或写明确认方式。", field="document"))
    if answered_on > clock.today():
        problems.append(Reason("答复日期晚于今天，请核对。", field="answered_on"))
    if problems:
        raise Refused(problems)
    made = OrganConfirmation.objects.create(
        version=version, organ=organ.strip(), outcome=outcome, document=document.strip(), answered_on=answered_on,
        note=note.strip(), by=by, at=clock.now(),
    )  # fmt: skip
    record(
        "publications.organ_confirmed",
        version.publication,
        by,
        organ=made.organ,
        outcome=outcome,
        document=made.document,
    )
    return made
