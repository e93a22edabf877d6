"""What administrators see of people and units, and what their forms ask for."""

import inspect
from datetime import date

import pytest
from django import forms
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.models import RoleChange
from gongkai.bureau.services import absences, changes, units
from gongkai.bureau.tests import factories as bureau
from gongkai.desk.forms import account, acts, administration, home
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return {role: bureau.official(admin_role=role) for role in ("system", "security", "audit")}


FORMS = [
    form
    for module in (account, acts, administration, home)
    for _, form in inspect.getmembers(module, inspect.isclass)
    if issubclass(form, forms.BaseForm) and form.__module__ == module.__name__ and form.base_fields
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_field_is_named_in_chinese_and_no_choice_begins_with_dashes(form):
    for name, field in form.base_fields.items():
        if field.widget.is_hidden:
            continue
        assert field.label and not str(field.label).isascii(), name
    try:
        drawn = form().as_p()
    except TypeError:  # a form that is given its choices
        return
    assert "---" not in drawn


def test_a_change_is_listed_with_its_verb_and_found_by_its_state(three):
    office, person = bureau.unit("office"), bureau.official(name="阮知夏")
    changes.propose(official=person, change={"do": "grant", "duty": "draft", "unit": office.pk}, reason="分工",
                    proposer=three["system"])  # fmt: skip
    changes.propose(official=person, change={"do": "deactivate"}, reason="离职", proposer=three["system"])
    security = Desk(three["security"])
    assert "授予职责：起草（office处）" in security.text("/desk/changes/") and "停用账号" in security.text(
        "/desk/changes/"
    )
    assert "阮知夏" not in security.text("/desk/changes/", state="confirmed")


def queries_of(desk, address):
    from django.db import connection

    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert desk.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "address", ["/desk/changes/", "/desk/officials/", "/desk/absences/", "/desk/units/", "/desk/official/"]
)
def test_many_rows_ask_the_database_as_often_as_one(three, address):
    person = bureau.official()
    address = f"/desk/officials/{person.pk}/" if address == "/desk/official/" else address

    def more(count):
        for _ in range(count):
            place, colleague = bureau.unit(), bureau.official()
            RoleChange.objects.create(official=person, proposed_by=three["system"], proposed_at=clock.now(), reason="x",
                                      change={"do": "grant", "duty": "draft", "unit": place.pk})  # fmt: skip
            absences.record_absence(official=colleague, substitute=person, from_day=clock.today(),
                                    to_day=clock.today(), reason="会议", actor=colleague)  # fmt: skip

    desk = Desk(three["security"])
    more(1)
    queries_of(desk, address)
    few = queries_of(desk, address)
    more(8)
    assert queries_of(desk, address) == few


@pytest.mark.parametrize(
    ("viewer", "shown", "hidden"),
    [("system", ("重置密码", "修改", "提出变更"), ("重置动态口令", "解除锁定")),
     ("security", ("重置动态口令", "解除锁定", "提出变更"), ("重置密码", "修改")),
     ("audit", (), ("重置密码", "重置动态口令", "解除锁定", "修改", "提出变更"))],
)  # fmt: skip
def test_each_administrator_sees_his_own_acts_on_an_account(three, viewer, shown, hidden):
    person = bureau.official("draft")
    page = Desk(three[viewer]).text(f"/desk/officials/{person.pk}/").partition("<h2>")[0]
    for words in shown:
        assert f">{words}</a>" in page, words
    for words in hidden:
        assert f">{words}</a>" not in page, words


def test_who_may_not_reset_is_told_before_and_refused_after(three):
    person = bureau.official("draft")
    page = Desk(three["security"]).text(f"/desk/officials/{person.pk}/password/")
    assert "由系统管理员重置" in page and "现在不能办理" in page


@pytest.mark.parametrize("username", ["", "a", "1abc", "lu yan", "陆言", "lu\u0443an", "LUYAN", "a" * 41])
def test_an_account_has_a_plain_name_of_its_own(three, username):
    bureau.official(username="luyan")
    page = Desk(three["system"]).post("/desk/officials/new/", username=username, name="陆言",
                                      unit=bureau.unit("office").pk, post="", submission_key="k")  # fmt: skip
    assert page.status_code == 422


def test_a_merged_unit_says_who_went_on(three):
    old, new = bureau.unit("old"), bureau.unit("new", name="新处室")
    units.end(unit=old, on=date(2026, 1, 1), successors=[new], actor=three["system"], reason="机构改革")
    assert '<td data-label="承接">新处室</td>' in Desk(three["audit"]).text("/desk/units/", on="2025-12-31")


def test_the_keys_page_says_which_key_is_in_use(three):
    assert "号数据密钥（国际算法）" in Desk(three["security"]).text("/desk/keys/")


def test_the_facts_of_an_entry_are_told_in_words(three):
    make.live(make.Team())
    entry = Entry.objects.filter(event="publications.released").get()
    page = Desk(three["audit"]).text(f"/desk/journal/{entry.pk}/")
    assert "<dt>版次</dt><dd>1</dd>" in page
    unit = units.change(unit=bureau.unit("office"), actor=three["system"], phone="021-12345678", name="新名")
    entry = Entry.objects.about("unit", unit.pk).get()
    assert "<dt>改动的栏目</dt><dd>名称、电话</dd>" in Desk(three["audit"]).text(f"/desk/journal/{entry.pk}/")
