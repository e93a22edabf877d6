"""What removes: take down at night by one, confirmed by another; withdraw with reason; erase by two persons.

Each purges caches and search before it answers; nothing else removes what was public.
"""

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads import services as uploads

from .. import removal_hooks
from ..models import Publication, Record, Removal
from ..rules.states import OPEN, PublicationState, VersionState
from . import clocks, listing, spans
from .changing import locked_publication
from .situation import on_behalf, require, situation

TAKE_DOWN_REASONS = {
    "personal_data": "泄露个人信息",
    "trade_secret": "涉及商业秘密",
    "security": "可能危及安全和社会稳定",
    "error": "内容有重大错误",
    "rights": "第三方权利主张",
    "other": "其他紧急情形",
}
WITHDRAWAL_REASONS = {
    "unlawful": "被撤销或确认违法、无效",
    "superseded": "内容已被替代，不再适用",
    "wrong_release": "不应公开而公开",
    "duplicate": "重复发布",
    "other": "其他",
}
ERASURE_REASONS = {
    "court": "司法裁判要求",
    "personal_data": "《个人信息保护法》第四十七条：应当删除的个人信息",
    "secret": "保密行政管理部门要求",
    "other_law": "其他法律、行政法规要求",
}


def _one_of(code: str, allowed: dict[str, str], reason: str) -> None:
    problems = []
    if code not in allowed:
        problems.append(Reason("请选定理由。", field="reason_code"))
    if not reason.strip():
        problems.append(Reason("请写明具体情况。", field="reason"))
    if problems:
        raise Refused(problems)


def _purge_after_commit(publication: Publication) -> None:
    transaction.on_commit(lambda: removal_hooks.purge([publication.pk]))


def _stop_open_release(publication: Publication) -> None:
    """A scheduled release of a text that has just been taken away must not bring it back by itself."""
    publication.versions.filter(state=VersionState.SCHEDULED).update(state=VersionState.APPROVED, release_at=None)


def close_files(publication: Publication, actor: Official) -> None:
    """Every file of every version is private again."""
    for version in publication.versions.prefetch_related("attachments__upload"):
        for attachment in version.attachments.all():
            uploads.close(upload=attachment.upload, actor=actor)


@transaction.atomic
def take_down(
    *, publication: Publication, officer: Official, reason_code: str, reason: str, public_explanation: str = ""
) -> Removal:
    """Remove it everywhere at once — page, old versions, attachments, lists, API — on one duty officer's word.

    A second person confirms or restores within one working day: a deadline of its own.
    """
    publication = locked_publication(publication)
    require("take_down", situation(publication, None, officer, content=False))
    _one_of(reason_code, TAKE_DOWN_REASONS, reason)
    removal = Removal.objects.create(
        publication=publication,
        kind=Removal.Kind.TAKE_DOWN,
        state=Removal.State.DONE,
        reason_code=reason_code,
        reason=reason.strip(),
        public_explanation=public_explanation.strip(),
        by=officer,
        at=clock.now(),
    )
    _stop_open_release(publication)
    publication.state, publication.changed_at = PublicationState.TAKEN_DOWN, clock.now()
    publication.save(update_fields=["state", "changed_at"])
    spans.end([publication.pk], removal.at)
    listing.leave([publication.pk])
    close_files(publication, officer)
    clocks.begin_confirmation(publication, officer)
    record("publications.taken_down", publication, officer, reason=reason, reason_code=reason_code,
           on_behalf_of=on_behalf(officer, "duty_officer", publication, None))  # fmt: skip
    _purge_after_commit(publication)
    return removal


def _standing_take_down(publication: Publication) -> Removal:
    removal = publication.removals.filter(kind=Removal.Kind.TAKE_DOWN).order_by("-id").first()
    if removal is None:
        raise Refused(["没有待确认的撤下。"])
    return removal


@transaction.atomic
def confirm_take_down(*, publication: Publication, actor: Official, reason: str) -> Removal:
    """A second person agrees that it stays down."""
    publication = locked_publication(publication)
    require("confirm_take_down", situation(publication, None, actor, content=False))
    if not reason.strip():
        raise Refused([Reason("请写明确认的理由。", field="reason")])
    removal = _standing_take_down(publication)
    _decide(removal, actor, Removal.State.CONFIRMED, reason)
    clocks.confirmed(publication, actor)
    record("publications.take_down_confirmed", publication, actor, reason=reason)
    return removal


@transaction.atomic
def restore(*, publication: Publication, actor: Official, reason: str) -> Removal:
    """A second person finds that it need not have gone: everything is public again as it was."""
    publication = locked_publication(publication)
    require("restore", situation(publication, None, actor, content=False))
    if not reason.strip():
        raise Refused([Reason("请写明恢复的理由。", field="reason")])
    removal = _standing_take_down(publication)
    _decide(removal, actor, Removal.State.REVERSED, reason)
    publication.state, publication.changed_at = PublicationState.LIVE, clock.now()
    publication.save(update_fields=["state", "changed_at"])
    spans.turn([publication], publication.changed_at)
    for attachment in publication.live_version.attachments.select_related("upload"):  # type: ignore[union-attr]
        uploads.open_to_public(upload=attachment.upload, actor=actor)
    listing.enter([publication])
    clocks.confirmed(publication, actor)
    record("publications.restored", publication, actor, reason=reason)
    _purge_after_commit(publication)
    return removal


@transaction.atomic
def propose_withdrawal(
    *,
    publication: Publication,
    actor: Official,
    reason_code: str,
    reason: str,
    public_explanation: str,
    behaviour: str = Removal.Behaviour.NOTICE,
    redirect_to: Publication | None = None,
) -> Removal:
    """Ask for a withdrawal with its reason, the public's explanation, and what the address will answer."""
    publication = locked_publication(publication)
    require("propose_withdrawal", situation(publication, None, actor, content=False))
    _one_of(reason_code, WITHDRAWAL_REASONS, reason)
    problems = []
    if not public_explanation.strip():
        problems.append(Reason("请写明对外说明：公众打开原地址时会看到它。", field="public_explanation"))
    if behaviour not in Removal.Behaviour.values:
        problems.append(Reason("请选定撤回后原地址的处理方式。", field="behaviour"))
    if behaviour == Removal.Behaviour.REDIRECT and (
        redirect_to is None or redirect_to.pk == publication.pk or redirect_to.state != PublicationState.LIVE
    ):
        problems.append(Reason("请选定要转到的另一件已公开信息。", field="redirect_to"))
    if problems:
        raise Refused(problems)
    removal = Removal.objects.create(
        publication=publication,
        kind=Removal.Kind.WITHDRAWAL,
        state=Removal.State.PROPOSED,
        reason_code=reason_code,
        reason=reason.strip(),
        public_explanation=public_explanation.strip(),
        behaviour=behaviour,
        redirect_to=redirect_to if behaviour == Removal.Behaviour.REDIRECT else None,
        by=actor,
        at=clock.now(),
    )
    record(
        "publications.withdrawal_proposed",
        publication,
        actor,
        reason=reason,
        reason_code=reason_code,
        behaviour=behaviour,
    )
    return removal


def _proposal(publication: Publication, kind: str) -> Removal:
    return publication.removals.get(kind=kind, state=Removal.State.PROPOSED)


def _decide(removal: Removal, actor: Official, state: str, note: str) -> None:
    removal.state, removal.decided_by, removal.decided_at = state, actor, clock.now()
    removal.decision_note = note.strip()
    removal.save()


@transaction.atomic
def decide_withdrawal(*, publication: Publication, actor: Official, agree: bool, note: str) -> Removal:
    """The signer agrees or not; agreed, the text is gone from every public place and the notice stands."""
    publication = locked_publication(publication)
    require("decide_withdrawal", situation(publication, None, actor, content=False))
    if not agree and not note.strip():
        raise Refused([Reason("请写明不同意的理由。", field="note")])
    removal = _proposal(publication, Removal.Kind.WITHDRAWAL)
    _decide(removal, actor, Removal.State.DONE if agree else Removal.State.REFUSED, note)
    behalf = on_behalf(actor, "sign", publication, None)
    if not agree:
        record("publications.withdrawal_refused", publication, actor, reason=note, on_behalf_of=behalf)
        return removal
    _stop_open_release(publication)
    _close_open_versions(publication)
    publication.state, publication.changed_at = PublicationState.WITHDRAWN, clock.now()
    publication.save(update_fields=["state", "changed_at"])
    spans.end([publication.pk], publication.changed_at)
    listing.leave([publication.pk])
    close_files(publication, actor)
    clocks.confirmed(publication, actor)
    record("publications.withdrawn", publication, actor, reason=removal.reason, reason_code=removal.reason_code,
           behaviour=removal.behaviour, on_behalf_of=behalf)  # fmt: skip
    _purge_after_commit(publication)
    return removal


def _close_open_versions(publication: Publication) -> None:
    """What was being prepared for a withdrawn item has nothing left to change."""
    publication.versions.filter(state__in=OPEN).update(state=VersionState.ABANDONED)


@transaction.atomic
def propose_erasure(
    *, publication: Publication, actor: Official, reason_code: str, reason: str, legal_ground: str
) -> Removal:
    """Ask that content be destroyed: needs a legal ground, and a second person."""
    publication = locked_publication(publication)
    require("propose_erasure", situation(publication, None, actor, content=False))
    _one_of(reason_code, ERASURE_REASONS, reason)
    if not legal_ground.strip():
        raise Refused([Reason("请写明清除的法律依据和文书。", field="legal_ground")])
    removal = Removal.objects.create(
        publication=publication,
        kind=Removal.Kind.ERASURE,
        state=Removal.State.PROPOSED,
        reason_code=reason_code,
        reason=reason.strip(),
        legal_ground=legal_ground.strip(),
        by=actor,
        at=clock.now(),
    )
    record("publications.erasure_proposed", publication, actor, reason=reason, reason_code=reason_code)
    return removal


ERASED_TITLE = "（内容已依法清除）"


@transaction.atomic
def decide_erasure(*, publication: Publication, actor: Official, agree: bool, note: str) -> Removal:
    """Agreed: content and salt are destroyed in versions and files; number, dates and digest stay."""
    publication = locked_publication(publication)
    require("decide_erasure", situation(publication, None, actor, content=False))
    if not agree and not note.strip():
        raise Refused([Reason("请写明不同意的理由。", field="note")])
    removal = _proposal(publication, Removal.Kind.ERASURE)
    _decide(removal, actor, Removal.State.DONE if agree else Removal.State.REFUSED, note)
    if not agree:
        record("publications.erasure_refused", publication, actor, reason=note)
        return removal
    listing.leave([publication.pk])
    _destroy(publication, actor)
    publication.title, publication.summary, publication.doc_no, publication.doc_no_key = ERASED_TITLE, "", "", ""
    publication.source_url = ""
    publication.state, publication.changed_at = PublicationState.ERASED, clock.now()
    publication.save()
    spans.end([publication.pk], publication.changed_at)
    clocks.confirmed(publication, actor)
    record("publications.erased", publication, actor, reason_code=removal.reason_code, ground=removal.legal_ground)
    _purge_after_commit(publication)
    return removal


def _destroy(publication: Publication, actor: Official) -> None:
    for version in publication.versions.all():
        for attachment in version.attachments.select_related("upload"):
            upload = attachment.upload
            attachment.delete()
            uploads.destroy(upload=upload, actor=actor)
        version.overrides.all().delete()
        for name in ("body", "summary", "keywords", "doc_no", "source", "change_note", "correction_old", "correction_new",
                     "withholding_text", "third_party_consent", "public_interest"):  # fmt: skip
            setattr(version, name, "")
        version.title, version.facts, version.checks, version.salt = ERASED_TITLE, {}, {}, None
        version.state = VersionState.ERASED
        version.save()
        version.reviews.update(remarks="")
    Record.objects.filter(publication=publication).update(
        title=ERASED_TITLE, facts={}, state=Record.State.WITHDRAWN, withdrawal_reason=ERASED_TITLE
    )


@transaction.atomic
def withdraw_record(*, row: Record, actor: Official, reason: str) -> Record:
    """Withdraw one row of a batch, with its reason as tombstone and no new version of the batch (ENF-05)."""
    publication = locked_publication(row.publication)
    row = Record.objects.select_for_update().get(pk=row.pk)
    row.publication = publication
    now = situation(publication, None, actor, content=False)
    problems = []
    if not {"publicity", "duty_officer"} & now.person.duties:
        problems.append("您没有“政务公开”或“值班处置”职责，不能撤回记录。")
    if row.state != Record.State.LIVE:
        problems.append("这条记录现在不是公开状态，不能撤回。")
    if not reason.strip():
        problems.append("请写明撤回的理由：公众会在原地址看到它。")
    if problems:
        raise Refused(problems)
    row.state, row.withdrawn_at, row.withdrawal_reason = Record.State.WITHDRAWN, clock.now(), reason.strip()
    row.save()
    record("publications.record_withdrawn", publication, actor, reason=reason, key=row.key, record=row.pk)
    _purge_after_commit(publication)
    return row
