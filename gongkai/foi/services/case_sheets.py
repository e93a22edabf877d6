"""The sheets of a case file that are set for it: cover, index, record of the handling, the messages of both sides."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gongkai.journal import clock
from gongkai.letters import conf
from gongkai.letters.layout import pdf
from gongkai.letters.rules.structure import (
    Letter,
    Paragraph,
    Signature,
    Table,
    as_record,
    chinese_date,
    cleaned,
    from_record,
    paragraphs_of,
)
from gongkai.reception import queries as reception_queries
from gongkai.reception.models import Message
from gongkai.uploads.models import Upload
from gongkai.uploads.rules import size_said

from ..models import Application
from ..rules.archiving import Part

UNSHOWN = "〓"  # printers' sign for a character that no fount has
MOST_UNSHOWN = 40  # rounds, each of which finds at least one such character
STRUCTURE = frozenset('"\\{}[],: ')  # what holds a record together, and every font has
COVER, INDEX, RECORD, MESSAGES = "封面", "卷内目录", "办理记录", "往来消息"


def printed(letter: Letter) -> bytes:
    """The sheet as PDF. A character that no font here has is shown as 〓; what was written stays in the record."""
    for _ in range(MOST_UNSHOWN):
        try:
            return pdf.render(letter, conf.fonts())
        except pdf.Unprintable as unprintable:
            if not unprintable.signs:
                raise
            text = json.dumps(as_record(letter), ensure_ascii=False)
            for sign in set(unprintable.signs) - {UNSHOWN, *STRUCTURE}:
                text = text.replace(sign, UNSHOWN)
            letter = from_record(json.loads(text))
    raise pdf.Unprintable("消息中有大量字库没有的字，不能印出。")


def _sheet(case: Application, title: str, parts: Iterable[Paragraph | Table]) -> Letter:
    on = clock.local(case.archived_at).date() if case.archived_at else case.received_on or date.min
    return Letter(title, "", "", tuple(parts), Signature("", on, ""))


def _said(day: date | None) -> str:
    return chinese_date(day) if day else ""


def cover(case: Application) -> Letter:
    """Number, subject, dates, outcome: what one must know to find the file and to put it back."""
    rows = (
        ("编号", str(case)),
        ("受理机关", case.register.organ),
        ("所需信息", case.letter.subject_text),
        ("申请渠道", case.get_channel_display()),
        ("申请人", f"{case.get_applicant_kind_display()}　{_plain(case.letter.name)}"),
        ("收到日期", _said(case.received_on)),
        ("承办单位", case.unit.name),
        ("办理结果", case.get_decision_display()),
        ("决定日期", _said(case.decided_on)),
        ("送达", f"{_said(case.delivered_on)}　{_plain(case.delivery)}"),
        ("归档日期", _said(clock.local(case.archived_at).date()) if case.archived_at else ""),
    )
    filled = tuple((name, cleaned(value)) for name, value in rows if cleaned(value))
    return _sheet(case, "政府信息公开申请案卷", [Table(("项目", "内容"), filled)])


def index(case: Application, parts: Sequence[Part]) -> Letter:
    """Which part stands on which page of the bundle; what could not be joined, with size and digest."""
    joined = [(str(place), cleaned(part.name), str(part.page), str(part.pages))
              for place, part in enumerate((part for part in parts if part.pages), start=1)]  # fmt: skip
    found: list[Paragraph | Table] = [Table(("序号", "名称", "起始页", "页数"), tuple(joined))]
    apart = [part for part in parts if not part.pages]
    if apart:
        rows = tuple(
            (cleaned(part.name), f"{size_said(part.size)}　{part.why}", in_groups(part.sha256)) for part in apart
        )
        found += [Paragraph("下列文件没有并入，原件另行保存："), Table(("名称", "大小和原因", "SHA-256"), rows)]
    return _sheet(case, INDEX, found)


def in_groups(digest: str) -> str:
    """A digest as it can be broken into lines and read out: groups of eight signs."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def record(case: Application) -> Letter | None:
    """Where was searched, who was asked and answered what; None where nothing of it happened."""
    found: list[Paragraph | Table] = []
    searches = [
        (
            _said(row.on),
            row.by.name,
            cleaned(f"{_plain(row.places)}；检索词：{_plain(row.terms)}"),
            cleaned(_plain(row.found)),
        )
        for row in case.searches.select_related("by").order_by("pk")
    ]
    if searches:
        found += [Paragraph("检索", 1), Table(("日期", "检索人", "范围和检索词", "结果"), tuple(searches))]
    if rows := tuple(_asked(case)):
        found += [Paragraph("征求意见和协办", 1), Table(("对象", "发出", "答复", "内容"), rows)]
    return _sheet(case, RECORD, found) if found else None


def _asked(case: Application) -> Iterator[tuple[str, str, str, str]]:
    for row in case.consultations.order_by("pk"):
        answer = f"{_said(row.answered_on)} {row.get_opinion_display()}" if row.opinion else "未答复"
        yield (
            f"{row.get_whom_display()}　{cleaned(_plain(row.name))}",
            _said(row.asked_on),
            answer,
            cleaned(_plain(row.reasons)),
        )
    for asked in case.cooperations.select_related("unit").order_by("pk"):
        answer = _said(asked.replied_on) or "未答复"
        what = cleaned(f"{_plain(asked.what)}\n{_plain(asked.reply)}")
        yield f"协办　{asked.unit.name}", _said(asked.asked_on), answer, what.replace("\n", "；")


def _plain(field) -> str:  # type: ignore[no-untyped-def]  # a Sealed or ''
    return field.reveal() if field else ""


def messages(case: Application) -> Letter:
    """What was said on both sides, in order. A message that carries a letter names it: the letter stands in the file."""
    carried = {row.message_id: row.letter for row in case.papers.filter(message__isnull=False).select_related("letter")}
    thread = reception_queries.thread(case.letter)
    files = reception_queries.files_of(thread)
    found: list[Paragraph | Table] = []
    for message in thread:
        found.append(Paragraph(cleaned(_heading(message)), 1))
        letter = carried.get(message.pk)
        said = f"随附文书《{letter.kind_title}》（{letter.number}），全文见本卷。" if letter else message.words
        found += [Paragraph(line) for line in paragraphs_of(said)]
        found += [Paragraph(f"附件：{cleaned(file.name)}") for file in files.get(str(message.public_id), [])]
    return _sheet(case, MESSAGES, found)


def _heading(message: Message) -> str:
    who = "申请人" if message.from_writer else message.signed
    return f"{clock.local(message.at):%Y-%m-%d %H:%M}　{who}　{message.get_purpose_display()}"


def attachments_of(case: Application) -> list[tuple[str, Upload]]:
    """Every file of the case with its name: those of both sides' messages, then the papers of its disputes."""
    found = []
    thread = reception_queries.thread(case.letter)
    files = reception_queries.files_of(thread)
    for message in thread:
        rows = files.get(str(message.public_id), [])
        found += [(f"{file.name}（{message.get_purpose_display()}附件）", file) for file in rows]
    for dispute in case.disputes.order_by("pk"):
        for file in Upload.objects.kept().of(dispute.as_party()).select_related("stored").order_by("pk"):
            found.append((f"{file.name}（{dispute}）", file))
    return found
