"""What the applicant does himself by number and code: takes his letters, withdraws, wishes that it be made proactive."""

from collections.abc import Callable

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM
from gongkai.journal.refusals import Reason, Refused
from gongkai.letters import services as letters
from gongkai.letters.models import LetterDelivery, LetterFile, OfficialLetter
from gongkai.reception.kinds import Paper, Taken
from gongkai.reception.models import Letter
from gongkai.reception.rules import WORDS_LENGTH, clean
from gongkai.reception.services.quiet import record_of_writer

from .. import queries
from ..models import Application, CaseLetter, OpenWish
from ..rules.letters import LETTERS
from ..rules.stages import ACT_LABELS, TABLE, Act, Stage
from . import review
from .ending import end_withdrawn

MEDIA = {
    LetterFile.Form.PDF: "application/pdf",
    LetterFile.Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
GIVEN = (OfficialLetter.State.ISSUED, OfficialLetter.State.SENT)
FORMS = tuple((form.value, form.label) for form in LetterFile.Form)
TO_APPLICANT = [number for number, letter in LETTERS.items() if letter.to == "applicant"]


def papers_of(letter: Letter) -> list[Paper]:
    """The letters to the applicant that he has been told of, oldest first: one query."""
    rows = _his(letter).select_related("letter__issued").order_by("pk")
    return [
        Paper(str(row.pk), row.letter.issued.title, row.letter.number or "", row.letter.issued.dated_on, FORMS,
              row.taken_at is not None)
        for row in rows
    ]  # fmt: skip


def _his(letter: Letter):  # type: ignore[no-untyped-def]  # a QuerySet of CaseLetter
    """Letters to others are none of his, and one that was not told is not out yet."""
    rows = CaseLetter.objects.filter(application__letter=letter, number__in=TO_APPLICANT, message__isnull=False)
    return rows.filter(letter__state__in=GIVEN)


@transaction.atomic
def take(letter: Letter, key: str, form: str) -> Taken | None:
    """Hand a letter over; the first time is the proof of its delivery and stands in its record and in the journal."""
    if not key.isascii() or not key.isdigit() or form not in MEDIA:
        return None
    row = _his(letter).filter(pk=int(key)).select_related("letter__issued").first() if len(key) < 19 else None
    file = LetterFile.objects.filter(issued__letter=row.letter, form=form).first() if row else None
    if row is None or file is None:
        return None
    if row.taken_at is None:
        _first_taken(row, letter)
    return Taken(f"{row.letter.number}.{form}", MEDIA[LetterFile.Form(form)], file.read())


def _first_taken(row: CaseLetter, letter: Letter) -> None:
    fresh = CaseLetter.objects.select_for_update().get(pk=row.pk)
    if fresh.taken_at is not None:
        return
    fresh.taken_at = clock.now()
    fresh.save(update_fields=["taken_at"])
    online = row.letter.deliveries.filter(channel=LetterDelivery.Channel.ONLINE).order_by("pk").first()
    if online is None:
        online = letters.send(letter=row.letter, channel=LetterDelivery.Channel.ONLINE, proof="网上查收")
    if online.received_on is None:
        letters.confirm_received(delivery=online, received_on=clock.today())
    record_of_writer("foi.taken", letter, number=row.letter.number, on=clock.today().isoformat())


# --- What he may do beside reading --------------------------------------------------------------------------------------


def may(act: Act) -> Callable[[Letter], bool]:
    """Whether the stage of his application lets the applicant do this."""
    return lambda letter: Stage(queries.application_of(letter).stage) in TABLE[act].stages


@transaction.atomic
def withdraw(letter: Letter, said: str) -> None:
    """He withdraws his application: no answer is owed any more (D23). Raises Refused."""
    case = _locked(letter)
    if Stage(case.stage) not in TABLE[Act.WITHDRAWN].stages:
        raise Refused(
            [Reason(f"这件申请已经作出决定，不能{ACT_LABELS[Act.WITHDRAWN].removeprefix('登记')}。", field="said")]
        )
    if case.received_on is None:
        case.received_on = clock.local(case.arrived_at).date()
    end_withdrawn(case, SYSTEM)
    record_of_writer("foi.withdrawn_by_applicant", letter)


@transaction.atomic
def wish_proactive(letter: Letter, said: str) -> None:
    """He suggests that the information be disclosed to all (Art. 44); once, seen at the desk. Raises Refused."""
    case = _locked(letter)
    said = clean(said)
    if hasattr(case, "open_wish"):
        raise Refused([Reason("您已经提出过建议，我们会研究。", field="said")])
    if len(said) > WORDS_LENGTH:
        raise Refused([Reason(f"理由不超过 {WORDS_LENGTH} 字。", field="said")])
    review.wish_open(case=case, said=said)


def may_wish(letter: Letter) -> bool:
    return not OpenWish.objects.filter(application__letter=letter).exists()


def _locked(letter: Letter) -> Application:
    Application.objects.select_for_update().get(letter=letter)
    case = Application.objects.select_related("letter", "unit", "register__unit", "paper").get(letter=letter)
    if case.letter.erased_at is not None:
        raise Refused(["保存期已满，内容已经清除。"])
    return case
