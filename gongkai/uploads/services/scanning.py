"""The personal-data scan of an upload, and what people say about its results (PRI-05)."""

from dataclasses import asdict
from typing import Any

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party, party_of
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from .. import conf, events, sandbox, storage
from ..models import Upload

# As the register of kinds in wording names them for people.
WHOLE = "整个文件"
OVERRUN = "检查超过了时间或者内存上限"
MISSING = "文件不在存储中"
MOST_FINDINGS = 500  # kept with the upload, blocking ones first; what goes beyond is counted and blocks by itself


def scan(*, upload: Upload, actor: HasParty | Party = SYSTEM) -> Upload:
    """Look for personal data in every part of the file and keep the masked findings; what could not be read is kept too.

    Declarations made before are kept for findings that are found again. Raises Refused for a destroyed upload.
    """
    _refuse_removed(upload)
    answer = _read(upload)
    with transaction.atomic():
        upload = _locked(upload)
        _refuse_removed(upload)
        upload.scan = _result(answer, upload)
        upload.scanned_at = clock.now()
        upload.save(update_fields=["scan", "scanned_at"])
        record(
            events.SCANNED.name,
            upload,
            actor,
            findings=len(upload.findings),
            unreadable=len(upload.unreadable),
            digest=upload.stored.digest,
        )
    return upload


@transaction.atomic
def confirm_by_eye(*, upload: Upload, actor: HasParty | Party, reason: str) -> Upload:
    """A person has looked at every part that no machine could read; raises Refused where nothing is to be confirmed."""
    upload = _locked(upload)
    _refuse_removed(upload)
    if upload.scan is None:
        raise Refused(["请先做个人信息检查，再确认。"])
    if not upload.unreadable:
        raise Refused(["这个附件没有无法读取的部分，不需要目视确认。"])
    if not reason.strip():
        raise Refused(["请写明核对了什么、怎样核对。"])
    upload.scan["confirmed_by_eye"] = _said_by(actor, reason)
    upload.save(update_fields=["scan"])
    record(
        events.CONFIRMED.name, upload, actor, reason=reason, digest=upload.stored.digest, parts=len(upload.unreadable)
    )
    return upload


@transaction.atomic
def declare_not_personal(*, upload: Upload, finding: str, actor: HasParty | Party, reason: str) -> Upload:
    """One finding (its id) is not personal data, or is to be public by law; raises Refused."""
    upload = _locked(upload)
    _refuse_removed(upload)
    found = next((one for one in upload.findings if one["id"] == finding), None)
    if found is None:
        raise Refused(["找不到这一处，请重新检查附件。"])
    if found["declared"]:
        raise Refused(["这一处已经说明过。"])
    if not reason.strip():
        raise Refused(["请写明为什么这一处不是应当遮盖的个人信息。"])
    found["declared"] = _said_by(actor, reason)
    upload.save(update_fields=["scan"])
    record(
        events.DECLARED.name,
        upload,
        actor,
        reason=reason,
        label=found["label"],
        where=found["where"],
        masked=found["masked"],
    )
    return upload


def _locked(upload: Upload) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).select_related("stored").get(pk=upload.pk)


def _refuse_removed(upload: Upload) -> None:
    if upload.state == Upload.State.REMOVED:
        raise Refused(["这个附件已经销毁。"])


def _said_by(actor: HasParty | Party, reason: str) -> dict[str, str]:
    who = party_of(actor)
    return {
        "kind": who.kind,
        "id": who.id,
        "name": who.name,
        "unit": who.unit,
        "at": clock.now().isoformat(),
        "reason": reason.strip(),
    }


def _read(upload: Upload) -> dict[str, Any]:
    """The child's answer; a file that could not be examined is one large unreadable part, never a clean one."""
    path, limits = storage.path_of(upload.stored.digest), conf.limits()
    if not path.exists():
        return {"findings": [], "unreadable": [{"where": WHOLE, "why": MISSING}]}
    order = {"task": "scan", "path": str(path), "name": upload.name, "limits": asdict(limits), "allow": conf.contacts()}
    try:
        return sandbox.run(order, sandbox.scanning(limits))
    except sandbox.Overrun:
        return {"findings": [], "unreadable": [{"where": WHOLE, "why": OVERRUN}]}


def _result(answer: dict[str, Any], upload: Upload) -> dict[str, Any]:
    declared = {finding["id"]: finding["declared"] for finding in upload.findings if finding["declared"]}
    blocking = conf.blocking_kinds()
    seen: dict[str, int] = {}
    findings = []
    for one in answer["findings"]:
        key = f"{one['kind']}|{one['where']}|{one['masked']}"
        seen[key] = seen.get(key, 0) + 1
        number = f"{key}|{seen[key]}"
        findings.append(one | {"id": number, "blocks": one["kind"] in blocking, "declared": declared.get(number)})
    findings.sort(key=lambda finding: not finding["blocks"])
    same = upload.unreadable == answer["unreadable"]
    return {
        "findings": findings[:MOST_FINDINGS],
        "unlisted": sum(finding["blocks"] for finding in findings[MOST_FINDINGS:]),
        "unreadable": answer["unreadable"],
        "confirmed_by_eye": upload.confirmed_by_eye if same else None,
    }
