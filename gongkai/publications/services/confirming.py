"""Other organs' word on information that concerns them (《条例》 art. 11, PUB-03)."""

from datetime import date

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import OrganConfirmation, Version


@transaction.atomic
def confirm_organ(
    *, version: Version, organ: str, outcome: str, document: str, answered_on: date, by: Official, note: str = ""
) -> OrganConfirmation:
    """Record what an organ concerned answered, by which document and when."""
    may = credentials(by)
    if not any(may.grounds(duty, version.publication.unit_id) is not None for duty in ("draft", "publicity")):
        raise Refused(["您没有“起草”或“政务公开”职责，不能登记其他机关的确认结果。"])
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
