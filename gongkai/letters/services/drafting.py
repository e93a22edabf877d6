"""Drafting a letter: facts on the template in use; a change is the next version of the draft."""

import json

from django.db import transaction

from gongkai.bureau.models import Unit
from gongkai.journal import clock
from gongkai.journal.parties import HasParty, Party, party_of
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import kinds
from ..composing import Content, Unfilled, compose, template_faults
from ..models import LetterDraft, LetterTemplate, OfficialLetter
from ..rules.structure import cleaned
from . import templates


@transaction.atomic
def draft(
    *,
    kind: str,
    unit: Unit,
    subject: HasParty | Party,
    addressee: str,
    addressee_kind: str,
    content: Content,
    author: HasParty | Party,
    complete: bool = True,
) -> OfficialLetter:
    """Begin a letter about a case; raises Refused where facts are missing, with the field's name in each reason.

    With `complete` false the missing facts may follow: `lacking` names them, and without them it is not issued.

    `addressee_kind` is a value of OfficialLetter.AddresseeKind. Facts the kind does not know raise ValueError.
    """
    known = kinds.get(kind)
    template = _usable(known)
    _refuse_unfilled(known, unit, template, addressee, content, complete)
    about = party_of(subject)
    letter = OfficialLetter(
        kind=kind, unit=unit, subject_kind=about.kind, subject_id=about.id, addressee_kind=addressee_kind,
        created_at=clock.now(),
    )  # fmt: skip
    letter.addressee = cleaned(addressee)
    letter.save()
    _keep(letter, 1, template, content, party_of(author))
    record("letters.drafted", letter, author, title=known.title, template=template.serial, about=about.name)
    return letter


@transaction.atomic
def revise(
    *, letter: OfficialLetter, content: Content, author: HasParty | Party, complete: bool = True
) -> OfficialLetter:
    """The next version of a draft, on the template in use now; raises Refused once the letter was issued."""
    letter = OfficialLetter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=letter.pk)
    if letter.state != OfficialLetter.State.DRAFT:
        raise Refused([f"文书{letter.get_state_display()}，内容不能再改。需要改变的，请作废后另行制作。"])
    known = kinds.get(letter.kind)
    template = _usable(known)
    _refuse_unfilled(known, letter.unit, template, letter.addressee_name(), content, complete)
    serial = letter.drafts.count() + 1
    _keep(letter, serial, template, content, party_of(author))
    record("letters.revised", letter, author, serial=serial, template=template.serial)
    return letter


def _usable(kind: kinds.Kind) -> LetterTemplate:
    template = templates.current(kind)
    if found := template_faults(kind, template.title, template.text):
        cure = f"/desk/letter-templates/{kind.code}/"
        raise Refused([Reason(f"{kind.title}的模板不能使用：{sentence}", link=cure) for sentence in found])
    return template


def _refuse_unfilled(
    kind: kinds.Kind, unit: Unit, template: LetterTemplate, addressee: str, content: Content, complete: bool
) -> None:
    if not cleaned(addressee):
        raise Refused([Reason("请填写收件人。", field="addressee")])
    missing = lacking(kind, unit, template, content)
    if missing and complete:
        raise Refused([Reason(f"请填写“{name}”。", field=name) for name in missing])


def lacking(kind: kinds.Kind, unit: Unit, template: LetterTemplate, content: Content) -> tuple[str, ...]:
    """Required facts that are still missing, by their fields' names."""
    try:
        compose(kind, unit, title=template.title, text=template.text, addressee="", content=content, on=clock.today())
    except Unfilled as unfilled:
        return unfilled.names
    return ()


def _keep(letter: OfficialLetter, serial: int, template: LetterTemplate, content: Content, author: Party) -> None:
    LetterDraft.objects.create(
        letter=letter,
        serial=serial,
        place=f"{letter.public_id}:{serial}",
        template=template,
        content=json.dumps(content.as_record(), ensure_ascii=False),
        author_kind=author.kind,
        author_id=author.id,
        author_name=author.name[:80],
        at=clock.now(),
    )
