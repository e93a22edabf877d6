"""Sending for review and giving opinions on exactly that text."""

from collections.abc import Iterable

from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads import queries as uploads
from gongkai.uploads import services as upload_services

from .. import kinds
from ..models import Review, Version
from ..rules.openness import Openness
from ..rules.refusals import DUTY_LABELS
from ..rules.states import VersionAct, VersionState
from . import checking
from .content import attachments, fingerprint
from .drafting import locked
from .situation import on_behalf, require, situation

# A correction changes no meaning: one reviewer examines it (house: Correct).
CORRECTION_CHAIN = ("edit",)

RETURN_REASONS = {
    "facts": "要素不全或有误",
    "text": "文字表述需修改",
    "basis": "依据不足",
    "openness": "公开属性不当",
    "privacy": "涉及个人信息",
    "secrecy": "保密方面有疑问",
    "format": "格式不规范",
    "other": "其他",
}


def chain_for(version: Version) -> tuple[str, ...]:
    """The steps this version must pass: the kind's chain; one reviewer for a correction; the 政务公开 office's look
    before secrecy review for a policy document that is to stay closed (国办发〔2016〕80号, PUB-20)."""
    kind = kinds.get(version.publication.kind)
    if version.act == VersionAct.CORRECT:
        return CORRECTION_CHAIN
    chain = kind.chain
    if kind.is_policy and version.openness not in {"", Openness.PUBLIC} and "publicity" not in chain:
        place = chain.index("secrecy")
        chain = (*chain[:place], "publicity", *chain[place:])
    return chain


def submit(*, version: Version, author: Official) -> Version:
    """Send a draft to its chain; from here on its text is never edited again.

    The copies that readers will get are made before the transaction, since that can take seconds a file.
    """
    for attachment in attachments(version):
        if not uploads.refusals(attachment.upload):
            upload_services.prepare_public_copy(upload=attachment.upload)
    return _submit(version, author)


@transaction.atomic
def _submit(version: Version, author: Official) -> Version:
    version = locked(version)
    publication = version.publication
    if version.release_set_id is not None:
        raise Refused(
            [
                f"这份草稿在发布批次“{version.release_set}”中，请随批次送审，或先把它移出批次。",
            ]
        )
    checking.run(version)
    version.chain = list(chain_for(version))
    require("submit", situation(publication, version, author))
    moment = clock.now()
    version.state, version.step = VersionState.REVIEW, 0
    version.fingerprint = fingerprint(version)
    version.submitted_at = version.step_since = moment
    version.save()
    record(
        "publications.submitted", publication, author, serial=version.serial, step=version.chain[0],
        fingerprint=version.fingerprint, on_behalf_of=on_behalf(author, "draft", publication, None),
    )  # fmt: skip
    return version


@transaction.atomic
def recall(*, version: Version, author: Official, reason: str) -> Version:
    """The author takes his text back from review."""
    version = locked(version)
    require("recall", situation(version.publication, version, author, content=False))
    _need(reason, "请写明撤回送审的理由。")
    version.state = VersionState.RECALLED
    version.save(update_fields=["state"])
    record("publications.recalled", version.publication, author, reason=reason, serial=version.serial)
    return version


@transaction.atomic
def pass_step(*, version: Version, reviewer: Official, seen: str, remarks: str = "") -> Version:
    """A favourable opinion on the text whose fingerprint the reviewer's page showed (`seen`)."""
    version = locked(version)
    now = situation(version.publication, version, reviewer)
    require("pass", now)
    _same_text(version, seen)
    _opinion(version, reviewer, now.step, Review.Opinion.PASS, remarks, [])
    record(
        "publications.passed", version.publication, reviewer, reason=remarks, serial=version.serial, step=now.step,
        step_label=DUTY_LABELS[now.step], fingerprint=version.fingerprint,
        on_behalf_of=on_behalf(reviewer, now.step, version.publication, version),
    )  # fmt: skip
    version.step += 1
    version.step_since = clock.now()
    if version.step >= len(version.chain):
        version.state = VersionState.APPROVED
        record("publications.approved", version.publication, reviewer, serial=version.serial)
    version.save(update_fields=["step", "step_since", "state"])
    return version


@transaction.atomic
def return_(*, version: Version, reviewer: Official, seen: str, remarks: str, reasons: Iterable[str] = ()) -> Version:
    """An unfavourable opinion: the version is closed, its author revises in the next one."""
    version = locked(version)
    now = situation(version.publication, version, reviewer, content=False)
    require("return", now)
    _same_text(version, seen)
    _need(remarks, "请写明退回的理由，便于起草人修改。")
    chips = [code for code in reasons if code in RETURN_REASONS]
    _opinion(version, reviewer, now.step, Review.Opinion.RETURN, remarks, chips)
    version.state = VersionState.RETURNED
    version.step_since = clock.now()
    version.save(update_fields=["state", "step_since"])
    record(
        "publications.returned", version.publication, reviewer, reason=remarks, serial=version.serial, step=now.step,
        step_label=DUTY_LABELS[now.step], reasons=chips,
        on_behalf_of=on_behalf(reviewer, now.step, version.publication, version),
    )  # fmt: skip
    return version


def _same_text(version: Version, seen: str) -> None:
    if seen != version.fingerprint:
        raise Refused(["您看到的文本不是现在待审的文本，请刷新后重新审阅。"])


def _need(text: str, sentence: str, field: str = "reason") -> None:
    if not text.strip():
        raise Refused([Reason(sentence, field=field)])


def _opinion(version: Version, reviewer: Official, duty: str, opinion: str, remarks: str, reasons: list[str]) -> Review:
    return Review.objects.create(
        version=version,
        fingerprint=version.fingerprint,
        duty=duty,
        reviewer=reviewer,
        on_behalf_of=on_behalf(reviewer, duty, version.publication, version),
        opinion=opinion,
        remarks=remarks.strip(),
        reasons=reasons,
        at=clock.now(),
    )


def last_seen_by(version: Version, reviewer: Official) -> Version | None:
    """The version of the same publication this reviewer gave an opinion on last, or else the live one."""
    seen = (
        Review.objects.filter(version__publication=version.publication, reviewer=reviewer)
        .exclude(version=version)
        .order_by("-id")
        .select_related("version")
        .first()
    )
    return seen.version if seen else version.publication.live_version
