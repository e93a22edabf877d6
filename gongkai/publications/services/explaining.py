"""A person's word on what the checks found: this does not hold, this I have looked through with my own eyes."""

from django.db import transaction

from gongkai.bureau.models import Credentials, Official
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads import services as uploads

from ..models import Attachment, FindingOverride, Version
from ..rules import refusals as rules
from ..rules.states import VersionState
from .situation import situation


def refusals(version: Version, official: Official, *, may: Credentials | None = None) -> list[Reason]:
    """Why this official may say nothing about the findings: only who writes the draft, or whose turn the review is, may."""
    act = "return" if version.state == VersionState.REVIEW else "edit"
    return rules.refusals(act, situation(version.publication, version, official, may=may, content=False))


def _require(version: Version, official: Official) -> None:
    if reasons := refusals(version, official):
        raise Refused(reasons)


@transaction.atomic
def override(*, version: Version, finding: str, by: Official, reason: str) -> FindingOverride:
    """One finding in the text does not hold; it counts for this version only. Raises Refused."""
    _require(version, by)
    row = next((row for row in version.checks.get("findings", ()) if row["id"] == finding), None)
    if row is None:
        raise Refused(["没有这条检查提示，请刷新后重试。"])
    if len(reason.strip()) < 4:
        raise Refused([Reason("请写明为什么这条提示不成立（至少四个字）。", field="reason")])
    made, _ = FindingOverride.objects.get_or_create(
        version=version,
        finding=finding,
        defaults={"masked": f"{row['where']} {row['label']} {row['shown']}"[:120], "reason": reason.strip(),
                  "by": by, "at": clock.now()},
    )  # fmt: skip
    record("publications.finding_overridden", version.publication, by, reason=reason, serial=version.serial,
           finding=made.masked)  # fmt: skip
    return made


@transaction.atomic
def confirm_by_eye(*, attachment: Attachment, by: Official, reason: str) -> None:
    """A file that no reader could read was looked through, and its reader answers for it. Raises Refused."""
    _require(attachment.version, by)
    uploads.confirm_by_eye(upload=attachment.upload, actor=by, reason=reason)
    record("publications.file_confirmed", attachment.version.publication, by, reason=reason, name=attachment.name)


@transaction.atomic
def declare_not_personal(*, attachment: Attachment, finding: str, by: Official, reason: str) -> None:
    """One finding in a file is no personal datum. Raises Refused."""
    _require(attachment.version, by)
    uploads.declare_not_personal(upload=attachment.upload, finding=finding, actor=by, reason=reason)
