"""Issuing: the number is given, both files are made and kept, all in one transaction; voiding keeps the number."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party, party_of
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.vault.digests import content_digest, sha256

from .. import conf, kinds
from ..composing import Unfilled, compose, content_of, letter_faults
from ..layout import docx, pdf
from ..models import IssuedLetter, LetterDraft, LetterFile, LetterSeries, OfficialLetter
from ..rules import numbering
from ..rules.structure import Letter, as_record
from . import numbers
from .rights import grounds

State = OfficialLetter.State


@transaction.atomic
def issue(
    *,
    letter: OfficialLetter,
    issuer: HasParty | Party = SYSTEM,
    dated_on: date | None = None,
    remedy: Sequence[str] = (),
    stands_in_for: str | None = None,
) -> OfficialLetter:
    """Give the letter its number and make its files; raises Refused with every reason against it.

    `dated_on` is the 成文日期 (today unless given), `remedy` the paragraphs about reconsideration and suit as they read for
    a decision of that day. `stands_in_for`: the room has judged by its own rules that the issuer may, '' by his own duty,
    else whose; the kind's duties are then not asked. When the outermost transaction fails, the number is free again.
    """
    row = OfficialLetter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=letter.pk)
    kind, on = kinds.get(row.kind), dated_on or clock.today()
    draft = row.drafts.select_related("template").order_by("-serial").first()
    if row.state != State.DRAFT or draft is None:
        raise Refused([f"文书{row.get_state_display()}，不能再次签发。"])
    series = numbers.series_for(row.unit, row.kind)
    written = _written(kind, row, draft, on, remedy)
    lender = grounds(kind, row, issuer) if stands_in_for is None else stands_in_for
    if reasons := _refusals(kind, row, draft, issuer, lender, on, series, written):
        raise Refused(reasons)
    if series is None:
        raise RuntimeError("a letter without series is refused")
    serial = numbers.take(series, on.year)
    number = numbering.number(series.pattern, word=series.word, year=on.year, serial=serial)
    issued = _keep(row, series, serial, replace(written, number=number), draft, party_of(issuer), lender or "")
    row.state, row.number = State.ISSUED, number
    row.save(update_fields=["state", "number"])
    files = {file.form: file.digest for file in issued.files.all()}
    record("letters.issued", row, issuer, on_behalf_of=lender or "", title=kind.title, number=number,
           digest=issued.digest, files=files, template=draft.template.serial)  # fmt: skip
    return row


def _written(kind: kinds.Kind, row: OfficialLetter, draft: LetterDraft, on: date, remedy: Sequence[str]) -> Letter:
    """What the draft says now; raises Refused where facts are missing, with the field's name in each reason."""
    try:
        return compose(
            kind, row.unit, title=draft.template.title, text=draft.template.text,
            addressee=row.addressee_name(),
            content=content_of(kind, draft.read()), on=on, remedy=remedy,
        )  # fmt: skip
    except Unfilled as unfilled:
        raise Refused([Reason(f"请填写“{name}”。", field=name) for name in unfilled.names]) from None


def written(letter: OfficialLetter, *, remedy: Sequence[str] = (), on: date | None = None) -> Letter:
    """The letter as it would be issued now, without a number: for those who examine it. Raises Refused where facts are missing."""
    draft = letter.drafts.select_related("template").order_by("-serial").first()
    if draft is None:
        raise Refused(["文书还没有内容。"])
    return _written(kinds.get(letter.kind), letter, draft, on or clock.today(), remedy)


def _refusals(
    kind: kinds.Kind, row: OfficialLetter, draft: LetterDraft, issuer: HasParty | Party, lender: str | None, on: date,
    series: LetterSeries | None, written: Letter,
) -> list[Reason]:  # fmt: skip
    found = [Reason(sentence) for sentence in letter_faults(kind, written)]
    if lender is None:
        found.append(Reason(f"您没有签发{kind.title}的职责，请由有职责的人员办理。"))
    if (
        kind.second_person
        and isinstance(issuer, Official)
        and (draft.author_kind, draft.author_id) == issuer.as_party()[:2]
    ):
        found.append(Reason("不能签发自己拟写的文书，请由他人签发。"))
    if on > clock.today():
        found.append(Reason("成文日期晚于今天，请核对。", field="dated_on"))
    if on.year != clock.today().year:
        found.append(Reason("成文日期不在今年。文号按年份编排，不能补编往年的号。", field="dated_on"))
    if series is None:
        found.append(
            Reason(f"{row.unit.name}还没有设置{kind.title}的文号序列，请先设置。", link="/desk/letter-series/")
        )
    return found


def _keep(
    row: OfficialLetter,
    series: LetterSeries,
    serial: int,
    written: Letter,
    draft: LetterDraft,
    issuer: Party,
    lender: str,
) -> IssuedLetter:
    try:
        made = {LetterFile.Form.PDF: pdf.render(written, conf.fonts()), LetterFile.Form.DOCX: docx.render(written)}
    except pdf.Unprintable as unprintable:
        raise Refused([unprintable.why]) from None
    content = as_record(written)
    issued = IssuedLetter.objects.create(
        letter=row, series=series, year=written.signature.on.year, serial=serial, number=written.number,
        title=written.title, dated_on=written.signature.on, template=draft.template,
        content=json.dumps(content, ensure_ascii=False), digest=content_digest(content).hex(),
        has_remedy=bool(written.remedy), issuer_kind=issuer.kind, issuer_id=issuer.id, issuer_name=issuer.name[:80],
        on_behalf_of=lender[:80], issued_at=clock.now(),
    )  # fmt: skip
    for form, data in made.items():
        LetterFile.objects.create(
            issued=issued, form=form, digest=sha256(data), size=len(data), body=b64encode(data).decode()
        )
    return issued


@transaction.atomic
def void(*, letter: OfficialLetter, actor: HasParty | Party, reason: str, judged: bool = False) -> OfficialLetter:
    """Make a letter void. Its number, its text and its files stay; the number is never given again.

    `judged`: the room has judged by its own rules that the actor may.
    """
    row = OfficialLetter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=letter.pk)
    kind = kinds.get(row.kind)
    lender = "" if judged else grounds(kind, row, actor)
    found = []
    if row.state == State.VOID:
        found.append(Reason("文书已经作废。"))
    if lender is None:
        found.append(Reason(f"您没有作废{kind.title}的职责，请由有签发职责的人员办理。"))
    if not reason.strip():
        found.append(Reason("请写明作废的理由。", field="reason"))
    if found:
        raise Refused(found)
    row.state, row.voided_at, row.void_reason = State.VOID, clock.now(), reason.strip()[:300]
    row.save(update_fields=["state", "voided_at", "void_reason"])
    record("letters.voided", row, actor, on_behalf_of=lender or "", reason=row.void_reason, number=row.number or "")
    return row
