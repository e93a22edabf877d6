"""What a writer and the bureau may do with a letter, how numbers and codes are written, and when a letter is forgotten."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Digits and capitals without those that are taken for one another (0 O, 1 I L, U V).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 15  # 29^15 is more than 2^72; 60 bits are asked for
SERIAL_LENGTH = 6
GROUP = 5

SUBJECT_LENGTH, TEXT_LENGTH, NAME_LENGTH, WORDS_LENGTH, ABOUT_LENGTH = 100, 5000, 40, 500, 300
EMAIL_LENGTH, PHONE_LENGTH = 120, 20
MOST_FILES = 5
BEST_RATING = 5


def encoded(secret: bytes, length: int) -> str:
    """So many signs of the alphabet from a digest that is longer than they are."""
    number, signs = int.from_bytes(secret), ""
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return signs


def in_groups(code: str) -> str:
    """As it is printed: ABCDE-FGHJK-MNPQR."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))


def plain_code(typed: str) -> str:
    """A code as it is compared: full width, small letters, blanks and hyphens make no difference."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed[:200]).upper())


def plain_number(typed: str) -> str:
    """A receipt number in its one spelling; what is none comes back as something that no letter has."""
    found = plain_code(typed)
    return f"{found[:-SERIAL_LENGTH]}-{found[-SERIAL_LENGTH:]}" if len(found) > SERIAL_LENGTH else found


class State(StrEnum):
    """Where a letter stands between its writer and the bureau; the room's case has stages of its own."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


STATE_LABELS = {
    State.OPEN: "办理中",
    State.ASKED: "等写信人补充",
    State.ANSWERED: "已答复",
    State.CLOSED: "已办结",
}


class Act(StrEnum):
    WRITE_BACK = "write_back"
    RATE = "rate"
    CORRECT = "correct"
    TELL = "tell"
    ASK = "ask"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"


BEFORE_CLOSED = frozenset({State.OPEN, State.ASKED, State.ANSWERED})
PERMITTED: Mapping[Act, frozenset[State]] = {
    Act.WRITE_BACK: BEFORE_CLOSED,
    Act.RATE: frozenset({State.ANSWERED, State.CLOSED}),
    Act.CORRECT: frozenset(State),
    Act.TELL: BEFORE_CLOSED,
    Act.ASK: frozenset({State.OPEN}),
    Act.ANSWER: frozenset({State.OPEN, State.ASKED}),
    Act.CLOSE: BEFORE_CLOSED,
    Act.REOPEN: frozenset({State.ANSWERED, State.CLOSED}),
}
WRONG_STATE: Mapping[Act, str] = {
    Act.WRITE_BACK: "这封来信已经办结，不能再补充。如有新的情况，请重新提交。",
    Act.RATE: "收到答复以后才能评价。",
    Act.CORRECT: "",
    Act.TELL: "这封来信已经办结，不能再发送进展。",
    Act.ASK: "只有办理中的来信可以请写信人补充；上一次请补充还没有回音的，请等待或者直接答复。",
    Act.ANSWER: "这封来信已经答复或者办结，不能再次答复。需要补充答复的，请先恢复办理。",
    Act.CLOSE: "这封来信已经办结。",
    Act.REOPEN: "这封来信还没有办结，不需要恢复办理。",
}
AFTER: Mapping[Act, State] = {
    Act.ASK: State.ASKED,
    Act.ANSWER: State.ANSWERED,
    Act.CLOSE: State.CLOSED,
    Act.REOPEN: State.OPEN,
}
ERASED = "这封来信的保存期已满，内容已经清除。"
RATED_ONCE = "您已经评价过，每封来信评价一次。"
NOT_ANSWERED = "这封来信没有答复，不能评价。"


def after(act: Act, state: State) -> State:
    """Where the letter stands then. A supplement that was asked for brings it back into hand; others change nothing."""
    if act is Act.WRITE_BACK:
        return State.OPEN if state is State.ASKED else state
    return AFTER.get(act, state)


@dataclass(frozen=True)
class Standing:
    state: State
    erased: bool = False
    rated: bool = False
    answered: bool = False


def refusals(act: Act, standing: Standing) -> list[str]:
    """Every reason against an act on this letter now; none when it may happen."""
    if standing.erased:
        return [ERASED]
    found = []
    if standing.state not in PERMITTED[act]:
        found.append(WRONG_STATE[act])
    elif act is Act.RATE and not standing.answered:
        found.append(NOT_ANSWERED)
    if act is Act.RATE and standing.rated:
        found.append(RATED_ONCE)
    return found


# --- What is written ---------------------------------------------------------------------------------------------------


class Notice(StrEnum):
    """How the writer wishes to hear that there is news."""

    NONE = "none"
    EMAIL = "email"
    SMS = "sms"


NOTICE_LABELS = {
    Notice.NONE: "不用通知，我凭编号和查询码查看",
    Notice.EMAIL: "发电子邮件通知",
    Notice.SMS: "发短信通知",
}


@dataclass(frozen=True)
class Contact:
    """Who wrote, as far as he says; all of it is his choice."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Submission:
    """What one writes. `about` names the place it is about: a page, a document."""

    subject: str
    text: str
    contact: Contact = Contact()
    about: str = ""
    notice: Notice = Notice.NONE
    may_publish: bool = False


_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{2,3}\d{7,8}(?:转\d{1,6})?|\d{7,8}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_KEPT_CONTROLS = {"\n", "\t"}


def clean(text: str) -> str:
    """The text without what no letter needs: control signs, direction marks, halves of signs; line ends are one sign."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    kept = (sign for sign in text if sign in _KEPT_CONTROLS or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    return "".join(kept).strip()


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", clean(text)).strip()


def cleaned(submission: Submission) -> Submission:
    """The same with every text clean; a telephone number without blanks and hyphens."""
    contact = Contact(
        one_line(submission.contact.name),
        re.sub(r"[\s\-‐‑–—()（）]", "", unicodedata.normalize("NFKC", one_line(submission.contact.phone))),
        unicodedata.normalize("NFKC", one_line(submission.contact.email)),
    )
    return Submission(
        one_line(submission.subject),
        clean(submission.text),
        contact,
        one_line(submission.about),
        submission.notice,
        submission.may_publish,
    )


def contact_reasons(contact: Contact, notice: Notice) -> list[tuple[str, str]]:
    """(field, sentence) for everything that is wrong with a cleaned contact."""
    found = []
    if len(contact.name) > NAME_LENGTH:
        found.append(("name", f"称呼不超过 {NAME_LENGTH} 字。"))
    if contact.phone and not _PHONE.fullmatch(contact.phone):
        found.append(("phone", "请核对电话号码：手机号码 11 位，固定电话请写区号，例如 021 和八位号码。"))
    if len(contact.email) > EMAIL_LENGTH or (contact.email and not _EMAIL.fullmatch(contact.email)):
        found.append(("email", "请核对电子邮箱，例如 name@example.cn。"))
    if notice is Notice.EMAIL and not contact.email:
        found.append(("email", "选择邮件通知的，请填写电子邮箱。"))
    if notice is Notice.SMS and not _MOBILE.fullmatch(contact.phone):
        found.append(("phone", "选择短信通知的，请填写手机号码。"))
    return found


def submission_reasons(submission: Submission) -> list[tuple[str, str]]:
    """(field, sentence) for everything that is wrong with a cleaned submission."""
    found = []
    if not submission.subject:
        found.append(("subject", "请填写标题。"))
    elif len(submission.subject) > SUBJECT_LENGTH:
        found.append(("subject", f"标题不超过 {SUBJECT_LENGTH} 字，现有 {len(submission.subject)} 字。"))
    if not submission.text:
        found.append(("text", "请填写内容。"))
    found += text_reasons(submission.text)
    if len(submission.about) > ABOUT_LENGTH:
        found.append(("about", f"地址不超过 {ABOUT_LENGTH} 字。"))
    return found + contact_reasons(submission.contact, submission.notice)


def text_reasons(text: str) -> list[tuple[str, str]]:
    if len(text) > TEXT_LENGTH:
        return [("text", f"内容不超过 {TEXT_LENGTH} 字，现有 {len(text)} 字。可以分几次提交，或者把材料作为附件上传。")]
    return []


# --- Retention ---------------------------------------------------------------------------------------------------------


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, the month's last day where there is none."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - date.resolution).day))


def retention_of(setting: str, kind: str, own: int | None) -> int:
    """Months that a letter of this kind is kept after its end (grade C): the setting's word for the kind, else the
    kind's own, else the setting's first number. The setting reads `36` or `36,site_fault=12`.

    Raises ValueError for a setting that cannot be read.
    """
    general, *particular = [part.strip() for part in setting.split(",") if part.strip()]
    said = dict(part.split("=", 1) for part in particular)
    return int(said.get(kind, own if own is not None else general))
