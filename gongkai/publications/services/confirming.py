"""Other organs' word on information that concerns them (《条例》 art. 11, PUB-03)."""

from datetime import date

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import OrganConfirmation, Version


@transaction.atomic
def confirm_organ(
    *, version: Version, organ: str, outcome: str, document: str, answered_on: date, by: Official, note: str = ""
) -> OrganConfirmation:
    """Record what an organ concerned answered, by which document and when."""
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
