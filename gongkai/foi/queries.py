"""Questions about applications: the running deadline, the register, what the applicant is told, similar ones."""

from datetime import date

from django.db.models import QuerySet

from gongkai.bureau.models import Unit
from gongkai.journal import clock
from gongkai.reception.kinds import Status
from gongkai.reception.models import Letter
from gongkai.vault.ring import default_ring
from gongkai.workdays.models import Deadline
from gongkai.workdays.queries import open_duty

from .models import Application, Consultation
from .rules.limits import ANSWER
from .rules.stages import Stage

IDENTITY = "foi.identity"


def application_of(letter: Letter) -> Application:
    """The case of a letter, with its unit."""
    return Application.objects.select_related("letter", "unit", "register").get(letter=letter)


def running(application: Application) -> Deadline | None:
    """The open deadline for its answer."""
    return open_duty(application.letter.as_party(), ANSWER[0].duty)


def bureau_unit() -> Unit | None:
    """The body itself, in whose register online applications are entered."""
    return Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.BUREAU).order_by("order", "pk").first()


def open_consultations(application: Application) -> QuerySet[Consultation]:
    return application.consultations.filter(opinion="")


def identity_index(number: str) -> str:
    """By which applications of the same person or organisation are found without reading anybody's number."""
    return default_ring().blind_index(number, IDENTITY) if number else ""


def earlier_ones(application: Application) -> QuerySet[Application]:
    """Other applications under the same number of identity, newest first; shown, never decided by the machine."""
    if not application.identity_index:
        return Application.objects.none()
    rows = Application.objects.filter(identity_index=application.identity_index).exclude(pk=application.pk)
    return rows.select_related("letter").order_by("-arrived_at")


def in_month(application: Application, on: date) -> int:
    """How many applications this applicant has had in the calendar month of a day, this one included (FEE-02)."""
    if not application.identity_index:
        return 1
    rows = Application.objects.filter(
        identity_index=application.identity_index, received_on__year=on.year, received_on__month=on.month
    )
    return rows.count()


def status_of(letter: Letter) -> Status:
    """Where the application stands, in the words that the applicant reads: two queries."""
    if letter.erased_at is not None:
        return Status("已清除", "这件申请的保存期已满，内容已经清除。")
    case = application_of(letter)
    deadline = running(case)
    due = deadline.due_on if deadline else None
    return {
        Stage.RECEIVED: Status("待确认", "已经收到。我们会与您确认收到日期，答复期限从确认之日起算。", tone="soon"),
        Stage.IN_HAND: Status("办理中", f"正由{case.unit.name}办理。", due),
        Stage.CORRECTION: Status("请您补正", "内容不够明确，请按补正告知的要求在“补充情况”中补正。", tone="soon"),
        Stage.REASONS: Status("请说明理由", "请按告知的要求说明理由。", tone="soon"),
        Stage.PAYMENT: Status("待缴费", "请按收费通知缴纳信息处理费；缴费后重新计算答复期限。", tone="soon"),
        Stage.REVIEW: Status("办理中", "答复已经拟出，正在审核。", due),
        Stage.SECRECY: Status("办理中", "答复已经拟出，正在审核。", due),
        Stage.SIGNATURE: Status("办理中", "答复已经拟出，等待签发。", due),
        Stage.DECIDED: Status("待送达", "答复已经作出，正在送达。", due),
        Stage.ANSWERED: Status("已答复", "答复在下面。您可以评价，也可以建议主动公开。", tone="done"),
        Stage.ARCHIVED: Status("已办结", "已经答复并归档。", tone="closed"),
    }[Stage(case.stage)]
