"""Keeping count of what is asked at the places of acceptance."""

from datetime import date

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception.rules import clean
from gongkai.wording.personal import find_personal_data

from ..models import Inquiry, Place
from ..models.inquiries import QUESTION_LENGTH
from ..rules.review import CONTENT_CLASSES


@transaction.atomic
def enter_inquiry(
    *, actor: Official, place: Place, on: date, content_class: str, question: str, outcome: str
) -> Inquiry:
    """Log one consultation on the spot; what was asked is written without anybody's data. Raises Refused."""
    if not credentials(actor).holds_any(DutyCode.PUBLICITY):
        raise Refused(["登记现场咨询需要政务公开职责，请由承担该职责的同事办理。"])
    question = clean(question)
    if reasons := [*_against_day(place, on), *_against_question(question)]:
        raise Refused(reasons)
    if content_class not in CONTENT_CLASSES or outcome not in Inquiry.Outcome.values:
        raise Refused(["请选择内容类别和处理结果。"])
    row = Inquiry.objects.create(
        place=place, on=on, content_class=content_class, question=question, outcome=outcome, by=actor, entered_at=clock.now()
    )  # fmt: skip
    record("foi.inquired", row, actor, place=place.name, outcome=row.get_outcome_display())
    return row


def _against_day(place: Place, on: date) -> list[Reason]:
    if on > clock.today():
        return [Reason("咨询日期不能晚于今天。", field="on")]
    if place.closed_from is not None and place.closed_from <= on:
        return [Reason(f"“{place}”从 {place.closed_from} 起停止受理，请核对受理点和日期。", field="place")]
    return []


def _against_question(question: str) -> list[Reason]:
    if not question:
        return [Reason("请简要写明咨询的问题。", field="question")]
    if len(question) > QUESTION_LENGTH:
        return [Reason(f"咨询的问题不超过 {QUESTION_LENGTH} 字。", field="question")]
    found = find_personal_data(question, allow=settings.PUBLIC_CONTACTS)
    labels = "、".join(dict.fromkeys(one.label for one in found))
    return [Reason(f"现场咨询不记录个人信息，其中疑似有{labels}，请删去。", field="question")] if found else []
