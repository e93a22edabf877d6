"""Making it public: at once or at a set time, with number, salt, digest, and the places in the lists."""

from datetime import datetime

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads import services as uploads

from .. import kinds, removal_hooks
from ..models import Attachment, Publication, Record, Removal, Version
from ..rules.states import PublicationState, VersionAct, VersionState
from . import checking, clocks, listing, spans
from .content import attachments, commit
from .drafting import locked
from .numbers import next_number
from .situation import on_behalf, require, situation

MIRRORED = (
    "title", "column", "doc_no", "summary", "topic", "formed_on", "claimed_published_on", "effective_on", "expires_on",
    "catalogue_code", "claimed_validity",
)  # fmt: skip


@transaction.atomic
def release(*, version: Version, actor: Official) -> Publication:
    """Publish an approved version now; the time is the server's."""
    version = locked(version)
    checking.run(version)
    require("release", situation(version.publication, version, actor))
    return _go_live(version, actor, on_behalf_of=on_behalf(actor, "publicity", version.publication, None))


@transaction.atomic
def schedule(*, version: Version, actor: Official, at: datetime) -> Version:
    """Let the server publish an approved version at `at` (aware, in the future)."""
    version = locked(version)
    require("schedule", situation(version.publication, version, actor))
    if at <= clock.now():
        raise Refused([Reason("定时发布的时间须晚于现在。如需马上公开，请用“发布”。", field="at")])
    version.state, version.release_at = VersionState.SCHEDULED, at
    version.released_by = actor
    version.save(update_fields=["state", "release_at", "released_by"])
    record("publications.scheduled", version.publication, actor, serial=version.serial,
           release_at=f"{clock.local(at):%Y-%m-%d %H:%M}")  # fmt: skip
    return version


@transaction.atomic
def unschedule(*, version: Version, actor: Official) -> Version:
    """Take a scheduled release back to waiting."""
    version = locked(version)
    require("unschedule", situation(version.publication, version, actor, content=False))
    version.state, version.release_at, version.released_by = VersionState.APPROVED, None, None
    version.save(update_fields=["state", "release_at", "released_by"])
    record("publications.unscheduled", version.publication, actor, serial=version.serial)
    return version


def release_due() -> list[Publication]:
    """Publish every scheduled version whose time has come; a refusal puts that one back to waiting, with its reasons."""
    due = Version.objects.filter(state=VersionState.SCHEDULED, release_at__lte=clock.now())
    return [done for pk in list(due.order_by("release_at").values_list("pk", flat=True)) if (done := _release_one(pk))]


@transaction.atomic
def _release_one(pk: int) -> Publication | None:
    version = locked(Version.objects.get(pk=pk))
    if version.state != VersionState.SCHEDULED or version.released_by is None:
        return None
    scheduler = version.released_by
    version.state = VersionState.APPROVED
    checking.run(version)
    try:
        require("release", situation(version.publication, version, scheduler))
    except Refused as refused:
        version.release_at = None
        version.save(update_fields=["state", "release_at", "checks", "checked_fingerprint"])
        record("publications.unscheduled", version.publication, SYSTEM, serial=version.serial, reason=str(refused))
        return None
    return _go_live(version, SYSTEM, released_by=scheduler)


def _go_live(
    version: Version, actor: HasParty | Party, *, released_by: Official | None = None, on_behalf_of: str = ""
) -> Publication:
    """The change itself; the caller holds the lock and has asked the rules."""
    publication, moment = version.publication, clock.now()
    was_down = publication.state == PublicationState.TAKEN_DOWN
    first = publication.number is None
    if first:
        publication.number = next_number(clock.local(moment).year)
    _supersede(publication)
    version.state, version.released_at, version.release_at = VersionState.LIVE, moment, None
    version.released_by = released_by or (actor if isinstance(actor, Official) else None)
    if was_down:
        _hide_what_was_taken_down(publication, version)
    open_files(version, version.released_by)
    commit(version)
    version.save()
    _mirror(publication, version, moment)
    _open_records(version)
    if was_down:
        _close_take_down(publication, actor if isinstance(actor, Official) else version.released_by)
    publication.save()
    spans.turn([publication], moment)
    listing.leave([publication.pk])
    listing.enter([publication])
    clocks.met(publication, version, actor)
    record(
        _event(version), publication, actor, serial=version.serial, number=publication.number, digest=version.digest,
        kind=publication.kind, column=publication.column, first=first, note=version.change_note,
        on_behalf_of=on_behalf_of,
    )  # fmt: skip
    transaction.on_commit(lambda: removal_hooks.purge([publication.pk]))
    return publication


def _event(version: Version) -> str:
    names = {VersionAct.AMEND: "publications.amended", VersionAct.CORRECT: "publications.corrected"}
    return names.get(VersionAct(version.act), "publications.released")


def _supersede(publication: Publication) -> None:
    if publication.live_version_id is not None:
        Version.objects.filter(pk=publication.live_version_id).update(state=VersionState.SUPERSEDED)


def _mirror(publication: Publication, version: Version, moment: datetime) -> None:
    for name in MIRRORED:
        setattr(publication, name, getattr(version, name))
    publication.doc_no_key = version.doc_no
    publication.live_version = version
    publication.state = PublicationState.LIVE
    publication.reassess_on = None
    publication.changed_at = moment
    publication.released_at = publication.released_at or moment
    released_on = clock.local(publication.released_at).date()
    # Imported material keeps its 原发布日期 beside the server's; lists sort by it, the page shows both.
    publication.listed_on = publication.claimed_published_on if publication.legacy else released_on
    publication.listed_on = publication.listed_on or released_on


def _hide_what_was_taken_down(publication: Publication, fresh: Version) -> None:
    """The texts released before stay on record and out of sight; their files too, unless the new text has them."""
    before = publication.versions.filter(state=VersionState.SUPERSEDED)
    before.update(hidden=True)
    kept = fresh.attachments.values_list("upload_id", flat=True)
    old = Attachment.objects.filter(version__in=before).exclude(upload_id__in=kept).select_related("upload")
    for attachment in old:
        uploads.close(upload=attachment.upload, actor=fresh.released_by or SYSTEM)


def open_files(version: Version, actor: Official | None) -> None:
    """Make the version's files public; the digest is taken afterwards, of the copies that readers get."""
    for attachment in attachments(version):
        attachment.upload = uploads.open_to_public(upload=attachment.upload, actor=actor or SYSTEM)


def _open_records(version: Version) -> None:
    if not kinds.get(version.publication.kind).batch:
        return
    Record.objects.filter(version=version, state=Record.State.DRAFT).update(state=Record.State.LIVE)


def _close_take_down(publication: Publication, by: Official | None) -> None:
    """An amended text released after a take-down is its restoration."""
    removal = publication.removals.filter(kind=Removal.Kind.TAKE_DOWN).order_by("-id").first()
    if removal is not None and removal.state in {Removal.State.DONE, Removal.State.CONFIRMED}:
        removal.state = Removal.State.REVERSED
        if removal.decided_by_id is None and by is not None and by.pk != removal.by_id:
            removal.decided_by = by
        removal.decided_at = clock.now()
        removal.save()
