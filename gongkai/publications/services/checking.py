"""The checks that run on exactly one text: personal data, words, files.

Findings are kept masked: the check's result must not be a new place where a personal datum lies.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from gongkai.journal import clock
from gongkai.uploads import queries as uploads
from gongkai.wording.checks import WordFinding
from gongkai.wording.personal import Finding, find_personal_data
from gongkai.wording.scan import scan_html

from .. import text, words
from ..models import Version
from .content import attachments, fingerprint

# What always stops a release unless a person says why it may stand; the other kinds are shown and left to the reviewer.
BLOCKING_KINDS = frozenset({"id_card", "mobile", "bank_card", "minor"})
PLACES = (
    ("title", "标题"),
    ("summary", "内容概述"),
    ("keywords", "主题词"),
    ("change_note", "变更说明"),
)


@dataclass(frozen=True)
class Outcome:
    """What the checks say of the text as it is now."""

    current: bool
    findings: tuple[dict[str, Any], ...]
    blocking: tuple[str, ...]
    unread: tuple[str, ...]
    warnings: tuple[str, ...]


def run(version: Version, *, save: bool = True, lists: words.Lists | None = None) -> Outcome:
    """Check the text unless this very text was checked already; `save` False leaves writing to the caller.

    Who checks many texts asks for `words.in_use` once and hands the lists in.
    """
    now = fingerprint(version)
    if version.checked_fingerprint != now:
        version.checks = {"findings": _findings(version, lists or words.in_use()), "at": clock.now().isoformat()}
        version.checked_fingerprint = now
        if save and version.pk is not None:
            version.save(update_fields=["checks", "checked_fingerprint"])
    return outcome(version, now=now)


def _short_texts(version: Version) -> list[tuple[str, str]]:
    """Everything but the body, each with its place."""
    texts = [(label, str(getattr(version, name))) for name, label in PLACES if getattr(version, name)]
    return texts + [(label, str(value)) for label, value in _facts(version)]


def _facts(version: Version) -> list[tuple[str, Any]]:
    labels = {fact.name: fact.label for fact in version.publication.kind_info.facts}
    return [(labels.get(name, name), value) for name, value in version.facts.items() if value]


def _findings(version: Version, lists: words.Lists) -> list[dict[str, Any]]:
    found = []
    found += [
        _personal(place.where, place.finding)
        for place in scan_html(version.body, allow=settings.PUBLIC_CONTACTS, on=clock.today()).found
    ]
    for number, line in enumerate(text.plain(version.body).splitlines(), start=1):
        found += [_word(f"正文第{number}段", finding) for finding in lists.check(line)]
    for where, content in _short_texts(version):
        found += [_personal(where, finding) for finding in find_personal_data(content, allow=settings.PUBLIC_CONTACTS)]
        found += [_word(where, finding) for finding in lists.check(content)]
    if version.pk is not None and version.publication.kind_info.batch:
        for row in version.records.order_by("id").iterator():
            content = " ".join([row.title, *(str(value) for value in row.facts.values())])
            found += [
                _personal(f"记录 {row.key}", finding)
                for finding in find_personal_data(content, allow=settings.PUBLIC_CONTACTS)
            ]
    return found


def _id(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _personal(where: str, finding: Finding) -> dict[str, Any]:
    return {
        "id": _id("personal", finding.kind, where, finding.masked),
        "type": "personal",
        "kind": finding.kind,
        "label": finding.label,
        "where": where,
        "shown": finding.masked,
        "context": finding.context,
        "level": "block" if finding.kind in BLOCKING_KINDS else "warn",
    }


def _word(where: str, finding: WordFinding) -> dict[str, Any]:
    return {
        "id": _id("word", finding.text, where),
        "type": "word",
        "kind": finding.kind,
        "label": words.label_of(finding.kind),
        "where": where,
        "shown": finding.text,
        "context": finding.replacement,
        "note": finding.note,
        "level": finding.level,
    }


def outcome(version: Version, *, now: str = "") -> Outcome:
    """The findings of the last check with what persons have said of them since, and what the files hold back."""
    current = version.checked_fingerprint == (now or fingerprint(version))
    spoken = {row.finding for row in version.overrides.all()} if version.pk else set()
    findings = tuple(dict(row, overridden=row["id"] in spoken) for row in version.checks.get("findings", ()))
    open_ = [row for row in findings if not row["overridden"]]
    # Earlier material is kept as it was published: its words are shown to the reviewers, and not changed for them.
    as_published = version.publication.legacy
    stops = [row["level"] == "block" and not (as_published and row["type"] == "word") for row in open_]
    blocking = [_sentence(row) for row, stop in zip(open_, stops, strict=True) if stop]
    warnings = [_sentence(row) for row, stop in zip(open_, stops, strict=True) if not stop]
    unread: list[str] = []
    for attachment in attachments(version):
        upload = attachment.upload
        if upload.unreadable and not upload.confirmed_by_eye:
            unread.append(attachment.name)
        reasons = uploads.refusals(upload)
        blocking += [f"附件“{attachment.name}”：{reason}" for reason in reasons if not _is_unreadable(upload, reason)]
        warnings += [f"附件“{attachment.name}”：{remark}" for remark in uploads.remarks(upload)]
    return Outcome(current, findings, tuple(blocking), tuple(unread), tuple(warnings))


def _is_unreadable(upload: Any, reason: str) -> bool:
    return bool(upload.unreadable) and reason == uploads.rules.unreadable_sentence(upload.unreadable)


def _sentence(row: dict[str, Any]) -> str:
    if row["type"] == "personal":
        return f"{row['where']}有疑似{row['label']} {row['shown']}。请遮盖或删除，或说明不是个人信息。"
    advice = f"建议改为“{row['context']}”。" if row["context"] else "请核对。"
    return f"{row['where']}有{row['label']}“{row['shown']}”，{advice}"
