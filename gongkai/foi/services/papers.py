"""The letters of an application: drafted, issued and told to their addressee, part of the act that needs them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.letters import services as letters
from gongkai.letters.composing import Content
from gongkai.letters.models import LetterDelivery, OfficialLetter
from gongkai.letters.rules.blocks import Style, blocks
from gongkai.letters.services.numbers import begin_series, series_for
from gongkai.reception.models import Message
from gongkai.reception.rules import TEXT_LENGTH

from ..letters.kinds import BY_NUMBER
from ..letters.wording import code_of
from ..models import ApplicantKind, Application, CaseLetter, Consultation, Cooperation, Register, Way

PERSON, ORGAN = OfficialLetter.AddresseeKind.PERSON, OfficialLetter.AddresseeKind.ORGAN
# How the series that a register begins with are called and which letters they number; officials may set others.
SERIES = (
    ("依申请公开登记", "登", (1, 2, 7)),
    ("依申请公开办理", "办", (3, 4, 5, 6, 8, 10, 11, 12, 28)),
    ("依申请公开答复", "答", (9, *range(13, 28))),
)
PATTERN = "{word}〔{year}〕{serial}号"
CHANNEL_OF = {
    Way.ONLINE: LetterDelivery.Channel.ONLINE,
    Way.EMAIL: LetterDelivery.Channel.EMAIL,
    Way.POST: LetterDelivery.Channel.REGISTERED,
    Way.COUNTER: LetterDelivery.Channel.HAND,
}
CUT = "\n……\n（文书较长，全文见所附文件。）"
# What a message does not repeat: whom the letter is for is masked at the desk, and a message bears no seal.
UNSAID = {Style.ADDRESSEE, Style.SEAL, Style.RED_HEAD}


class Tell(Protocol):
    """An act of `reception` by which the applicant is told something."""

    def __call__(self, *, letter: Any, actor: Any, text: str, signed: str) -> Message: ...


def case_facts(case: Application) -> dict[str, Any]:
    """What most letters to the applicant begin with."""
    person = case.applicant_kind == ApplicantKind.PERSON
    return {
        "编号": str(case),
        "收到日期": case.received_on,
        "申请内容": case.letter.subject_text,
        "称谓": "您" if person else "贵单位",
    }


def applicant_of(case: Application) -> str:
    """Whom the letters to the applicant are addressed to; it is written into the encrypted letter only."""
    name = case.letter.name
    return name.reveal() if name else "申请人"  # type: ignore[attr-defined]  # an encrypted column gives a Sealed


def drafted(
    case: Application, number: int, *, author: HasParty | Party, facts: Mapping[str, Any], addressee: str = "",
    attachments: Sequence[str] = (), complete: bool = True,
) -> OfficialLetter:  # fmt: skip
    """A letter of the case as a draft; to the applicant unless `addressee` names an organ. Raises Refused at its fields."""
    person = not addressee and case.applicant_kind == ApplicantKind.PERSON
    return letters.draft(
        kind=code_of(number),
        unit=case.register.unit,
        subject=case,
        addressee=addressee or applicant_of(case),
        addressee_kind=PERSON if person else ORGAN,
        content=content(case, facts, attachments),
        author=author,
        complete=complete,
    )


def content(case: Application, facts: Mapping[str, Any], attachments: Sequence[str] = ()) -> Content:
    """Facts under the name that the register's letters bear."""
    return Content(facts, attachments=attachments, organ=case.register.organ)


def issued(
    case: Application, number: int, *, actor: HasParty | Party, facts: Mapping[str, Any], stands_in_for: str = "",
    addressee: str = "", remedy: Sequence[str] = (), attachments: Sequence[str] = (),
    consultation: Consultation | None = None, cooperation: Cooperation | None = None, author: Official | None = None,
) -> CaseLetter:  # fmt: skip
    """A letter of the case, numbered and kept, in the transaction of the act that needs it. Raises Refused."""
    kind = BY_NUMBER[number]
    by: HasParty | Party = SYSTEM if kind.automatic else actor
    draft = drafted(case, number, author=author or by, facts=facts, addressee=addressee, attachments=attachments)
    return keep(case, number, letter=draft, by=by, stands_in_for=stands_in_for, remedy=remedy,
                consultation=consultation, cooperation=cooperation)  # fmt: skip


def keep(
    case: Application, number: int, *, letter: OfficialLetter, by: HasParty | Party, stands_in_for: str = "",
    remedy: Sequence[str] = (), consultation: Consultation | None = None, cooperation: Cooperation | None = None,
) -> CaseLetter:  # fmt: skip
    """Issue a draft as a letter of the case; the room's own rules have said who may. Raises Refused."""
    begin(case.register, number)
    made = letters.issue(letter=letter, issuer=by, remedy=remedy, stands_in_for=stands_in_for)
    return CaseLetter.objects.create(
        application=case, letter=made, number=number, consultation=consultation, cooperation=cooperation
    )


def begin(register: Register, number: int) -> None:
    """See that letters of this kind have a series of numbers; what officials have set is left as it is."""
    if series_for(register.unit, code_of(number)) is not None:
        return
    name, mark, kinds = next(row for row in SERIES if number in row[2])
    word = f"{register.series.removesuffix('申')}{mark}"
    begin_series(unit=register.unit, name=name, word=word, pattern=PATTERN, for_kinds=map(code_of, kinds))


def told(paper: CaseLetter, how: Tell, actor: Any) -> CaseLetter:
    """Tell the applicant by a message that carries the letter; online it is sent with that. Raises Refused."""
    case = paper.application
    text = message_of(paper.letter)
    paper.message = how(letter=case.letter, actor=actor, text=text, signed=case.register.organ)
    paper.save(update_fields=["message"])
    if case.wanted_way == Way.ONLINE:
        sent(paper, actor)
    return paper


def sent(
    paper: CaseLetter, actor: HasParty | Party, *, channel: str = "", on: date | None = None, proof: str = ""
) -> LetterDelivery:
    """Note in the letter's own record that it went out."""
    way = channel or CHANNEL_OF[Way(paper.application.wanted_way)]
    return letters.send(letter=paper.letter, channel=way, sent_on=on or clock.today(), proof=proof, actor=actor)


def to_applicant(case: Application, number: int, how: Tell, *, actor: HasParty | Party, **more: Any) -> CaseLetter:
    """Issue a letter to the applicant and tell him; its facts begin with those of the case. Raises Refused."""
    facts = case_facts(case) | more.pop("facts", {})
    return told(issued(case, number, actor=actor, facts=facts, **more), how, actor)


def message_of(letter: OfficialLetter) -> str:
    """The letter as a message says it: everything but the addressee and the seal."""
    lines = []
    for block in blocks(letter.issued.read()):
        if block.style not in UNSAID:
            lines += ["　".join(row) for row in block.rows] if block.rows else [block.text]
    text = "\n".join(lines)
    return text if len(text) <= TEXT_LENGTH else text[: TEXT_LENGTH - len(CUT)] + CUT
