"""Acts on the material that is to be given: put in, marked, made, approved by a second person, taken out (Art. 37)."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import IO

from django.core.files.base import File
from django.db import transaction

from gongkai.bureau.models import Credentials, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.reception.rules import clean
from gongkai.uploads import rules as upload_rules
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload
from gongkai.uploads.redaction.geometry import Box
from gongkai.uploads.redaction.lines import inside

from ..material import lines_of
from ..models import Application, Redaction, RedactionMark, WithheldApart
from ..rules import redacting as rules
from ..rules.grounds import GROUNDS
from ..rules.redacting import State, Step
from ..rules.stages import DUTY_LABELS, Stage

PURPOSE = "foi.material"
FORMATS = ("pdf", "docx", "txt", "jpg", "png", "gif", "webp")
TITLE_LENGTH, NOTE_LENGTH, MOST_MARKS, MOST_MATERIALS = 120, 500, 2000, 20
NOT_THESE = "这种格式不能遮盖，请选择 PDF、Word（docx）、纯文本或者图片；其他格式请先另存为 PDF。"


def duties(application: Application, official: Official, may: Credentials | None = None) -> frozenset[str]:
    may = may or credentials(official)
    return frozenset(duty for duty in DUTY_LABELS if may.holds(duty, application.unit_id))


def standing(material: Redaction, official: Official, may: Credentials | None = None) -> rules.Standing:
    """The facts that the rules decide by: one query beside the credentials."""
    worked = material.made_by_id == official.pk or material.marks.filter(by=official).exists()
    return rules.Standing(
        State(material.state),
        duties(material.application, official, may),
        Stage(material.application.stage) is Stage.IN_HAND,
        given=material.is_given,
        worked_on_it=worked,
        faults=material.faults_said,
    )


def may_add(application: Application, official: Official, may: Credentials | None = None) -> list[Reason]:
    """Why he may not put in material now; none when he may."""
    found = []
    if application.stage != Stage.IN_HAND:
        found.append(Reason("申请在“办理中”时才可以放入材料。"))
    if not duties(application, official, may) & {"draft", "publicity"}:
        found.append(Reason("放入材料需要起草或者政务公开职责，请由承担该职责的同事办理。"))
    if not found and application.redactions.exclude(state=State.DROPPED).count() >= MOST_MATERIALS:
        found.append(Reason(f"一件申请最多放入 {MOST_MATERIALS} 份材料，请合并后再放入。"))
    return found


def put_in(*, case: Application, actor: Official, file: IO[bytes] | File, name: str, title: str = "") -> Redaction:
    """Take in a document that is to be given, as a whole or in part; its pages are prepared by the worker. Raises Refused.

    The file's own name often is somebody's name and is kept for officials only.
    """
    if reasons := may_add(case, actor):
        raise Refused(reasons)
    extension = upload_rules.extension_of(name)
    kind = upload_rules.type_of_name(name)
    if kind is None or kind.code not in FORMATS:
        raise Refused([Reason(NOT_THESE, field="file")])
    try:
        source = uploads.take_in(file=file, name=f"材料.{extension}", actor=actor, purpose=PURPOSE)
    except Refused as refused:
        raise Refused([Reason(reason.sentence, field="file") for reason in refused.reasons]) from None
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=case.pk)
        fresh = Application.objects.select_related("letter", "unit").get(pk=case.pk)
        if reasons := may_add(fresh, actor):
            raise Refused(reasons)
        material = Redaction(
            application=fresh, row_key=uuid.uuid4().hex, source=source, created_by=actor, created_at=clock.now()
        )
        material.title = (clean(title) or upload_rules.clean_name(name))[:TITLE_LENGTH]
        material.save(force_insert=True)
        uploads.assign(upload=source, owner=material, actor=actor)
        record("foi.material_put_in", fresh, actor, material=str(material), digest=source.stored.digest)
    return material


def locked(material: Redaction, step: Step, actor: Official) -> Redaction:
    """The material, fresh and locked until commit, if the step may happen now; raises Refused with every reason."""
    Redaction.objects.select_for_update().get(pk=material.pk)
    fresh = Redaction.objects.select_related("application__letter", "application__unit", "result__stored").get(
        pk=material.pk
    )
    if reasons := rules.refusals(step, standing(fresh, actor)):
        raise Refused(reasons)
    return fresh


def mark(
    *,
    material: Redaction,
    actor: Official,
    page: int,
    areas: Sequence[Sequence[Box]],
    ground: str,
    elsewhere: str = "",
) -> list[RedactionMark]:
    """Withhold areas of one page, each group of them one mark; otherwise as `mark_term`."""
    return mark_term(material=material, actor=actor, areas={page: areas}, ground=ground, elsewhere=elsewhere)


@transaction.atomic
def mark_term(
    *,
    material: Redaction,
    actor: Official,
    areas: Mapping[int, Sequence[Sequence[Box]]],
    ground: str,
    term: str = "",
    elsewhere: str = "",
) -> list[RedactionMark]:
    """Withhold areas of some pages (page number → groups of areas) for one ground; raises Refused.

    A result that was there is thrown away. `term` is the word that was looked for; `elsewhere` says why the same words may
    stay in other places.
    """
    fresh = locked(material, Step.MARK, actor)
    wanted = {page: groups for page, groups in areas.items() if groups}
    if reasons := _against_marks(fresh, wanted, ground, elsewhere):
        raise Refused(reasons)
    lines = {row.number: lines_of(row) for row in fresh.pages.filter(number__in=list(wanted))}
    made = [
        _mark(fresh, actor, page, list(boxes), ground, term, elsewhere, inside(lines.get(page, []), boxes))
        for page, groups in wanted.items()
        for boxes in groups
    ]
    _touched(fresh)
    for page, groups in wanted.items():
        record("foi.material_marked", fresh.application, actor, material=str(fresh), page=page, number=len(groups),
               ground=GROUNDS[ground].label)  # fmt: skip
    return made


def _against_marks(
    material: Redaction, areas: Mapping[int, Sequence[Sequence[Box]]], ground: str, elsewhere: str
) -> list[Reason]:
    reasons = []
    if ground not in GROUNDS:
        reasons.append(Reason("请选择不予公开的依据。", field="ground"))
    if not areas or not all(boxes for groups in areas.values() for boxes in groups):
        reasons.append(Reason("请选择要遮盖的文字，或者填写、画出要遮盖的区域。"))
    if not all(1 <= page <= material.count for page in areas):
        reasons.append(Reason("这份材料没有这一页。"))
    if material.marks.count() + sum(map(len, areas.values())) > MOST_MARKS:
        reasons.append(Reason(f"一份材料最多 {MOST_MARKS} 处标记。整页不公开的，请直接遮盖整页。"))
    if len(elsewhere) > NOTE_LENGTH:
        reasons.append(Reason(f"理由不超过 {NOTE_LENGTH} 字。", field="elsewhere"))
    return reasons


def _mark(
    material: Redaction, actor: Official, page: int, boxes: list[Box], ground: str, term: str, elsewhere: str,
    texts: list[str],
) -> RedactionMark:  # fmt: skip
    row = RedactionMark(
        redaction=material, page=page, boxes=[box.as_list() for box in boxes], ground=ground,
        row_key=uuid.uuid4().hex, by=actor, at=clock.now(),
    )  # fmt: skip
    row.term, row.elsewhere = term, clean(elsewhere)
    row.texts = json.dumps(texts, ensure_ascii=False)
    row.save(force_insert=True)
    return row


def _touched(material: Redaction) -> None:
    """The marks changed: whatever was made from earlier ones is void."""
    result = material.result
    material.state, material.edition, material.done = State.MARKING, material.edition + 1, 0
    material.result = material.approved_by = material.approved_at = None
    material.faults = ""
    material.save(update_fields=["state", "edition", "done", "result", "approved_by", "approved_at", "faults"])
    if result is not None:
        uploads.destroy(upload=result, reason="标记有改动")


@transaction.atomic
def undo(*, row: RedactionMark, actor: Official) -> Redaction:
    """Take a mark back; raises Refused."""
    fresh = locked(row.redaction, Step.UNDO, actor)
    page = row.page
    deleted, _ = RedactionMark.objects.filter(pk=row.pk, redaction=fresh).delete()
    if not deleted:
        raise Refused(["这处标记已经撤销。"])
    _touched(fresh)
    record("foi.material_unmarked", fresh.application, actor, material=str(fresh), page=page)
    return fresh


@transaction.atomic
def make(*, material: Redaction, actor: Official) -> Redaction:
    """Let the worker rebuild the document without what is marked, and check it; raises Refused."""
    fresh = locked(material, Step.MAKE, actor)
    result, fresh.result = fresh.result, None
    fresh.state, fresh.done, fresh.edition = State.MAKING, 0, fresh.edition + 1
    fresh.made_by, fresh.faults, fresh.remarks = actor, "", ""
    fresh.save(update_fields=["state", "done", "edition", "made_by", "faults", "remarks", "result"])
    if result is not None:
        uploads.destroy(upload=result, reason="重新制作")
    record("foi.material_made", fresh.application, actor, material=str(fresh), marks=fresh.marks.count())
    return fresh


@transaction.atomic
def approve(*, material: Redaction, actor: Official, edition: int | None = None) -> Redaction:
    """A second person finds that the clean result may go out; raises Refused."""
    fresh = locked(material, Step.APPROVE, actor)
    _same(fresh, edition)
    fresh.state, fresh.approved_by, fresh.approved_at = State.APPROVED, actor, clock.now()
    fresh.save(update_fields=["state", "approved_by", "approved_at"])
    digest = fresh.result.stored.digest if fresh.result else ""
    record("foi.material_approved", fresh.application, actor, material=str(fresh), digest=digest)
    return fresh


@transaction.atomic
def send_back(*, material: Redaction, actor: Official, remarks: str) -> Redaction:
    """The second person wants other marks; raises Refused."""
    fresh = locked(material, Step.SEND_BACK, actor)
    remarks = clean(remarks)
    if not remarks:
        raise Refused([Reason("请写明需要改动什么。", field="remarks")])
    _touched(fresh)
    fresh.remarks = remarks[:NOTE_LENGTH]
    fresh.save(update_fields=["remarks"])
    record("foi.material_sent_back", fresh.application, actor, material=str(fresh))
    return fresh


def _same(material: Redaction, edition: int | None) -> None:
    if edition is not None and edition != material.edition:
        raise Refused(["标记已经改动，请重新打开本页，看过现在的结果再决定。"])


@transaction.atomic
def drop(*, material: Redaction, actor: Official) -> Redaction:
    """It is not to be given after all: files and pages are destroyed, the record stays. Raises Refused."""
    fresh = locked(material, Step.DROP, actor)
    _destroyed(fresh, "不再提供")
    record("foi.material_dropped", fresh.application, actor, material=str(fresh))
    return fresh


def _destroyed(material: Redaction, reason: str) -> None:
    files: list[Upload] = [file for file in (material.source, material.pages_file, material.result) if file]
    material.state, material.result, material.edition = State.DROPPED, None, material.edition + 1
    material.approved_by = material.approved_at = None
    material.title = material.faults = material.remarks = ""
    material.save(update_fields=[
        "state", "result", "edition", "approved_by", "approved_at", "title", "faults", "remarks",
    ])  # fmt: skip
    material.marks.all().delete()
    material.pages.all().delete()
    for file in files:
        uploads.destroy(upload=file, reason=reason)


@transaction.atomic
def state_apart(*, case: Application, actor: Official, statement: str) -> WithheldApart:
    """Write down that what is withheld is a document of its own, not part of what is given (Art. 37); raises Refused."""
    Application.objects.select_for_update().get(pk=case.pk)
    fresh = Application.objects.select_related("letter", "unit").get(pk=case.pk)
    reasons = []
    if fresh.stage != Stage.IN_HAND:
        reasons.append(Reason("申请在“办理中”时才可以写明。"))
    if not duties(fresh, actor) & {"draft", "publicity"}:
        reasons.append(Reason("写明情况需要起草或者政务公开职责，请由承担该职责的同事办理。"))
    statement = clean(statement)
    if not statement:
        reasons.append(Reason("请写明不予公开的部分是哪一份材料、为什么没有随附。", field="statement"))
    if reasons:
        raise Refused(reasons)
    row = WithheldApart.objects.filter(application=fresh).first()
    row = row or WithheldApart(application=fresh, row_key=uuid.uuid4().hex)
    row.statement, row.by, row.at = statement[:NOTE_LENGTH], actor, clock.now()
    row.save()
    record("foi.withheld_apart", fresh, actor)
    return row


def forget(case: Application) -> None:
    """Part of the erasure of an application: material, marks and statement go with it."""
    for material in case.redactions.exclude(state=State.DROPPED).select_for_update():
        _destroyed(material, "保存期满")
    for row in WithheldApart.objects.select_for_update().filter(application=case):
        row.statement = ""
        row.save(update_fields=["statement"])
