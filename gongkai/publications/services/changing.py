"""After release: amend, correct, repeal, and what stays closed is looked at again."""

from datetime import date

from django.db import transaction

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import removal_hooks, text
from ..models import Publication, Version
from ..rules.openness import Openness
from ..rules.states import PublicationState, VersionAct, VersionState
from . import clocks, spans
from .drafting import locked, next_version
from .situation import on_behalf, require, situation


def locked_publication(publication: Publication) -> Publication:
    """The publication locked until commit, fresh from the table."""
    return (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit", "live_version")
        .get(pk=publication.pk)
    )


@transaction.atomic
def amend(*, publication: Publication, author: Official) -> Version:
    """Open the next version of what is public; the live text stays until the new one is released."""
    publication = locked_publication(publication)
    require("amend", situation(publication, None, author, content=False))
    version = next_version(publication, _live(publication), author, act=VersionAct.AMEND)
    record("publications.amendment_opened", publication, author, serial=version.serial,
           on_behalf_of=on_behalf(author, "draft", publication, None))  # fmt: skip
    return version


@transaction.atomic
def correct(*, publication: Publication, author: Official, old: str, new: str, note: str) -> Version:
    """Propose a 勘误: a named span that occurs once in the live text, replaced without change of meaning."""
    publication = locked_publication(publication)
    require("correct", situation(publication, None, author, content=False))
    live = _live(publication)
    problems = []
    if not old.strip() or not note.strip():
        problems.append(Reason("请写明勘误的原文和说明。", field="old" if not old.strip() else "note"))
    elif old == new:
        problems.append(Reason("改后与原文相同。", field="new"))
    elif live.title.count(old) + text.plain(live.body).count(old) != 1:
        count = live.title.count(old) + text.plain(live.body).count(old)
        problems.append(Reason(f"原文在全文中出现 {count} 次，须恰好一次。请多选前后几个字。", field="old"))
    elif old not in live.title and live.body.count(old) != 1:
        problems.append(Reason("原文跨越了格式边界，请选取同一段落、同一格式内的文字。", field="old"))
    if problems:
        raise Refused(problems)
    changes = (
        {"title": live.title.replace(old, new, 1)}
        if old in live.title
        else {"body": text.clean(live.body.replace(old, new, 1))}
    )
    version = next_version(
        publication,
        live,
        author,
        act=VersionAct.CORRECT,
        correction_old=old,
        correction_new=new,
        change_note=note,
        **changes,
    )
    record("publications.correction_opened", publication, author, reason=note, serial=version.serial,
           on_behalf_of=on_behalf(author, "draft", publication, None))  # fmt: skip
    return version


def _live(publication: Publication) -> Version:
    if publication.live_version is None:
        raise Refused(["没有已公开的版本。"])
    return publication.live_version


def repeal_refusals(publication: Publication, may: Credentials) -> list[Reason]:
    """Why this official may not mark the document as repealed."""
    found = []
    if publication.state != PublicationState.LIVE:
        found.append(Reason(f"不能标明废止：这件信息现为“{publication.get_state_display()}”。"))
    if not publication.kind_info.has_validity:
        found.append(Reason("这类信息没有效力状态，不能标明废止。"))
    if not may.holds(DutyCode.PUBLICITY, publication.unit_id):
        found.append(Reason("您没有“政务公开”职责，不能标明废止。"))
    return found


@transaction.atomic
def repeal(*, publication: Publication, actor: Official, on: date, by: Publication | None, reason: str) -> Publication:
    """Mark a document as repealed from a day on; the text stays readable with its banner."""
    publication = locked_publication(publication)
    if reasons := repeal_refusals(publication, credentials(actor)):
        raise Refused(reasons)
    publication.repealed_on = on
    publication.changed_at = clock.now()
    publication.save(update_fields=["repealed_on", "changed_at"])
    spans.turn([publication], publication.changed_at)
    record("publications.repealed", publication, actor, reason=reason, on=on.isoformat(), by=by.pk if by else None)
    transaction.on_commit(lambda: removal_hooks.purge([publication.pk]))
    return publication


@transaction.atomic
def withhold(*, version: Version, actor: Official) -> Publication:
    """Settle an approved text that is not to be published proactively, with the day it is looked at again."""
    version = locked(version)
    publication = version.publication
    require("withhold", situation(publication, version, actor))
    version.state = VersionState.WITHHELD
    version.save(update_fields=["state"])
    publication.state = PublicationState.WITHHELD
    publication.title = version.title
    publication.reassess_on = clocks.begin_reassessment(publication, actor)
    publication.changed_at = clock.now()
    publication.save()
    clocks.end_if_nothing_open(publication, actor, "不主动公开")
    record("publications.withheld", publication, actor, serial=version.serial, openness=version.openness,
           ground=version.withholding_code, next_on=publication.reassess_on.isoformat())  # fmt: skip
    return publication


@transaction.atomic
def reassess(*, publication: Publication, actor: Official, reason: str) -> Publication:
    """Look again at what is withheld and keep it so, until the next time (《条例》 art. 18)."""
    publication = locked_publication(publication)
    require("reassess", situation(publication, None, actor, content=False))
    if not reason.strip():
        raise Refused([Reason("请写明继续不主动公开的理由。", field="reason")])
    publication.reassess_on = clocks.begin_reassessment(publication, actor)
    publication.save(update_fields=["reassess_on"])
    record("publications.reassessed", publication, actor, reason=reason, next_on=publication.reassess_on.isoformat())
    return publication


@transaction.atomic
def open_up(*, publication: Publication, author: Official, reason: str) -> Version:
    """Circumstances have changed: a new version begins, public this time, and goes through review."""
    publication = locked_publication(publication)
    require("open_up", situation(publication, None, author, content=False))
    basis = publication.versions.filter(state=VersionState.WITHHELD).order_by("-serial").first()
    if basis is None:
        raise Refused(["没有可以转为公开的版本。"])
    version = next_version(
        publication,
        basis,
        author,
        act=VersionAct.NEW,
        openness=Openness.PUBLIC,
        withholding_code="",
        withholding_text="",
    )
    record("publications.opened_up", publication, author, reason=reason, serial=version.serial)
    return version
