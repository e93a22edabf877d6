"""Reference data: who keeps it, what is refused, and that every change and nothing else is in the journal."""

from datetime import date, timedelta

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.publications.models import CatalogueItem, Institution, Norm, SecretMatter, Word
from gongkai.publications.services import reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def publicity():
    return bureau.official("publicity")


def item(actor, **more):
    values = {"code": "20-1.1", "node": "20-1", "order": 1, "item1": "政策", "elements": "全文", "basis": "条例",
              "limit_text": "20个工作日", "subject": bureau.unit("office"), "channels": ["政府网站"]}  # fmt: skip
    return reference.save_catalogue_item(actor=actor, **{**values, **more})


def told(event):
    return Entry.objects.filter(event=f"publications.{event}")


ACTS = {
    "catalogue": (lambda who: item(who), {"catalogue", "publicity"}),
    "guide": (lambda who: reference.save_guide(actor=who, office_name="政务公开办公室"), {"publicity"}),
    "institution": (lambda who: reference.save_institution(actor=who, name="制度", owner=bureau.unit("office"),
                                                           reason="在起草"), {"publicity"}),
    "norm": (lambda who: reference.save_norm(actor=who, code="x", title="某法", in_force_from=date(2020, 1, 1)),
             {"legal", "publicity"}),
    "word": (lambda who: reference.add_word(actor=who, word="错词", word_class="wrong", level="warn"),
             {"edit", "publicity"}),
    "secret": (lambda who: reference.register_secret_matter(actor=who, number="2026-1", ground="secrets_law",
                                                            reviewed_on=date(2026, 1, 5)), {"secrecy"}),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
@pytest.mark.parametrize("duty", ["draft", "edit", "legal", "secrecy", "sign", "publicity", "catalogue", "supervise"])
def test_each_kind_of_data_is_kept_by_exactly_those_who_answer_for_it(what, duty):
    act, keepers = ACTS[what]
    person = bureau.official(duty)
    if duty in keepers:
        act(person)
        assert Entry.objects.filter(actor_id=person.pk).count() == 1
    else:
        with pytest.raises(Refused, match="没有维护"):
            act(person)
        assert not Entry.objects.exists()


def test_an_items_code_stays_since_publications_refer_to_it(publicity):
    row = item(publicity)
    with pytest.raises(Refused, match="不能修改"):
        reference.save_catalogue_item(actor=publicity, item=row, code="20-1.2")
    with pytest.raises(Refused, match="已被使用"):
        item(publicity, item1="另一项")
    assert CatalogueItem.objects.get().code == "20-1.1"


def test_a_change_names_what_changed_and_saving_the_same_again_records_nothing(publicity):
    row = item(publicity)
    reference.save_catalogue_item(actor=publicity, item=row, item2="规范性文件", node="20-1")
    assert told("catalogue_changed").latest("pk").facts == {"fields": ["item2"]}
    reference.save_catalogue_item(actor=publicity, item=row, item2="规范性文件")
    assert told("catalogue_changed").count() == 2


def test_what_was_ended_is_not_ended_again(publicity):
    row = item(publicity)
    with pytest.raises(Refused, match="理由"):
        reference.end_catalogue_item(actor=publicity, item=row, reason=" ")
    reference.end_catalogue_item(actor=publicity, item=row, reason="职责移交")
    word = reference.add_word(actor=publicity, word="错词", word_class="wrong", level="warn")
    reference.end_word(actor=publicity, word=word)
    with pytest.raises(Refused, match="已经移出"):
        reference.end_catalogue_item(actor=publicity, item=row, reason="再次")
    with pytest.raises(Refused, match="已经停用"):
        reference.end_word(actor=publicity, word=word)
    assert (CatalogueItem.objects.get().valid_to, Word.objects.get().valid_to) == (clock.today(), clock.today())


def test_a_renamed_institution_stays_one_and_an_unpublished_one_needs_its_reason(publicity):
    facts = {"owner": bureau.unit("office"), "reason": "正在起草"}
    row = reference.save_institution(actor=publicity, name="审查制度", **facts)
    reference.save_institution(actor=publicity, institution=row, name="保密审查制度")
    assert Institution.objects.get().name == "保密审查制度"
    with pytest.raises(Refused, match="请写明原因"):
        reference.save_institution(actor=publicity, institution=row, reason="")
    reference.save_institution(actor=publicity, name="保密审查制度", **{**facts, "reason": "正在审核"})
    assert Institution.objects.get().reason == "正在审核", "the same name is brought up to date"
    other = reference.save_institution(actor=publicity, name="另一制度", **facts)
    with pytest.raises(Refused, match="已经登记过"):
        reference.save_institution(actor=publicity, institution=other, name="保密审查制度")


def test_a_norm_is_there_once_for_each_day_it_came_into_force(publicity):
    law = {"code": "x-law", "title": "某法", "in_force_from": date(2020, 1, 1)}
    with pytest.raises(Refused, match="早于施行日期"):
        reference.save_norm(actor=publicity, in_force_to=date(2019, 1, 1), **law)
    reference.save_norm(actor=publicity, **law)
    with pytest.raises(Refused, match="已经登记过"):
        reference.save_norm(actor=publicity, **law)
    reference.save_norm(actor=publicity, **{**law, "in_force_from": date(2025, 1, 1)})
    assert Norm.objects.count() == 2


@pytest.mark.parametrize("number", ["某次会议", "2026 1", "", "１２", "2026_1"])
def test_a_secret_matters_number_holds_no_words(number):
    with pytest.raises(Refused, match="登记号"):
        reference.register_secret_matter(actor=bureau.official("secrecy"), number=number, ground="secrets_law",
                                         reviewed_on=date(2026, 1, 5))  # fmt: skip
    assert not SecretMatter.objects.exists()


def test_a_secret_matter_is_registered_once_with_a_known_ground_and_a_day_that_has_come():
    secrecy = bureau.official("secrecy")
    facts = {"actor": secrecy, "number": "2026-1", "ground": "secrets_law", "reviewed_on": clock.today()}
    for wrong in ({"ground": "因为"}, {"reviewed_on": clock.today() + timedelta(days=1)}):
        with pytest.raises(Refused):
            reference.register_secret_matter(**{**facts, **wrong})
    reference.register_secret_matter(**facts)
    with pytest.raises(Refused, match="已经登记过"):
        reference.register_secret_matter(**facts)
    assert told("secret_matter_registered").get().facts == {"ground": "secrets_law"}
