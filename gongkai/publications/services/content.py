"""A version as content: its fingerprint for reviewers, its canonical record and salted digest for the log."""

from datetime import date, datetime
from typing import Any

from gongkai.vault.digests import commitment, content_digest, new_salt

from ..models import Attachment, Version

FIELDS = (
    "title", "body", "summary", "keywords", "column", "topic", "catalogue_code", "doc_no", "formed_on", "effective_on",
    "expires_on", "claimed_published_on", "claimed_validity", "source", "facts", "full_text_held", "openness", "withholding_code",
    "withholding_text", "involves_other_organ", "made_elsewhere", "change_note", "correction_old", "correction_new",
)  # fmt: skip
PUBLIC_FIELDS = (
    "title", "doc_no", "formed_on", "effective_on", "expires_on", "claimed_published_on", "openness", "body", "summary",
    "keywords", "facts",
)  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def attachments(version: Version) -> list[Attachment]:
    """The version's files in their order, with what was stored; no query where they are prefetched."""
    if version.pk is None:
        return []
    rows = version.attachments.all()
    if "attachments" not in getattr(version, "_prefetched_objects_cache", {}):
        rows = rows.select_related("upload__stored", "upload__public_copy")
    return sorted(rows, key=lambda row: (row.order, row.pk))


def _examined_files(version: Version) -> list[dict[str, Any]]:
    """The files as they were uploaded: what the reviewers look at."""
    return [
        {"name": row.name, "size": row.upload.stored.size, "sha256": row.upload.stored.digest}
        for row in attachments(version)
    ]


def _public_files(version: Version) -> list[dict[str, Any]]:
    """The files as anybody gets them, without metadata: what a reader can check."""
    return [
        {"name": row.name, "size": row.upload.cited.size, "sha256": row.upload.cited.digest}
        for row in attachments(version)
    ]


def _records(version: Version) -> list[dict[str, Any]]:
    if version.pk is None or not version.publication.kind_info.batch:
        return []
    return [
        {"key": row.key, "title": row.title, "facts": row.facts, "ends_on": _plain(row.ends_on)}
        for row in version.records.order_by("id").iterator()
    ]


def fingerprint(version: Version) -> str:
    """What a reviewer examines, as SHA-256: any change of text, facts, files or records changes it."""
    record = {name: _plain(getattr(version, name)) for name in FIELDS}
    record |= {"attachments": _examined_files(version), "records": _records(version)}
    return content_digest(record).hex()


def public_record(version: Version) -> dict[str, Any]:
    """The record that the log commits to (trust.md 1.2): not the page, the content."""
    record = {name: _plain(getattr(version, name)) for name in PUBLIC_FIELDS}
    return record | {
        "number": version.publication.number,
        "serial": version.serial,
        "attachments": _public_files(version),
    }


def commit(version: Version) -> None:
    """Give the version its salt and digest; called once, at release."""
    version.salt = new_salt()
    version.digest = commitment(version.salt, public_record(version))
