"""From tables to the plain facts that the rules decide on."""

from typing import Any

from gongkai.bureau.models import Credentials, Official
from gongkai.bureau.queries import credentials
from gongkai.journal.refusals import Refused

from .. import gates, kinds
from ..models import OrganConfirmation, Publication, Removal, Version
from ..rules.acts import ACTS
from ..rules.refusals import Content, Person, Situation, permitted, refusals
from ..rules.states import OPEN, PublicationState, VersionAct, VersionState
from . import checking
from .content import fingerprint

COMMON_FACTS = (
    ("title", "标题"),
    ("column", "栏目"),
    ("openness", "公开属性"),
    ("formed_on", "生成日期"),
    ("summary", "内容概述"),
)

# Of earlier material only what is known can be asked for; nothing is made up to fill a field.
LEGACY_FACTS = COMMON_FACTS[:3]


def missing_facts(version: Version, kind: kinds.Kind) -> tuple[tuple[str, str], ...]:
    """Required facts that are empty; PUB-14 and DOC-01 name the common ones."""
    common = LEGACY_FACTS if version.publication.legacy else COMMON_FACTS
    missing = [(name, label) for name, label in common if not getattr(version, name)]
    if version.full_text_held and not version.body.strip() and not kind.batch:
        missing.append(("body", "正文"))
    missing += [
        (f"fact_{fact.name}", fact.label) for fact in kind.facts if fact.required and not version.facts.get(fact.name)
    ]
    return tuple(missing)


def content_of(version: Version, *, with_gates: bool = True) -> Content:
    """What is known about the text now; reads the checks that ran on exactly this text."""
    kind = kinds.get(version.publication.kind)
    outcome = checking.outcome(version)
    return Content(
        missing=missing_facts(version, kind),
        openness=version.openness,
        withholding_code=version.withholding_code,
        withholding_text=version.withholding_text,
        is_policy=kind.is_policy,
        third_party_consent=bool(version.third_party_consent),
        public_interest=version.public_interest,
        involves_other_organ=version.involves_other_organ,
        organ_confirmed=_confirmed(version),
        made_elsewhere=version.made_elsewhere,
        blocking_findings=outcome.blocking,
        unread_files=outcome.unread,
        checked=outcome.current,
        gates=tuple(gates.closed(version, kind.code)) if with_gates else (),
        metadata_only=not version.full_text_held,
    )


def _confirmed(version: Version) -> bool:
    outcomes = set(version.confirmations.values_list("outcome", flat=True)) if version.involves_other_organ else set()
    return outcomes == {OrganConfirmation.Outcome.AGREED}


def wrote_it(version: Version | None, official: Official) -> bool:
    """Whether the official wrote or edited any part of this version."""
    if version is None:
        return False
    return version.author_id == official.pk or version.editors.filter(pk=official.pk).exists()


def _barred(version: Version | None) -> frozenset[int]:
    """Those whose text it is: their duty cannot be lent for reviewing it either."""
    if version is None or version.pk is None:
        return frozenset()
    return frozenset([version.author_id, *version.editors.values_list("pk", flat=True)])


def held_duties(may: Credentials, publication: Publication, version: Version | None) -> frozenset[str]:
    """Duties that reach this publication: its unit's, the bureau's; lent ones unless the lender wrote the text."""
    barred = _barred(version)
    return frozenset(
        duty
        for duty in may.duties()
        if may.grounds(duty, publication.unit_id, barred=barred if duty in REVIEWING else frozenset()) is not None
    )


REVIEWING = frozenset({"office_review", "countersign", "edit", "legal", "publicity", "secrecy", "sign"})


def situation(
    publication: Publication,
    version: Version | None,
    actor: Official,
    *,
    may: Credentials | None = None,
    content: bool = True,
) -> Situation:
    """Where everything stands for this actor; `content` False leaves the text out (for acts that do not look at it)."""
    may = may or credentials(actor)
    open_removal = publication.removals.filter(state=Removal.State.PROPOSED).first()
    last_down = (
        publication.removals.filter(kind=Removal.Kind.TAKE_DOWN).order_by("-id").first()
        if publication.state == PublicationState.TAKEN_DOWN
        else None
    )
    began = any(removal is not None and removal.by_id == actor.pk for removal in (open_removal, last_down))
    return Situation(
        version=VersionState(version.state) if version else None,
        publication=PublicationState(publication.state),
        person=Person(
            duties=held_duties(may, publication, version),
            wrote_it=wrote_it(version, actor),
            passed=_passed(version, actor),
            began_removal=began,
        ),
        content=content_of(version) if version is not None and content else Content(),
        chain=tuple(version.chain) if version and version.chain else kinds.get(publication.kind).chain,
        step=version.step_duty() if version else "",
        version_act=VersionAct(version.act) if version else VersionAct.NEW,
        changed_since_review=_changed(version) if content else False,
        has_open_version=publication.versions.filter(state__in=OPEN).exists(),
        removal_open=open_removal.kind if open_removal else "",
        take_down_confirmed=bool(last_down and last_down.state == Removal.State.CONFIRMED),
    )


def _passed(version: Version | None, actor: Official) -> frozenset[str]:
    """Steps of this version whose pass carries this person's hand or, by handover, this person's name."""
    if version is None or version.pk is None:
        return frozenset()
    return frozenset(version.reviews.filter(reviewer=actor, opinion="pass").values_list("duty", flat=True))


def _changed(version: Version | None) -> bool:
    if version is None or version.state not in {VersionState.APPROVED, VersionState.SCHEDULED}:
        return False
    return version.fingerprint != fingerprint(version)


def require(code: str, now: Situation) -> None:
    """Raise Refused with every reason against the act."""
    reasons = refusals(code, now)
    if reasons:
        raise Refused(reasons)


def buttons(publication: Publication, version: Version | None, actor: Official) -> dict[str, Any]:
    """What the case page shows: permitted acts, and the others with their reasons."""
    now = situation(publication, version, actor)
    lawful = set(permitted(now))
    return {
        "permitted": [ACTS[code] for code in ACTS if code in lawful],
        "refused": [(ACTS[code], reasons) for code in ACTS if code not in lawful and (reasons := refusals(code, now))],
        "situation": now,
    }


def on_behalf(actor: Official, duty: str, publication: Publication, version: Version | None) -> str:
    """'' or the name of the absent colleague whose duty is used."""
    barred = _barred(version) if duty in REVIEWING else frozenset()
    return credentials(actor).grounds(duty, publication.unit_id, barred=barred) or ""
