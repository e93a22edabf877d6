"""The letter that a decision is: which fields it has, what is filled from the case, what an official still has to write."""

from collections.abc import Collection, Mapping
from typing import Any

from gongkai.bureau.models import Official
from gongkai.journal.refusals import Refused
from gongkai.letters import services as letters
from gongkai.letters.composing import Content, content_of
from gongkai.letters.kinds import Kind
from gongkai.letters.models import OfficialLetter
from gongkai.letters.rules.structure import Letter, chinese_date
from gongkai.letters.rules.templates import Field, FieldType
from gongkai.letters.services.drafting import lacking
from gongkai.letters.services.templates import current

from ..letters.decisions import NOTE
from ..letters.kinds import BY_NUMBER
from ..letters.wording import CASE, LAW, code_of
from ..models import Application, CaseLetter, Consultation, Search
from ..rules.decisions import DECISIONS, Decision, Finding
from ..rules.limits import REGULATION
from . import papers
from .remedy import remedy_of

# In which fields of a decision's letter a finding is written down; a filled one is on record (REQ-30).
WRITTEN_IN: Mapping[Finding, tuple[str, ...]] = {
    Finding.PLACE: ("获取的方式和途径",),
    Finding.SUPPLY: ("提供的信息", "予以公开的内容"),
    Finding.REASONS: ("不予公开的理由",),
    Finding.ACCESS_LAW: ("规定查询办法的法律、行政法规",),
    Finding.OTHER_ORGAN: ("理由",),
    Finding.CHANNEL: ("相应的渠道", "获取的途径"),
    Finding.EARLIER_ANSWER: ("此前答复的文号", "事实"),
    Finding.EXCESS: ("判断",),
    Finding.PROCESSING: ("需要加工、分析的情况",),
    Finding.CAUSE: ("事由",),
}
OF_CASE = frozenset(field.name for field in CASE)
# Which the case itself fills, by the decision; whatever an official writes there goes before it.
FROM_CASE = frozenset(
    {
        "提供的方式",
        "不予公开的情形",
        "依据",
        "征求意见的情况",
        "检索的情况",
        "补正告知日期",
        "补正告知文号",
    }
)


def kind_of(code: str) -> Kind:
    """The kind of letter by which a decision is made."""
    return BY_NUMBER[DECISIONS[code].letter]


def fields_of(code: str) -> list[Field]:
    """What an official fills in for this decision, the case's own facts left out."""
    return [field for field in kind_of(code).fields if field.name not in OF_CASE]


def main_field(code: str) -> str:
    """Where the one text goes that somebody writes without naming a field."""
    own = [field for field in fields_of(code) if field.required and field.type == FieldType.LINES]
    return next((field.name for field in own if field.name not in FROM_CASE), NOTE.name)


def findings_in(facts: Mapping[str, Any], ticked: Collection[str] = ()) -> list[str]:
    """What is on record by what was written, and by what the official has ticked."""
    written = {finding.value for finding, names in WRITTEN_IN.items() if any(facts.get(name) for name in names)}
    return sorted(written | {finding.value for finding in Finding}.intersection(ticked))


def facts_for(case: Application, code: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the letter of a decision is filled with: the case, what follows from it, what was typed."""
    known = {field.name for field in kind_of(code).fields}
    given = {name: value for name, value in typed.items() if value and name in known}
    found = papers.case_facts(case) | _from_case(case, DECISIONS[code]) | given
    return {name: value for name, value in found.items() if name in known and value is not None}


def _from_case(case: Application, decision: Decision) -> dict[str, Any]:
    basis = decision.basis.replace(REGULATION, LAW)
    facts: dict[str, Any] = {
        "提供的方式": f"{case.get_wanted_form_display()}，{case.get_wanted_way_display()}",
        "不予公开的情形": decision.situation,
        "依据": basis if "第" in basis or "〔" in basis else "",
    }
    match decision.letter:
        case 16:
            facts["征求意见的情况"] = _asked(case)
        case 18:
            facts["检索的情况"] = [_searched(row) for row in case.searches.order_by("pk")]
        case 21:
            notice = CaseLetter.objects.filter(application=case, number=3).select_related("letter").last()
            facts["补正告知日期"] = case.correction_on
            facts["补正告知文号"] = notice.letter.number if notice else ""
    return facts


def _searched(row: Search) -> str:
    places, terms, found = row.said()
    return f"{chinese_date(row.on)}，在{places}检索，检索词为“{terms}”，结果：{found}。"


def _asked(case: Application) -> list[str]:
    said = {"agreed": "同意公开", "refused": "不同意公开", "silent": "在规定的期限内没有提出意见"}
    rows = case.consultations.filter(whom=Consultation.Whom.THIRD_PARTY).exclude(opinion="").order_by("pk")
    return [f"本机关已依法书面征求第三方意见，第三方{said[row.opinion]}。" for row in rows]


# --- The draft ---------------------------------------------------------------------------------------------------------


def typed_in(case: Application) -> dict[str, Any]:
    """What the draft of the decision is filled with now."""
    draft = case.paper.drafts.order_by("-serial").first() if case.paper else None
    return dict(content_of(BY_NUMBER[_number(case)], draft.read()).facts) if draft else {}


def _number(case: Application) -> int:
    return int(str(case.paper.kind).rpartition("-")[2]) if case.paper else 0


def kept(case: Application, code: str, typed: Mapping[str, Any], author: Official) -> OfficialLetter:
    """Keep the draft: the next version of the letter, or another letter where the decision is of another kind."""
    number, facts = DECISIONS[code].letter, facts_for(case, code, typed)
    content = papers.content(case, facts)
    paper = case.paper
    if paper is not None and paper.kind == code_of(number) and paper.state == OfficialLetter.State.DRAFT:
        return letters.revise(letter=paper, content=content, author=author, complete=False)
    if paper is not None and paper.state == OfficialLetter.State.DRAFT:
        letters.void(letter=paper, actor=author, reason="改拟其他决定", judged=True)
    return papers.drafted(case, number, author=author, facts=facts, complete=False)


def renewed(case: Application, author: Official) -> None:
    """What was registered since the draft was written (searches, opinions) goes into the letter before it is examined."""
    before = typed_in(case)
    by_hand = {name: value for name, value in before.items() if name not in OF_CASE | {"检索的情况", "征求意见的情况"}}
    content = papers.content(case, facts_for(case, case.decision, by_hand))
    if case.paper is not None and Content(before, organ=case.register.organ).as_record() != content.as_record():
        letters.revise(letter=case.paper, content=content, author=author, complete=False)


def blanks(case: Application) -> tuple[str, ...]:
    """Fields of the decision's letter that are required and still empty."""
    if case.paper is None:
        return ()
    kind = BY_NUMBER[_number(case)]
    content = papers.content(case, facts_for(case, case.decision, typed_in(case)))
    return lacking(kind, case.register.unit, current(kind), content)


def preview(case: Application) -> Letter:
    """The decision's letter as it would be issued today, with its remedy block. Raises Refused with what is missing."""
    if case.paper is None:
        raise Refused(["还没有拟定决定，请先拟决定。"])
    block = remedy_of(case)
    return letters.written(case.paper, remedy=block.paragraphs if block else ())
