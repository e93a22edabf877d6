"""Writing: a new draft, changes to it, its files and links; nothing here touches what was ever submitted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from gongkai.bureau.models import Official, Unit
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.uploads.models import Upload
from gongkai.wording.numbers import normalise_doc_no

from .. import kinds, text
from ..models import Attachment, Link, Publication, Record, Version
from ..rules.states import OPEN, PublicationState, VersionAct, VersionState
from . import clocks
from .content import FIELDS
from .situation import on_behalf, require, situation

EDITABLE = frozenset(FIELDS) - {"correction_old", "correction_new"} | {"third_party_consent", "public_interest"}


@transaction.atomic
def draft(
    *,
    kind: str,
    unit: Unit,
    author: Official,
    title: str,
    legacy: bool = False,
    source_key: str | None = None,
    source_url: str = "",
    **fields: Any,
) -> Version:
    """Begin a publication with its first version; formed_on starts the 20-working-day clock unless it is legacy."""
    info = kinds.get(kind)
    publication = Publication(
        kind=kind,
        unit=unit,
        legacy=legacy,
        source_key=source_key,
        source_url=source_url,
        title=title.strip(),
        column=fields.get("column") or info.column,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    version = Version(publication=publication, serial=1, author=author, title=title, column=publication.column)
    _require_duty(publication, author)
    _apply(version, {"title": title, **fields})
    publication.save()
    version.publication = publication
    version.created_at = version.saved_at = clock.now()
    version.save()
    record(
        "publications.drafted", publication, author,
        on_behalf_of=on_behalf(author, "draft", publication, None), kind=kind, serial=1,
    )  # fmt: skip
    clocks.begin(version, author)
    return version


def _require_duty(publication: Publication, author: Official) -> None:
    if credentials(author).grounds("draft", publication.unit_id) is None:
        raise Refused([Reason(f"您没有“{publication.unit.short_name}”的起草职责，不能为其起草。", field="unit")])


def _apply(version: Version, fields: Mapping[str, Any]) -> list[str]:
    """Set what may be set, cleaned; returns the names that changed."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise TypeError(f"not fields of a version: {sorted(unknown)}")
    changed = []
    for name, value in fields.items():
        value = _cleaned(name, value)
        if getattr(version, name) != value:
            setattr(version, name, value)
            changed.append(name)
    return changed


def _cleaned(name: str, value: Any) -> Any:
    if name == "body":
        return text.clean(value or "")
    if name == "doc_no":
        return normalise_doc_no(value) if value else ""
    return value.strip() if isinstance(value, str) else value


@transaction.atomic
def edit(*, version: Version, editor: Official, edition: int | None = None, **fields: Any) -> Version:
    """Change a draft. `edition` is the count the editor's page was opened with: a colleague's save in between refuses."""
    version = locked(version)
    require("edit", situation(version.publication, version, editor, content=False))
    if edition is not None and edition != version.edition:
        raise Refused(["这份草稿刚由同事保存过。请在新窗口打开最新内容，核对后再保存；您填写的内容仍保留在本页。"])
    before = version.formed_on
    changed = _apply(version, fields)
    if not changed:
        return version
    version.edition += 1
    version.saved_at = clock.now()
    version.save()
    if version.author_id != editor.pk:
        version.editors.add(editor)
    _mirror_unreleased(version)
    record("publications.edited", version.publication, editor, serial=version.serial, fields=sorted(changed),
           on_behalf_of=on_behalf(editor, "draft", version.publication, None))  # fmt: skip
    if version.formed_on != before:
        clocks.begin(version, editor)
    return version


def _mirror_unreleased(version: Version) -> None:
    """Until something is live, lists at the desk show the draft's title."""
    publication = version.publication
    if publication.live_version_id is None:
        publication.title, publication.column, publication.doc_no = version.title, version.column, version.doc_no
        publication.formed_on = version.formed_on
        publication.save(update_fields=["title", "column", "doc_no", "formed_on"])


def locked(version: Version) -> Version:
    """The version and its publication, locked against others until commit, fresh from the table."""
    publication = Publication.objects.select_for_update().select_related("unit").get(pk=version.publication_id)
    fresh = Version.objects.select_for_update().get(pk=version.pk)
    fresh.publication = publication
    return fresh


@transaction.atomic
def attach(*, version: Version, upload: Upload, editor: Official, name: str = "", inline: bool = False) -> Attachment:
    """Add a file that `uploads` took in; it stays private until the version is live."""
    version = locked(version)
    require("edit", situation(version.publication, version, editor, content=False))
    last = version.attachments.aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    attachment, made = Attachment.objects.get_or_create(
        version=version, upload=upload, defaults={"name": name or upload.name, "order": order, "inline": inline}
    )
    if made:
        touch(version, editor)
        record("publications.attached", version.publication, editor, name=attachment.name, serial=version.serial)
    return attachment


@transaction.atomic
def detach(*, attachment: Attachment, editor: Official) -> None:
    """Take a file off a draft."""
    version = locked(attachment.version)
    require("edit", situation(version.publication, version, editor, content=False))
    record("publications.detached", version.publication, editor, name=attachment.name, serial=version.serial)
    attachment.delete()
    touch(version, editor)


def touch(version: Version, editor: Official) -> None:
    """Count the change, so that a page opened before it is not saved over it."""
    version.edition += 1
    version.saved_at = clock.now()
    version.save(update_fields=["edition", "saved_at"])
    if version.author_id != editor.pk:
        version.editors.add(editor)


@transaction.atomic
def link(*, publication: Publication, target: Publication, role: str, editor: Official) -> Link:
    """Link to another publication; readable from both pages once both are public."""
    _require_duty(publication, editor)
    if publication.pk == target.pk:
        raise Refused([Reason("不能关联到自身。", field="target")])
    found, made = Link.objects.get_or_create(from_publication=publication, to_publication=target, role=role)
    if made:
        record("publications.linked", publication, editor, target=_named(target), role=role, target_id=target.pk)
    return found


@transaction.atomic
def unlink(*, link: Link, editor: Official) -> None:
    """Remove a link."""
    _require_duty(link.from_publication, editor)
    record("publications.unlinked", link.from_publication, editor, target=_named(link.to_publication), role=link.role,
           target_id=link.to_publication_id)  # fmt: skip
    link.delete()


def _named(target: Publication) -> str:
    """Its title where anybody may know it: the journal of one case is read by units that may not see another's draft."""
    return target.title if target.state == PublicationState.LIVE else "一件没有公开的信息"


@transaction.atomic
def add_records(*, version: Version, rows: list[dict[str, Any]], editor: Official, replacing: bool = False) -> int:
    """Rows of a batch draft: key, title, facts, decided_on, ends_on; `replacing` those that the draft has.

    Refuses doubled keys by name.
    """
    version = locked(version)
    require("edit", situation(version.publication, version, editor, content=False))
    gone = version.records.filter(state=Record.State.DRAFT).delete()[0] if replacing else 0
    keys = [row["key"] for row in rows]
    doubled = sorted(key for key, count in Counter(keys).items() if count > 1)
    # Rows of a draft that was given up were never public: their numbers are free again.
    version.publication.records.filter(state=Record.State.DRAFT, key__in=keys).exclude(version__state__in=OPEN).delete()
    known = set(Record.objects.filter(publication=version.publication, key__in=keys).values_list("key", flat=True))
    if doubled or known:
        raise Refused([f"编号“{key}”重复，一个编号只能有一条记录。" for key in [*doubled, *sorted(known)][:20]])
    Record.objects.bulk_create(
        (Record(publication=version.publication, version=version, **row) for row in rows), batch_size=500
    )
    touch(version, editor)
    record(
        "publications.edited",
        version.publication,
        editor,
        serial=version.serial,
        fields=["records"],
        rows=len(rows),
        rows_gone=gone,
    )
    return len(rows)


def next_version(
    publication: Publication, basis: Version, author: Official, *, act: VersionAct, **changes: Any
) -> Version:
    """A new draft with the text and files of `basis`; the caller holds the lock and has asked the rules."""
    last = publication.versions.order_by("-serial").values_list("serial", flat=True)[0]
    version = Version(
        publication=publication, serial=last + 1, act=act, author=author, created_at=clock.now(), saved_at=clock.now()
    )
    for name in EDITABLE:
        setattr(version, name, getattr(basis, name))
    version.change_note = ""
    for name, value in changes.items():
        setattr(version, name, value)
    try:
        version.save()
    except IntegrityError:
        raise Refused(["已有一个版本正在办理，请先办结或作废它。"]) from None
    Attachment.objects.bulk_create(
        Attachment(version=version, upload_id=row.upload_id, name=row.name, order=row.order, inline=row.inline)
        for row in basis.attachments.order_by("order", "id")
    )
    return version


@transaction.atomic
def revise(*, version: Version, author: Official) -> Version:
    """After a return, a recall or second thoughts: the next version opens, the old one stays as it was examined."""
    version = locked(version)
    publication = version.publication
    require("revise", situation(publication, version, author, content=False))
    if version.state == VersionState.APPROVED:
        version.state = VersionState.ABANDONED
        version.save(update_fields=["state"])
    elif publication.versions.filter(state__in=OPEN).exists():
        raise Refused(["已有一个版本正在办理，请先办结或作废它。"])
    fresh = next_version(
        publication, version, author, act=VersionAct(version.act),
        correction_old=version.correction_old, correction_new=version.correction_new, change_note=version.change_note,
    )  # fmt: skip
    # A record has one number for good, so the rows go along: the old version's opinion still cites their fingerprint.
    version.records.filter(state=Record.State.DRAFT).update(version=fresh)
    record("publications.revised", publication, author, serial=fresh.serial, basis=version.serial)
    return fresh


@transaction.atomic
def abandon(*, version: Version, actor: Official, reason: str) -> Version:
    """Give a version up; it stays on record."""
    version = locked(version)
    require("abandon", situation(version.publication, version, actor, content=False))
    if not reason.strip():
        raise Refused([Reason("请写明作废的理由。", field="reason")])
    version.state = VersionState.ABANDONED
    version.save(update_fields=["state"])
    record("publications.abandoned", version.publication, actor, reason=reason, serial=version.serial)
    clocks.end_if_nothing_open(version.publication, actor, reason)
    return version
