"""Several drafts of one writer go to review together: each as complete as if it went alone, all by the chain of their kind."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction

from gongkai.bureau.models import Credentials, Official
from gongkai.bureau.queries import credentials
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import words
from ..models import Publication, ReleaseSet, Version
from ..rules.openness import Openness
from ..rules.states import VersionAct, VersionState
from . import sets
from .reviewing import chain_for

LONGEST_TITLE = 200
FEWEST = 2
Group = tuple[str, int, tuple[str, ...]]  # kind, unit, chain: what one opinion can be about


def refusals_of(pks: Iterable[int], author: Official) -> dict[int, list[str]]:
    """Why each of these texts (by id) may not go in one set now; a fixed number of queries for at most a page of them."""
    return _refusals(_with_texts(pks), author)


def _with_texts(pks: Iterable[int]) -> list[Version]:
    rows = Version.objects.filter(pk__in=list(pks)).select_related("publication__unit")
    return list(rows.prefetch_related("attachments__upload__stored", "overrides").order_by("pk"))


def _refusals(versions: list[Version], author: Official) -> dict[int, list[str]]:
    may, lists = credentials(author), words.in_use()
    found = {version.pk: _alone(version, author, may, lists) for version in versions}
    fit = {version.pk: _group(version) for version in versions if not found[version.pk]}
    usual = Counter(fit.values()).most_common(1)
    for pk, group in fit.items():
        if group != usual[0][0]:
            found[pk].append(f"体裁、责任单位或审核环节与其余 {usual[0][1]} 件不同，请另行送审。")
    return {pk: why for pk, why in found.items() if why}


def _group(version: Version) -> Group:
    return version.publication.kind, version.publication.unit_id, chain_for(version)


def _alone(version: Version, author: Official, may: Credentials, lists: words.Lists) -> list[str]:
    """What stands against this text, whatever the others are."""
    if version.state != VersionState.DRAFT:
        return [f"现为“{version.get_state_display()}”，请先修改成新的一版再送审。"]
    if version.release_set_id is not None:
        return ["已在另一个发布批次中。"]
    found = []
    if version.author_id != author.pk:
        found.append("不是您起草的，请由起草人送审。")
    if may.grounds("draft", version.publication.unit_id) is None:
        found.append(f"您没有“{version.publication.unit.short_name}”的起草职责。")
    if version.act != VersionAct.NEW or version.publication.live_version_id is not None:
        found.append("是对已有信息的修订或勘误，请单独送审。")
    if version.publication.kind_info.batch:
        found.append("是成批的记录，请单独送审。")
    if version.openness not in {"", Openness.PUBLIC}:
        found.append("公开属性不是“主动公开”，请单独送审。")
    return found or sets.faults_of(version, chain_for(version), lists)


@transaction.atomic
def send(*, versions: Iterable[int], title: str, author: Official) -> ReleaseSet:
    """Put these drafts (by id) into one release set and send it to review. Raises Refused; then nothing has moved."""
    pks, title = list(versions), title.strip()
    problems = []
    if not title:
        problems.append(Reason("请写明批次名称，审核人据此了解这批文本。", field="reason"))
    if len(title) > LONGEST_TITLE:
        problems.append(Reason(f"批次名称至多 {LONGEST_TITLE} 个字。", field="reason"))
    if len(pks) < FEWEST:
        problems.append(Reason("一个批次至少两件；只有一件的，请单独送审。"))
    if problems:
        raise Refused(problems)
    found = _locked(pks)
    refused: Mapping[int, list[str]] = _refusals(found, author)
    if refused:
        names = {version.pk: version.title for version in found}
        raise Refused([f"《{names[pk]}》：{''.join(why)}" for pk, why in refused.items()])
    first = found[0]
    made = sets.make(title=title, unit=first.publication.unit, author=author, versions=pks, chain=chain_for(first))
    return sets.submit(release_set=made, author=author)


def _locked(pks: list[int]) -> list[Version]:
    """The texts with their publications, in that order held against others until commit."""
    list(Publication.objects.select_for_update().filter(versions__pk__in=pks).order_by("pk").values_list("pk"))
    list(Version.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))
    return _with_texts(pks)


@transaction.atomic
def leave(*, version: Version, actor: Official) -> Version:
    """Take a draft out of a set that is not under review; it goes on alone."""
    release_set = sets.locked_set(ReleaseSet.objects.get(versions=version))
    if release_set.state != VersionState.DRAFT:
        raise Refused(["这个批次已经送审，不能移出。"])
    if release_set.author_id != actor.pk:
        raise Refused(["只有建立批次的人可以移出草稿。"])
    version = Version.objects.select_for_update(of=("self",)).select_related("publication").get(pk=version.pk)
    version.release_set = None
    version.save(update_fields=["release_set"])
    release_set.count = release_set.versions.count()
    release_set.save(update_fields=["count"])
    record("publications.set_left", version.publication, actor, serial=version.serial, set=release_set.title)
    return version
