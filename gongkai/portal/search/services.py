"""Acts of editors on the search: synonyms, what stands on top, a new index."""

import json
import secrets
from pathlib import Path

from django.db import IntegrityError, transaction

from gongkai.bureau.models import Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.publications.models import Publication
from gongkai.publications.rules.states import PublicationState

from ..models import Bet, NavigationStamp, Synonym
from .understanding import normalised

SYNONYMS_FILE = Path(__file__).parents[1] / "data" / "synonyms.json"
DUTIES = ("edit", "publicity")
INDEX = Party("search_index", "index", "搜索索引")


def _stamp() -> None:
    """Let every process read anew what it keeps of synonyms and bets."""
    NavigationStamp.objects.update_or_create(pk=NavigationStamp.SEARCH, defaults={"token": secrets.token_hex(16)})


def _need(actor: Official) -> None:
    if not credentials(actor).holds_any(*DUTIES):
        raise Refused(["您没有维护搜索的职责（核稿或政务公开），请联系安全管理员。"])


@transaction.atomic
def seed_synonyms(*, actor: HasParty | Party = SYSTEM) -> int:
    """Add the words the platform comes with that nobody has ever added or ended; returns how many were new."""
    pairs = json.loads(SYNONYMS_FILE.read_text(encoding="utf-8"))["pairs"]
    known = set(Synonym.objects.values_list("word", "meaning"))
    rows = [
        Synonym(word=word, meaning=meaning, valid_from=clock.today())
        for word, meaning in pairs
        if (word, meaning) not in known
    ]
    if rows:
        Synonym.objects.bulk_create(rows)
        _stamp()
        record("portal.synonyms_seeded", Party("synonyms", "all", "同义词"), actor, count=len(rows))
    return len(rows)


@transaction.atomic
def add_synonym(*, actor: Official, word: str, meaning: str, note: str = "") -> Synonym:
    """Let two words mean the same from now on, both ways. Raises Refused."""
    _need(actor)
    word, meaning = normalised(word), normalised(meaning)
    problems = [
        Reason("请填写两个字以上的词，单个字会牵连太多内容。", field=name)
        for name, value in (("word", word), ("meaning", meaning))
        if len(value) < 2
    ]
    if word and word == meaning:
        problems.append(Reason("两个词相同，请核对。", field="meaning"))
    if problems:
        raise Refused(problems)
    if Synonym.objects.filter(word=meaning, meaning=word, valid_to__isnull=True).exists():
        raise Refused([Reason("这两个词已经互为同义词。", field="meaning")])
    row = Synonym(word=word, meaning=meaning, note=note.strip(), valid_from=clock.today())
    _save(row, Reason("这两个词已经互为同义词。", field="meaning"))
    _stamp()
    record("portal.synonym_changed", row, actor)
    return row


def _save(row: Synonym | Bet, clash: Reason) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused([clash]) from None


@transaction.atomic
def end_synonym(*, actor: Official, synonym: Synonym) -> Synonym:
    """The two words no longer mean the same, from now on."""
    _need(actor)
    row = Synonym.objects.select_for_update(of=("self",)).get(pk=synonym.pk)
    if row.valid_to is not None:
        raise Refused(["这组同义词已经停用。"])
    row.valid_to = clock.today()
    row.save(update_fields=["valid_to"])
    _stamp()
    record("portal.synonym_changed", row, actor, ended=True)
    return row


@transaction.atomic
def add_bet(*, actor: Official, query: str, publication: Publication, kind: str, reason: str) -> Bet:
    """Let an item stand on top for a query, or not at all. Raises Refused."""
    _need(actor)
    query, problems = normalised(query), []
    if not query:
        problems.append(Reason("请填写查询词。", field="query"))
    if publication.state != PublicationState.LIVE:
        problems.append(Reason("这件信息现在没有公开，不能推荐。请选择已公开的信息。", field="publication"))
    if kind not in Bet.Kind.values:
        problems.append(Reason("请选择置顶还是不显示。", field="kind"))
    if not reason.strip():
        problems.append(Reason("请写明理由，便于以后核对。", field="reason"))
    if problems:
        raise Refused(problems)
    row = Bet(query=query, publication=publication, kind=kind, reason=reason.strip(), valid_from=clock.today())
    _save(row, Reason("这个查询词下已经有这件信息的推荐，请先停用。", field="publication"))
    _stamp()
    record("portal.bet_changed", row, actor, reason=reason, kind=kind, publication=publication.pk)
    return row


@transaction.atomic
def end_bet(*, actor: Official, bet: Bet) -> Bet:
    """The item stands again where its rank puts it."""
    _need(actor)
    row = Bet.objects.select_for_update(of=("self",)).get(pk=bet.pk)
    if row.valid_to is not None:
        raise Refused(["这条推荐已经停用。"])
    row.valid_to = clock.today()
    row.save(update_fields=["valid_to"])
    _stamp()
    record("portal.bet_changed", row, actor, ended=True)
    return row


@transaction.atomic
def want_rebuild(*, actor: Official, reason: str) -> None:
    """Ask for a new index; a process of its own makes it, and the old one answers until it is there."""
    if not (credentials(actor).holds_any("publicity") or actor.admin_role == Official.AdminRole.SYSTEM):
        raise Refused(["您没有重建索引的权限，请联系系统管理员。"])
    if not reason.strip():
        raise Refused([Reason("请写明为什么要重建。", field="reason")])
    record("portal.index_wanted", INDEX, actor, reason=reason.strip())
