"""Administration at the desk: three administrators who hold each other, a journal that only grows, reference data."""

from datetime import date

import pyotp
import pytest

from gongkai.bureau.models import Official, RoleChange, Unit
from gongkai.bureau.tests import factories as bureau
from gongkai.journal.models import Entry
from gongkai.publications.models import CatalogueItem, DisclosureGuide, Institution, Norm, SecretMatter, Word
from gongkai.publications.tests import factories as make
from gongkai.workdays.models import CalendarNotice
from gongkai.workdays.services import calendars_load

from .at_desk import Desk

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def administrator(role):
    person = bureau.official(admin_role=role, name=f"{role}管理员")
    person.totp_secret = SECRET
    person.save()
    return person


@pytest.fixture
def three():
    return {role: administrator(role) for role in ("system", "security", "audit")}


# Which administrator opens which page; officials with duties only open none of them.
PAGES = {
    "/desk/officials/": {"system", "security", "audit"},
    "/desk/officials/new/": {"system"},
    "/desk/changes/": {"system", "security", "audit"},
    "/desk/units/": {"system", "security", "audit"},
    "/desk/units/new/": {"system"},
    "/desk/leaders/": {"system"},
    "/desk/leaders/new/": {"system"},
    "/desk/absences/": {"system", "security", "audit"},
    "/desk/journal/": {"security", "audit"},
    "/desk/journal/seals/": {"security", "audit"},
    "/desk/journal/deliveries/": {"security", "audit"},
    "/desk/keys/": {"system", "security", "audit"},
    "/desk/keys/new/": {"system", "security"},
    "/desk/calendars/": {"system"},
}


@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_for_exactly_its_administrators(three, address):
    for role, person in three.items():
        assert Desk(person).get(address).status_code == (200 if role in PAGES[address] else 403), role
    clerk = bureau.official("draft", "legal", "edit")
    assert Desk(clerk).get(address).status_code == 403


def test_an_account_is_opened_without_rights_and_gets_them_by_two_administrators(three):
    unit = bureau.unit("office")
    system = Desk(three["system"])
    system.post("/desk/officials/new/", username="newcomer", name="新人", unit=unit.pk, post="", submission_key="a")
    person = Official.objects.get(username="newcomer")
    assert person.must_change_password and not person.duties.exists()
    system.post_with_code(f"/desk/officials/{person.pk}/change/", do="grant", duty="draft", unit=unit.pk, reason="分管起草",
                submission_key="b")  # fmt: skip
    change = RoleChange.objects.get()
    own = system.post_with_code(f"/desk/changes/{change.pk}/", agree="yes", submission_key="c")
    assert own.status_code == 422 and "另一位管理员" in own.content.decode()
    epoch = person.session_epoch
    answer = Desk(three["security"]).post(f"/desk/changes/{change.pk}/", agree="yes", code=pyotp.TOTP(SECRET).now(),
                                          submission_key="d")  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    person.refresh_from_db()
    assert person.duties.get().duty == "draft" and person.session_epoch > epoch


@pytest.mark.parametrize(
    ("holder", "change", "words"),
    [({"duties": ("draft",)}, {"do": "admin_role", "role": "audit"}, "业务职责"),
     ({"admin_role": "audit"}, {"do": "grant", "duty": "draft"}, "不能同时承担业务职责"),
     ({"admin_role": "audit"}, {"do": "admin_role", "role": "system"}, "一人只能担任一种")],
)  # fmt: skip
def test_nobody_holds_two_of_the_three_powers_or_one_with_a_duty(three, holder, change, words):
    duties = holder.pop("duties", ())
    person = bureau.official(*duties, **holder)
    page = Desk(three["system"]).post_with_code(
        f"/desk/officials/{person.pk}/change/", reason="x", submission_key="k", **change
    )
    assert page.status_code == 422 and words in page.content.decode()
    assert not RoleChange.objects.exists()


def test_nobody_changes_his_own_rights(three):
    page = Desk(three["system"]).post_with_code(f"/desk/officials/{three['system'].pk}/change/", do="admin_role", role="",
                                      reason="x", submission_key="k")  # fmt: skip
    assert page.status_code == 422 and "自己" in page.content.decode()


def test_a_reorganisation_ends_one_unit_and_the_tree_of_an_earlier_day_still_shows_it(three):
    old, new = bureau.unit("old", name="老处室"), bureau.unit("new", name="新处室")
    system = Desk(three["system"])
    system.post(
        f"/desk/units/{old.pk}/end/", on="2026-01-01", successors=[new.pk], reason="机构改革", submission_key="e"
    )
    assert Unit.objects.get(pk=old.pk).valid_to == date(2025, 12, 31)
    assert "老处室" in system.text("/desk/units/", on="2025-06-01")
    assert "老处室" not in system.text("/desk/units/", on="2026-06-01")


def test_the_journal_is_filtered_shown_and_its_export_is_itself_recorded(three):
    make.live(make.Team())
    audit = Desk(three["audit"])
    page = audit.text("/desk/journal/", event="publications.released")
    assert "发布第 1 版" in page and "通过第 1 版" not in page
    entry = Entry.objects.filter(event="publications.released").get()
    assert "索引号" in audit.text(f"/desk/journal/{entry.pk}/")
    audit.post_with_code("/desk/again/", submission_key="a")
    answer = audit.get("/desk/journal/", export="csv", event="publications.released")
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content])
    assert Entry.objects.filter(event="desk.exported").count() == 1
    assert "没有改动" in audit.client.post("/desk/journal/seals/").content.decode()


def test_reference_data_is_kept_by_those_who_answer_for_it():
    team = make.Team()
    publicity, secrecy = Desk(team.publicity), Desk(team.secrecy)
    row = {"code": "20-1.9", "node": "20-1", "order": 1, "item1": "政策", "elements": "全文", "basis": "条例",
           "limit_text": "20个工作日", "subject": team.unit.pk, "channels": ["政府网站"], "audience": "全社会",
           "mode": "主动", "level": "市级"}  # fmt: skip
    assert publicity.post("/desk/catalogue/new/", submission_key="a", **row).status_code == 302
    assert "没有内容" in publicity.text("/desk/catalogue/")
    item = CatalogueItem.objects.get()
    publicity.post(f"/desk/catalogue/{item.pk}/", submission_key="b", **{**row, "item2": "规范性文件"})
    facts = dict.fromkeys(("classification", "arrangement", "access", "office_name", "address", "hours", "phone", "fax", "online"), "填写")  # fmt: skip
    publicity.client.post("/desk/guide/", {"submission_key": "c", **facts})
    publicity.post("/desk/institutions/new/", submission_key="d", name="审查制度", level="bureau", owner=team.unit.pk,
                   reason="正在起草")  # fmt: skip
    publicity.post(
        "/desk/norms/new/", submission_key="e", code="x-law", title="某法", in_force_from="2020-01-01", grade="A"
    )
    publicity.post("/desk/words/new/", submission_key="f", word="错词", word_class="wrong", level="warn")
    secrecy.post(
        "/desk/secrets/new/", submission_key="g", number="2026-001", ground="secrets_law", reviewed_on="2026-01-05"
    )
    kept = (CatalogueItem, DisclosureGuide, Institution, Norm, Word, SecretMatter)
    assert [model.objects.count() for model in kept] == [1] * 6
    assert CatalogueItem.objects.get().item2 == "规范性文件"
    for address in ("/desk/catalogue/", "/desk/guide/", "/desk/institutions/", "/desk/norms/", "/desk/words/"):
        publicity.text(address)
    secrecy.text("/desk/secrets/")


def test_a_secret_matter_has_no_place_for_words():
    secrecy = Desk(make.Team().secrecy)
    page = secrecy.text("/desk/secrets/new/")
    assert "<textarea" not in page and 'type="file"' not in page
    answer = secrecy.post("/desk/secrets/new/", number="某某会议内容", ground="secrets_law", reviewed_on="2026-01-05",
                          submission_key="s")  # fmt: skip
    assert answer.status_code == 422 and not SecretMatter.objects.exists()


def test_a_notice_on_days_off_is_registered_and_open_deadlines_are_counted_anew():
    calendars_load()
    publicity = Desk(make.Team().publicity)
    publicity.text("/desk/calendars/", year="2026")
    data = {"year": 2027, "doc_no": "国办发明电〔2026〕99号", "title": "关于2027年部分节假日安排的通知", "signed": "2026-11-20",
            "off": "元旦 2027-01-01 2027-01-03\n春节 2027-02-05 2027-02-11", "work": "2027-02-14"}  # fmt: skip
    wrong = publicity.post("/desk/calendars/new/", submission_key="w", **{**data, "off": "元旦 明天"})
    assert wrong.status_code == 422
    assert publicity.post("/desk/calendars/new/", submission_key="n", **data).status_code == 302
    assert CalendarNotice.objects.filter(year=2027).count() == 1
