"""Keeping reference data: catalogue rows, the guide, institutions, norms, words, and that a secret matter exists."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.bureau.models import Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import CatalogueItem, DisclosureGuide, Institution, Norm, SecretMatter, Word
from ..rules.catalogue import NODES
from .seeding import load_guide, load_institution

# Grounds for which a matter is kept out of the platform; codes only, since a text could itself be secret.
SECRET_GROUNDS = {"secrets_law": "《保守国家秘密法》", "article_14": "《政府信息公开条例》第十四条"}


def _need(actor: Official, *duties: str) -> None:
    if not credentials(actor).holds_any(*duties):
        raise Refused(["您没有维护这类资料的职责，请联系安全管理员。"])


@transaction.atomic
def save_catalogue_item(*, actor: Official, item: CatalogueItem | None = None, **fields: Any) -> CatalogueItem:
    """Add or change a row of the 主动公开目录."""
    _need(actor, "catalogue", "publicity")
    row = item or CatalogueItem(valid_from=clock.today())
    for name, value in fields.items():
        setattr(row, name, value)
    if row.node not in NODES:
        raise Refused([Reason("请选择法定节点。", field="node")])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused([Reason(f"事项编码“{row.code}”已被使用。", field="code")]) from None
    record("publications.catalogue_changed", row, actor, fields=sorted(fields))
    return row


@transaction.atomic
def end_catalogue_item(*, actor: Official, item: CatalogueItem, reason: str) -> CatalogueItem:
    """Take a row out of the catalogue from today; what was published under it stays."""
    _need(actor, "catalogue", "publicity")
    if not reason.strip():
        raise Refused([Reason("请写明移出目录的理由。", field="reason")])
    item.valid_to = clock.today()
    item.save(update_fields=["valid_to"])
    record("publications.catalogue_changed", item, actor, reason=reason, ended=True)
    return item


def save_guide(*, actor: Official, **facts: Any) -> DisclosureGuide:
    """The nine facts of the guide (PUB-13)."""
    _need(actor, "publicity")
    return load_guide(actor=actor, updated_on=clock.today(), **facts)


def save_institution(*, actor: Official, name: str, **facts: Any) -> Institution:
    """A 公开制度 in the register: published, or with its reason (应上网尽上网)."""
    _need(actor, "publicity")
    if facts.get("publication") is None and not facts.get("reason", "").strip():
        raise Refused([Reason("没有公开的，请写明原因。", field="reason")])
    return load_institution(actor=actor, name=name, **facts)


@transaction.atomic
def save_norm(*, actor: Official, norm: Norm | None = None, **fields: Any) -> Norm:
    """A law in the register, with its validity."""
    _need(actor, "legal", "publicity")
    row = norm or Norm()
    for name, value in fields.items():
        setattr(row, name, value)
    if row.in_force_to is not None and row.in_force_to < row.in_force_from:
        raise Refused([Reason("废止日期早于施行日期，请核对。", field="in_force_to")])
    row.save()
    record("publications.norm_changed", row, actor)
    return row


@transaction.atomic
def add_word(*, actor: Official, **fields: Any) -> Word:
    """A word of the bureau's own lists, from today."""
    _need(actor, "edit", "publicity")
    row = Word(valid_from=clock.today(), **fields)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused([Reason("这个词今天已经加过。", field="word")]) from None
    record("publications.word_list_changed", row, actor)
    return row


@transaction.atomic
def end_word(*, actor: Official, word: Word) -> Word:
    """The word no longer holds from tomorrow."""
    _need(actor, "edit", "publicity")
    word.valid_to = clock.today()
    word.save(update_fields=["valid_to"])
    record("publications.word_list_changed", word, actor, ended=True)
    return word


@transaction.atomic
def register_secret_matter(*, actor: Official, number: str, ground: str, reviewed_on: date) -> SecretMatter:
    """That a matter was examined and is secret: its number, ground, reviewer and date, and nothing of it."""
    _need(actor, "secrecy")
    problems = []
    if not number.isascii() or not number.replace("-", "").isalnum():
        problems.append(Reason("登记号只能是字母、数字和短横，不得包含文字内容。", field="number"))
    if ground not in SECRET_GROUNDS:
        problems.append(Reason("请选择依据。", field="ground"))
    if reviewed_on > clock.today():
        problems.append(Reason("审查日期晚于今天，请核对。", field="reviewed_on"))
    if problems:
        raise Refused(problems)
    try:
        with transaction.atomic():
            made = SecretMatter.objects.create(number=number, ground=ground, reviewer=actor, reviewed_on=reviewed_on)
    except IntegrityError:
        raise Refused([Reason("这个登记号已经登记过。", field="number")]) from None
    record("publications.secret_matter_registered", made, actor, ground=ground)
    return made
