"""What stands in the way of opening an upload, and what an official should see."""

from typing import Any

from . import rules
from .models import Upload

NOT_SCANNED = "这个附件还没有做个人信息检查。"
GONE = "这个附件已经销毁。"
HELD = "这个附件待查：还没有做病毒检查。检查完成或安全管理员放行后才能打开和公开。"
INFECTED = "这个附件中发现恶意代码，不能打开和公开。请安全管理员销毁。"


def refusals(upload: Upload) -> list[str]:
    """Every reason why this upload may not be opened to the public now; none when it may."""
    if upload.state == Upload.State.REMOVED:
        return [GONE]
    if upload.virus == Upload.Virus.INFECTED:
        return [INFECTED]
    said = [HELD] if upload.virus == Upload.Virus.HELD else []
    said += rules.fact_sentences(upload.facts)
    if upload.scan is None:
        return [NOT_SCANNED, *said]
    blocking = [rules.Finding(finding["label"], finding["where"]) for finding in open_findings(upload)]
    said += rules.blocking_sentences(blocking)
    if upload.scan["unlisted"]:
        said.append(rules.unlisted_sentence(upload.scan["unlisted"]))
    if upload.unreadable and not upload.confirmed_by_eye:
        said.append(rules.unreadable_sentence(upload.unreadable))
    return said


def open_findings(upload: Upload) -> list[dict[str, Any]]:
    """Findings that block and that nobody has declared not to be personal data."""
    return [finding for finding in upload.findings if finding["blocks"] and not finding["declared"]]


def remarks(upload: Upload) -> list[str]:
    """What was found and does not block: shown to whoever releases, who decides."""
    others = [finding for finding in upload.findings if not finding["blocks"]]
    return [f"{finding['label']} {finding['masked']}（{finding['where']}）" for finding in others]
