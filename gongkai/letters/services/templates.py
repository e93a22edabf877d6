"""Templates: opened as a new version, written, proposed, put into use by somebody else; every version is kept."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from gongkai.bureau.models import DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import kinds
from ..composing import template_faults
from ..models import LetterTemplate

State = LetterTemplate.State
WRITERS = (DutyCode.LEGAL, DutyCode.PUBLICITY)
OPEN = (State.DRAFT, State.PROPOSED)


def current(kind: kinds.Kind) -> LetterTemplate:
    """The version in use; the registered wording becomes the first one when nobody has written any."""
    found = LetterTemplate.objects.filter(kind=kind.code, state=State.ACTIVE).first()
    if found is None:
        now = clock.now()
        try:
            with transaction.atomic():
                return LetterTemplate.objects.create(
                    kind=kind.code, serial=1, title=kind.title, text=kind.template, note="初始文本",
                    state=State.ACTIVE, opened_at=now, active_from=now,
                )  # fmt: skip
        except IntegrityError:
            pass  # a colleague was first
        found = LetterTemplate.objects.get(kind=kind.code, state=State.ACTIVE)
    return found


@transaction.atomic
def open_next(*, kind: kinds.Kind, author: Official) -> LetterTemplate:
    """Begin the next version with the wording in use; the one that is being worked on if there is one."""
    _need(author, *WRITERS)
    under_way = LetterTemplate.objects.filter(kind=kind.code, state__in=OPEN).first()
    if under_way is not None:
        return under_way
    base = current(kind)
    newest = LetterTemplate.objects.filter(kind=kind.code).order_by("-serial").values_list("serial", flat=True)[0]
    try:
        with transaction.atomic():
            template = LetterTemplate.objects.create(
                kind=kind.code, serial=newest + 1, title=base.title, text=base.text, author=author,
                editors=[author.pk], opened_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        return LetterTemplate.objects.get(kind=kind.code, state__in=OPEN)
    record("letters.template_opened", template, author, serial=template.serial)
    return template


@transaction.atomic
def save(
    *, template: LetterTemplate, editor: Official, edition: int, title: str, text: str, note: str
) -> LetterTemplate:
    """Write in a version that is being worked on; faults are allowed until it is proposed."""
    _need(editor, *WRITERS)
    row = _locked(template)
    if row.state != State.DRAFT:
        raise Refused([f"第 {row.serial} 版{row.get_state_display()}，不能再修改。如需修改，请另开一版。"])
    if row.edition != edition:
        raise Refused(["这份模板刚刚由同事保存过。您输入的内容仍在下面，请与现有文本核对后再保存。"])
    row.title, row.text, row.note = title.strip(), text.strip(), note.strip()
    row.edition += 1
    row.author = editor
    row.editors = sorted({*row.editors, editor.pk})
    row.save(update_fields=["title", "text", "note", "edition", "author", "editors"])
    record("letters.template_saved", row, editor, serial=row.serial)
    return row


@transaction.atomic
def propose(*, template: LetterTemplate, editor: Official) -> LetterTemplate:
    """Ask that a version be put into use; refused with every fault of it."""
    _need(editor, *WRITERS)
    row = _locked(template)
    reasons: list[Reason | str] = []
    if row.state != State.DRAFT:
        reasons.append(f"第 {row.serial} 版{row.get_state_display()}，不能提请启用。")
    if not row.note:
        reasons.append(Reason("请写明修改说明，供启用人核对。", field="note"))
    _refuse([*reasons, *template_faults(kinds.get(row.kind), row.title, row.text)])
    row.state, row.remarks = State.PROPOSED, ""
    row.save(update_fields=["state", "remarks"])
    record("letters.template_proposed", row, editor, reason=row.note, serial=row.serial)
    return row


def decide_refusals(template: LetterTemplate, official: Official) -> list[Reason]:
    """Why this official may not put the version into use or return it."""
    found = []
    if template.state != State.PROPOSED:
        found.append(Reason(f"第 {template.serial} 版{template.get_state_display()}，没有待办的启用申请。"))
    if not credentials(official).holds(DutyCode.LEGAL):
        found.append(Reason("文书模板由法制审核人员启用。"))
    if official.pk in template.editors:
        found.append(Reason("不能启用自己写过的模板，请由另一位法制审核人员核对后启用。"))
    return found


@transaction.atomic
def activate(*, template: LetterTemplate, decider: Official) -> LetterTemplate:
    """Put a proposed version into use in place of the one before; a second person, never one who wrote in it."""
    row = _locked(template)
    _refuse([*decide_refusals(row, decider), *template_faults(kinds.get(row.kind), row.title, row.text)])
    now = clock.now()
    LetterTemplate.objects.filter(kind=row.kind, state=State.ACTIVE).update(state=State.RETIRED, active_to=now)
    row.state, row.decided_by, row.active_from = State.ACTIVE, decider, now
    row.save(update_fields=["state", "decided_by", "active_from"])
    record("letters.template_activated", row, decider, serial=row.serial)
    return row


@transaction.atomic
def return_(*, template: LetterTemplate, decider: Official, remarks: str) -> LetterTemplate:
    """Give a proposed version back to its writer, with what is to be changed."""
    row = _locked(template)
    reasons = list(decide_refusals(row, decider))
    if not remarks.strip():
        reasons.append(Reason("请写明需要修改什么。", field="reason"))
    _refuse(reasons)
    row.state, row.remarks = State.DRAFT, remarks.strip()[:500]
    row.save(update_fields=["state", "remarks"])
    record("letters.template_returned", row, decider, reason=row.remarks, serial=row.serial)
    return row


def _locked(template: LetterTemplate) -> LetterTemplate:
    return LetterTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)


def _need(actor: Official, *duties: str) -> None:
    if not credentials(actor).holds_any(*duties):
        raise Refused(["文书模板由法制审核或者政务公开人员维护。"])


def _refuse(reasons: Sequence[Reason | str]) -> None:
    if reasons:
        raise Refused(reasons)
