"""Keeping reference data: catalogue rows, the guide, institutions, norms, words, and that a secret matter exists.

Where an act takes `seen`, that is the mark of what the form showed; it raises Overtaken after a colleague's change.
"""

import re
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.bureau.models import Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.seen import still
from gongkai.journal.services import record

from ..models import CatalogueItem, DisclosureGuide, Institution, Norm, SecretMatter, Word
from ..rules.catalogue import NODES

# Grounds for which a matter is kept out of the platform; codes only, since a text could itself be secret.
# A prefix and figures: whole words, in letters too, could say something of the matter.
SECRET_NUMBER = re.compile(r"[A-Za-z]{0,4}(-?[0-9]{1,8}){1,4}")
SECRET_GROUNDS = {"secrets_law": "《保守国家秘密法》", "article_14": "《政府信息公开条例》第十四条"}


def _need(actor: Official, *duties: str) -> None:
    if not credentials(actor).holds_any(*duties):
        raise Refused(["您没有维护这类资料的职责，请联系安全管理员。"])


def _put(row: Any, fields: dict[str, Any]) -> list[str]:
    """Set the fields; returns the names of those that were different, all of them on a new row."""
    changed = [name for name, value in fields.items() if row.pk is None or getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return sorted(changed)


@transaction.atomic
def save_catalogue_item(
    *, actor: Official, item: CatalogueItem | None = None, seen: str = "", **fields: Any
) -> CatalogueItem:
    """Add or change a row of the 主动公开目录."""
    _need(actor, "catalogue", "publicity")
    row = CatalogueItem(valid_from=clock.today()) if item is None else _locked(CatalogueItem, item)
    still(row, fields, seen, event="publications.catalogue_changed")
    if item is not None and fields.get("code", row.code) != row.code:
        # What was published refers to the item by its code.
        raise Refused([Reason("事项编码已被引用，不能修改。请移出目录后另行增加。", field="code")])
    changed = _put(row, fields)
    if row.node not in NODES:
        raise Refused([Reason("请选择法定节点。", field="node")])
    if changed:
        _save(row, Reason(f"事项编码“{row.code}”已被使用。", field="code"))
        record("publications.catalogue_changed", row, actor, fields=changed)
    return row


def _locked(model: Any, row: Any) -> Any:
    return model.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _save(row: Any, clash: Reason) -> None:
    """Save it; what must be there once and is there already is refused with this reason."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused([clash]) from None


@transaction.atomic
def end_catalogue_item(*, actor: Official, item: CatalogueItem, reason: str) -> CatalogueItem:
    """Take a row out of the catalogue at the end of today; what was published under it stays."""
    _need(actor, "catalogue", "publicity")
    if not reason.strip():
        raise Refused([Reason("请写明移出目录的理由。", field="reason")])
    row: CatalogueItem = _locked(CatalogueItem, item)
    if row.valid_to is not None:
        raise Refused(["这个事项已经移出目录。"])
    row.valid_to = clock.today()
    row.save(update_fields=["valid_to"])
    record("publications.catalogue_changed", row, actor, reason=reason, ended=True)
    return row


@transaction.atomic
def save_guide(*, actor: Official, seen: str = "", **facts: Any) -> DisclosureGuide:
    """The nine facts of the guide (PUB-13); there is one."""
    _need(actor, "publicity")
    guide = DisclosureGuide.objects.select_for_update().order_by("pk").first() or DisclosureGuide()
    still(guide, facts, seen, event="publications.guide_changed")
    if changed := _put(guide, facts | {"updated_on": clock.today()}):
        guide.save()
        record("publications.guide_changed", guide, actor, fields=changed)
    return guide


@transaction.atomic
def save_institution(
    *, actor: Official, institution: Institution | None = None, seen: str = "", **fields: Any
) -> Institution:
    """A 公开制度 in the register: published, or with its reason (应上网尽上网).

    Without `institution`, one of that name is brought up to date, else added.
    """
    _need(actor, "publicity")
    known = institution or Institution.objects.filter(name=fields.get("name", "")).first()
    row: Institution = Institution() if known is None else _locked(Institution, known)
    still(row, fields, seen, event="publications.institution_changed")
    changed = _put(row, fields)
    if row.publication_id is None and not row.reason.strip():
        raise Refused([Reason("没有公开的，请写明原因。", field="reason")])
    if changed:
        _save(row, Reason(f"“{row.name}”已经登记过。", field="name"))
        record("publications.institution_changed", row, actor, fields=changed)
    return row


@transaction.atomic
def save_norm(*, actor: Official, norm: Norm | None = None, seen: str = "", **fields: Any) -> Norm:
    """A law in the register, with its validity."""
    _need(actor, "legal", "publicity")
    row: Norm = Norm() if norm is None else _locked(Norm, norm)
    still(row, fields, seen, event="publications.norm_changed")
    changed = _put(row, fields)
    if row.in_force_to is not None and row.in_force_to < row.in_force_from:
        raise Refused([Reason("废止日期早于施行日期，请核对。", field="in_force_to")])
    if changed:
        _save(row, Reason("同一代码、同一施行日期的条目已经登记过。", field="code"))
        record("publications.norm_changed", row, actor, fields=changed)
    return row


@transaction.atomic
def add_word(*, actor: Official, **fields: Any) -> Word:
    """A word of the bureau's own lists, from today."""
    _need(actor, "edit", "publicity")
    row = Word(valid_from=clock.today(), **fields)
    _save(row, Reason("这个词今天已经加过。", field="word"))
    record("publications.word_list_changed", row, actor)
    return row


@transaction.atomic
def end_word(*, actor: Official, word: Word) -> Word:
    """The word no longer holds from tomorrow."""
    _need(actor, "edit", "publicity")
    row: Word = _locked(Word, word)
    if row.valid_to is not None:
        raise Refused(["这个词已经停用。"])
    row.valid_to = clock.today()
    row.save(update_fields=["valid_to"])
    record("publications.word_list_changed", row, actor, ended=True)
    return row


@transaction.atomic
def register_secret_matter(*, actor: Official, number: str, ground: str, reviewed_on: date) -> SecretMatter:
    """That a matter was examined and is secret: its number, ground, reviewer and date, and nothing of it."""
    _need(actor, "secrecy")
    problems = []
    if not SECRET_NUMBER.fullmatch(number):
        problems.append(Reason("登记号为至多四个字母加数字和短横，如 BM-2026-001，不得包含文字内容。", field="number"))
    if ground not in SECRET_GROUNDS:
        problems.append(Reason("请选择依据。", field="ground"))
    if reviewed_on > clock.today():
        problems.append(Reason("审查日期晚于今天，请核对。", field="reviewed_on"))
    if problems:
        raise Refused(problems)
    made = SecretMatter(number=number, ground=ground, reviewer=actor, reviewed_on=reviewed_on)
    _save(made, Reason("这个登记号已经登记过。", field="number"))
    record("publications.secret_matter_registered", made, actor, ground=ground)
    return made
