"""Release sets: one review over a digest list of many versions; each still becomes a publication of its own."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import Q

from gongkai.bureau.models import Official, Unit
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import removal_hooks, words
from ..models import Publication, ReleaseSet, Version
from ..rules.openness import Openness
from ..rules.refusals import DUTY_LABELS, Situation, content_refusals
from ..rules.states import PublicationState, VersionState
from . import checking, clocks, listing, spans
from .content import commit, fingerprint
from .numbers import take_numbers
from .releasing import MIRRORED, open_files
from .reviewing import chain_for
from .situation import content_of, missing_facts

# Of earlier material: the office answers for it, secrecy is examined, a leader signs; the texts were already public once.
# What is new passes the chain of its kind (`gathering`).
SET_CHAIN = ("office_review", "secrecy", "sign")
BATCH = 500
SHOWN_FAULTS = 50
SUBMITTED = ["state", "submitted_at", "fingerprint", "chain", "checks", "checked_fingerprint"]


@transaction.atomic
def make(
    *, title: str, unit: Unit, author: Official, versions: Iterable[int] = (), chain: Sequence[str] = SET_CHAIN
) -> ReleaseSet:
    """Begin a set; drafts join it with `join` or by their ids here."""
    made = ReleaseSet.objects.create(title=title, unit=unit, author=author, chain=list(chain), created_at=clock.now())
    ids = list(versions)
    if ids:
        join(release_set=made, versions=ids)
    record("publications.set_made", made, author, count=len(ids))
    return made


def join(*, release_set: ReleaseSet, versions: Iterable[int]) -> int:
    """Put drafts into a set that is still a draft; returns how many joined."""
    moved = Version.objects.filter(pk__in=list(versions), state=VersionState.DRAFT, release_set=None).update(
        release_set=release_set
    )
    ReleaseSet.objects.filter(pk=release_set.pk).update(count=release_set.versions.count())
    return moved


def sets_of(publication: Publication) -> list[ReleaseSet]:
    """The sets in which versions of a publication were examined and released together with others."""
    return list(ReleaseSet.objects.filter(versions__publication=publication).select_related("unit").distinct())


def locked_set(release_set: ReleaseSet) -> ReleaseSet:
    """The set, fresh from the table and held against others until commit."""
    return ReleaseSet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=release_set.pk)


def set_fingerprint(release_set: ReleaseSet) -> str:
    """SHA-256 over the sorted list of version id and fingerprint: the digest list that reviewers examine."""
    digest = hashlib.sha256()
    rows = Version.objects.filter(release_set=release_set).order_by("pk").values_list("pk", "fingerprint")
    for pk, print_ in rows.iterator():
        digest.update(f"{pk}:{print_}\n".encode())
    return digest.hexdigest()


@transaction.atomic
def submit(*, release_set: ReleaseSet, author: Official, set_aside: bool = False) -> ReleaseSet:
    """Check every text, then send the list to review.

    Texts that cannot go are named, and then none goes; with `set_aside` they leave the set as drafts and the rest goes.
    """
    release_set = locked_set(release_set)
    if release_set.state != VersionState.DRAFT:
        raise Refused(["这个批次已经送审。"])
    if release_set.author_id != author.pk:
        raise Refused(["只有建立批次的人可以送审。"])
    faults: list[Reason] = []
    count = 0
    for batch in _batches(release_set):
        ready = [version for version in batch if not _fault(version, release_set, faults, set_aside)]
        for version in ready:
            version.state, version.submitted_at = VersionState.REVIEW, clock.now()
            version.fingerprint, version.chain = fingerprint(version), []
        Version.objects.bulk_update(ready, SUBMITTED, batch_size=100)
        Version.objects.bulk_update(
            [version for version in batch if version.release_set_id is None],
            ["release_set", "checks", "checked_fingerprint"],
            batch_size=100,
        )
        count += len(ready)
    if not count:
        faults.append(Reason("批次里没有可以送审的草稿。"))
    if faults and not (set_aside and count):
        raise Refused(faults)
    release_set.state, release_set.step, release_set.step_since = VersionState.REVIEW, 0, clock.now()
    release_set.count, release_set.fingerprint = count, set_fingerprint(release_set)
    release_set.save()
    record("publications.set_submitted", release_set, author, count=count, fingerprint=release_set.fingerprint)
    return release_set


def faults_of(version: Version, chain: Sequence[str], lists: words.Lists | None = None) -> list[str]:
    """Every sentence against sending this text to review with a set of that chain; runs the checks, saves nothing.

    Of earlier material only what is known can be asked for; what is new must be as complete as if it went alone.
    """
    outcome = checking.run(version, save=False, lists=lists)
    if version.publication.legacy:
        missing = [f"缺少“{label}”" for _, label in missing_facts(version, version.publication.kind_info)]
        return [*missing, *outcome.blocking, *(f"“{name}”无法自动读取，须由一人目视检查" for name in outcome.unread)]
    own = chain_for(version)
    if own != tuple(chain):
        return ["审核环节与批次不同，请单独送审。"]
    return [reason.sentence for reason in _content_reasons("submit", version, own)]


def _content_reasons(code: str, version: Version, chain: Sequence[str]) -> list[Reason]:
    now = Situation(
        version=VersionState(version.state),
        publication=PublicationState(version.publication.state),
        content=content_of(version, with_gates=code == "release"),
        chain=tuple(chain),
    )
    return content_refusals(code, now)


def _fault(version: Version, release_set: ReleaseSet, faults: list[Reason], set_aside: bool) -> bool:
    """Whether the text cannot go; its sentence joins the list (the first fifty), and with `set_aside` it leaves the set."""
    found = faults_of(version, release_set.chain)
    if found and len(faults) < SHOWN_FAULTS:
        faults.append(Reason(f"《{version.title}》：{'；'.join(found)}", link=f"/desk/v/{version.pk}/"))
    if found and set_aside:
        version.release_set = None
    return bool(found)


def _batches(release_set: ReleaseSet) -> Iterable[list[Version]]:
    rows = (
        release_set.versions.select_related("publication__unit")
        .prefetch_related("attachments__upload__stored", "overrides")
        .order_by("pk")
        .iterator(chunk_size=BATCH)
    )
    while batch := list(islice(rows, BATCH)):
        yield batch


def set_refusals(release_set: ReleaseSet, actor: Official) -> list[Reason]:
    """Why this person may not give the opinion that is due."""
    step = release_set.step_duty()
    if not step:
        return [Reason("这个批次现在不在审核中。")]
    may, found = credentials(actor), []
    barred = _writers(release_set)
    if may.grounds(step, release_set.unit_id, barred=barred) is None:
        found.append(Reason(f"您没有“{DUTY_LABELS[step]}”职责，不能审核这个批次。"))
    if release_set.author_id == actor.pk:
        found.append(Reason("不能审核自己建立的批次，请由其他同事审核。"))
    elif actor.pk in barred:
        found.append(Reason("批次中有您起草或修改过的文本，请由其他同事审核。"))
    passed = {review["duty"] for review in release_set.reviews if review["by"] == actor.pk}
    if {step, *passed} >= {"secrecy", "sign"}:
        found.append(Reason("保密审查与签发不能由同一人办理，请由其他同事办理。"))
    return found


def _writers(release_set: ReleaseSet) -> frozenset[int]:
    """Who made the set, and who wrote or edited any text of it: their duty cannot be lent for it either."""
    hands = Official.objects.filter(
        Q(pk__in=release_set.versions.values("author")) | Q(pk__in=release_set.versions.values("editors"))
    )
    return frozenset([release_set.author_id, *hands.values_list("pk", flat=True)])


@transaction.atomic
def decide(*, release_set: ReleaseSet, reviewer: Official, seen: str, agree: bool, remarks: str = "") -> ReleaseSet:
    """Pass or return the list whose fingerprint the page showed; a return opens every text again as a draft."""
    release_set = locked_set(release_set)
    reasons = set_refusals(release_set, reviewer)
    if seen != release_set.fingerprint:
        reasons.append(Reason("您看到的清单不是现在待审的清单，请刷新后重新审阅。"))
    if not agree and not remarks.strip():
        reasons.append(Reason("请写明退回的理由，便于修改。", field="remarks"))
    if reasons:
        raise Refused(reasons)
    step = release_set.step_duty()
    behalf = credentials(reviewer).grounds(step, release_set.unit_id, barred=_writers(release_set)) or ""
    release_set.reviews = [
        *release_set.reviews,
        {"duty": step, "by": reviewer.pk, "name": reviewer.name, "for": behalf, "agree": agree, "remarks": remarks,
         "at": clock.now().isoformat(), "fingerprint": seen},
    ]  # fmt: skip
    release_set.step_since = clock.now()
    if agree:
        release_set.step += 1
        if release_set.step >= len(release_set.chain):
            release_set.state = VersionState.APPROVED
            release_set.versions.filter(state=VersionState.REVIEW).update(state=VersionState.APPROVED)
    else:
        release_set.state, release_set.step = VersionState.DRAFT, 0
        release_set.reviews = [dict(review, void=True) for review in release_set.reviews]
        release_set.versions.filter(state=VersionState.REVIEW).update(state=VersionState.DRAFT)
    release_set.save()
    event = "publications.set_passed" if agree else "publications.set_returned"
    record(event, release_set, reviewer, reason=remarks, on_behalf_of=behalf, step=step, step_label=DUTY_LABELS[step],
           fingerprint=seen)  # fmt: skip
    return release_set


def release(*, release_set: ReleaseSet, actor: Official) -> int:
    """Publish every approved text of the set, in batches of one transaction each; may be called again after a stop."""
    may = credentials(actor)
    if may.grounds("publicity", release_set.unit_id) is None:
        raise Refused(["您没有“政务公开”职责，不能发布这个批次。"])
    if release_set.state not in {VersionState.APPROVED, VersionState.LIVE}:
        raise Refused(["这个批次还没有审签完毕，不能发布。"])
    total = 0
    while done := _release_batch(release_set, actor):
        total += done
    return total


@transaction.atomic
def _release_batch(release_set: ReleaseSet, actor: Official) -> int:
    release_set = locked_set(release_set)
    versions = list(
        release_set.versions.filter(state=VersionState.APPROVED)
        .select_related("publication__unit")
        .prefetch_related("attachments__upload__stored", "attachments__upload__public_copy")
        .order_by("pk")[:BATCH]
    )
    if not versions:
        return 0
    changed = [version for version in versions if version.fingerprint != fingerprint(version)]
    if changed:
        raise Refused([f"《{version.title}》的文本与审核通过的不一致，须重新送审。" for version in changed[:20]])
    closed = [version for version in versions if version.openness != Openness.PUBLIC]
    if closed:
        raise Refused([f"《{version.title}》的公开属性不是“主动公开”，不能随批次发布。" for version in closed[:20]])
    held_back = [
        f"《{version.title}》：{''.join(reason.sentence for reason in reasons)}"
        for version in versions
        if not version.publication.legacy and (reasons := _content_reasons("release", version, release_set.chain))
    ]
    if held_back:
        raise Refused(held_back[:20])
    _publish(versions, actor)
    release_set.state, release_set.released_at = VersionState.LIVE, release_set.released_at or clock.now()
    release_set.released_count += len(versions)
    release_set.save(update_fields=["state", "released_at", "released_count"])
    record("publications.set_released", release_set, actor, count=len(versions),
           publications=[version.publication_id for version in versions])  # fmt: skip
    ids = [version.publication_id for version in versions]
    transaction.on_commit(lambda: removal_hooks.purge(ids))
    return len(versions)


def _publish(versions: list[Version], actor: Official) -> None:
    moment = clock.now()
    for version in versions:
        open_files(version, actor)
    numbers = take_numbers(clock.local(moment).year, len(versions))
    publications = []
    for version, number in zip(versions, numbers, strict=True):
        publication = version.publication
        publication.number = number
        version.state, version.released_at, version.released_by = VersionState.LIVE, moment, actor
        commit(version)
        for name in MIRRORED:
            setattr(publication, name, getattr(version, name))
        publication.doc_no_key = version.doc_no
        publication.live_version = version
        publication.state = PublicationState.LIVE
        publication.released_at = publication.changed_at = moment
        claimed = version.claimed_published_on if publication.legacy else None
        publication.listed_on = claimed or clock.local(moment).date()
        publications.append(publication)
    Version.objects.bulk_update(versions, ["state", "released_at", "released_by", "salt", "digest"], batch_size=200)
    Publication.objects.bulk_update(
        publications,
        [*MIRRORED, "number", "doc_no_key", "live_version", "state", "released_at", "changed_at", "listed_on"],
        batch_size=100,
    )
    spans.turn(publications, moment)
    listing.enter(publications)
    for version in versions:
        if not version.publication.legacy:  # a few, put together by hand; earlier material has no clock
            clocks.met(version.publication, version, actor)
