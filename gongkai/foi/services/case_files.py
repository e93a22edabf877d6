"""Acts on the complete file of an application: begun with the archiving, made anew, handed out, compared, erased."""

import json
import uuid

from django.db import transaction

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.letters.models import LetterFile
from gongkai.letters.rules.structure import as_record
from gongkai.uploads import services as uploads
from gongkai.uploads import storage
from gongkai.uploads.models import Upload
from gongkai.vault.digests import content_digest, sha256

from ..models import Application, CaseFile
from ..rules import archiving as rules
from ..rules.archiving import Part, State
from ..rules.stages import Stage
from . import case_sheets

SHEETS = {"cover": case_sheets.cover, "messages": case_sheets.messages, "record": case_sheets.record}


def of_case(case: Application) -> CaseFile | None:
    return CaseFile.objects.select_related("bundle__stored").filter(application=case).first()


def may_make(case: Application, official: Official, may: Credentials | None = None) -> list[Reason]:
    """Why he may not have the file made now; none when he may."""
    row = CaseFile.objects.filter(application=case).first()
    return rules.redo_refusals(
        State(row.state) if row else None,
        archived=case.stage == Stage.ARCHIVED,
        erased=case.letter.erased_at is not None,
        holds_duty=(may or credentials(official)).holds(DutyCode.PUBLICITY, case.unit_id),
    )


def begin(case: Application) -> CaseFile:
    """Have the file made by the worker; part of the archiving's transaction. An earlier one stays until the new one is there."""
    row = CaseFile.objects.select_for_update().filter(application=case).first()
    row = row or CaseFile(application=case, row_key=uuid.uuid4().hex)
    row.state, row.why, row.attempts, row.leased_until = State.MAKING, "", 0, None
    row.edition, row.begun_at = row.edition + 1, clock.now()
    row.save()
    return row


@transaction.atomic
def make(*, case: Application, actor: Official) -> CaseFile:
    """Have the file made (again). Raises Refused."""
    Application.objects.select_for_update().get(pk=case.pk)
    fresh = Application.objects.select_related("letter", "unit").get(pk=case.pk)
    if reasons := may_make(fresh, actor):
        raise Refused(reasons)
    row = begin(fresh)
    record("foi.case_file_begun", fresh, actor)
    return row


@transaction.atomic
def take(*, case: Application, actor: Official, reason: str, what: str) -> CaseFile:
    """Note that an official takes the bundle or its list, with why: it holds everything in full. Raises Refused."""
    row = of_case(case)
    if row is None or row.state != State.MADE or row.bundle is None:
        raise Refused([rules.NOT_MADE])
    if not reason.strip():
        raise Refused([Reason("请写明下载的理由。", field="reason")])
    record("foi.case_file_taken", case, actor, what=what, reason=reason.strip()[:300], digest=row.bundle.stored.digest)
    return row


def altered(row: CaseFile) -> list[str]:
    """What is no longer as it was when the file was made, as sentences: every part's digest is counted anew."""
    if row.bundle is None:
        return [rules.NOT_MADE]
    found = []
    if storage.held_digest(row.bundle.stored.digest) != row.bundle.stored.digest:
        found.append("整卷的文件与摘要不符，或者已经丢失。")
    for part in row.parts:
        if _now(row, part) != (part.content or part.sha256):
            found.append(f"“{part.name}”与制作案卷时不同。")
    return found


def _now(row: CaseFile, part: Part) -> str:
    """The digest of a part as it is today, '' where it is gone."""
    if part.source == "letter":
        file = LetterFile.objects.filter(pk=int(part.key)).first()
        return sha256(file.read()) if file else ""
    if part.source == "upload":
        upload = Upload.objects.kept().filter(pk=int(part.key)).select_related("stored").first()
        return storage.held_digest(upload.stored.digest) if upload else ""
    if part.source == "index":
        return said_digest(case_sheets.index(row.application, row.parts))
    sheet = SHEETS[part.source](row.application)
    return said_digest(sheet) if sheet else ""


def said_digest(letter) -> str:  # type: ignore[no-untyped-def]  # a Letter
    """The digest of what a sheet says, whatever it is printed with."""
    return content_digest(as_record(letter)).hex()


def written_list(row: CaseFile) -> str:
    """The list of digests as text."""
    digest = row.bundle.stored.digest if row.bundle else ""
    return rules.digest_list(str(row.application), row.parts, digest)


def replace(row: CaseFile, bundle: Upload, parts: list[Part]) -> None:
    """Put a new bundle in the place of the earlier one, which is destroyed; part of the worker's transaction."""
    earlier = row.bundle
    row.bundle, row.made_at, row.state, row.why = bundle, clock.now(), State.MADE, ""
    row.listing = json.dumps([part.as_record() for part in parts], ensure_ascii=False)
    row.pages = sum(part.pages for part in parts)
    row.left_out, row.leased_until = sum(not part.pages for part in parts), None
    row.save()
    if earlier is not None and earlier.pk != bundle.pk:
        uploads.destroy(upload=earlier, reason="案卷已重新制作")


def forget(case: Application) -> None:
    """Part of the erasure of an application: the bundle and the names in its list go; number of pages and dates stay."""
    row = CaseFile.objects.select_for_update(of=("self",)).select_related("bundle").filter(application=case).first()
    if row is None or row.state == State.ERASED:
        return
    row.state, row.listing, row.edition, row.leased_until, row.why = State.ERASED, "", row.edition + 1, None, ""
    row.save()
    if row.bundle is not None:
        uploads.destroy(upload=row.bundle, reason="保存期满")
