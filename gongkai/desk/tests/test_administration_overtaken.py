"""Two officials open one form of reference data: the later one is shown what the earlier one saved, and loses nothing."""

import re
from datetime import date, datetime

import pytest

from gongkai.bureau.models import LeaderProfile
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.journal.seen import Overtaken, mark_of, still
from gongkai.publications.models import CatalogueItem, DisclosureGuide, Institution, Norm
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make.Team()


def catalogue(team):
    row = CatalogueItem.objects.create(
        code="a-1", node="20-1", order=1, item1="机构职能", elements="全文", basis="条例", limit_text="20日", subject=team.unit,
        valid_from=clock.today(), channels=["政府网站"],
    )  # fmt: skip
    facts = {"code": "a-1", "node": "20-1", "order": 1, "item1": "机构职能", "elements": "全文", "basis": "条例",
             "limit_text": "20日", "subject": team.unit.pk, "channels": ["政府网站"], "audience": "全社会", "mode": "主动",
             "level": "市级"}  # fmt: skip
    return f"/desk/catalogue/{row.pk}/", facts, ("item1", "机构职责", "limit_text", "10个工作日"), row


def guide(team):
    facts = {name: f"甲{name}" for name in ("classification", "arrangement", "access", "office_name", "address", "hours",
                                            "phone", "fax", "online")}  # fmt: skip
    row = DisclosureGuide.objects.create(updated_on=date(2026, 1, 1), **facts)
    return "/desk/guide/", facts, ("phone", "021-1111", "address", "人民大道一号"), row


def institution(team):
    row = Institution.objects.create(name="审查制度", owner=team.unit, reason="起草中")
    facts = {"name": "审查制度", "level": "bureau", "owner": team.unit.pk, "reason": "起草中"}
    return f"/desk/institutions/{row.pk}/", facts, ("level", "city", "reason", "待发布"), row


def norm(team):
    row = Norm.objects.create(code="law", title="某条例", in_force_from=date(2026, 1, 1))
    facts = {"code": "law", "title": "某条例", "in_force_from": "2026-01-01", "grade": "A"}
    return f"/desk/norms/{row.pk}/", facts, ("in_force_to", "2026-12-31", "number", "国务院令第1号"), row


def unit(team):
    facts = {"name": "绿化处", "short_name": "绿化处", "kind": "office", "order": 100, "phone": "021-1"}
    row = bureau.unit("green")
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return f"/desk/units/{row.pk}/", facts, ("phone", "021-2", "kind", "affiliated"), row


def leader(team):
    facts = {"name": "某甲", "post": "副局长", "responsibilities": "绿化", "order": 1, "valid_from": "2026-01-01"}
    row = LeaderProfile.objects.create(**facts)
    return f"/desk/leaders/{row.pk}/", facts, ("responsibilities", "绿化、林业", "post", "局长"), row


def person(team):
    row = bureau.official(name="某乙", of=team.unit)
    facts = {"name": "某乙", "unit": team.unit.pk, "post": ""}
    return f"/desk/officials/{row.pk}/edit/", facts, ("post", "科长", "name", "某丙"), row


FORMS = [catalogue, guide, institution, norm, unit, leader, person]


def shown(desk, address):
    """The mark that the form carries."""
    return re.search(r'name="seen" value="([0-9a-f]{32})"', desk.text(address)).group(1)


@pytest.fixture
def colleagues(team):
    both = [bureau.official("publicity", admin_role="", name=name) for name in ("张一", "李二")]
    admins = [bureau.official(admin_role="system", name=name) for name in ("张一", "李二")]
    return lambda address: [
        Desk(each) for each in (admins if any(part in address for part in ("units", "leaders", "officials")) else both)
    ]


@pytest.mark.parametrize("prepare", FORMS)
def test_who_saves_later_sees_what_the_colleague_saved_and_keeps_what_he_typed(team, colleagues, prepare):
    address, facts, (theirs, their_value, mine, my_value), row = prepare(team)
    first, second = colleagues(address)
    seen = shown(second, address)
    with clock.at(datetime(2026, 11, 24, 10, 21, tzinfo=clock.BUREAU_ZONE)):
        saved = first.client.post(
            address, {**facts, theirs: their_value, "seen": shown(first, address), "submission_key": "a"}
        )
    assert saved.status_code == 302, saved.content.decode()
    answer = second.client.post(address, {**facts, mine: my_value, "seen": seen, "submission_key": "b"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "已被 张一 于 2026年11月24日 10:21 修改" in page
    assert my_value in page, "what was typed is kept"
    row.refresh_from_db()
    assert str(getattr(row, theirs)) == their_value and str(getattr(row, mine)) != my_value
    field = page[page.index(f'id="id_{theirs}_error"') :]
    words = {"city": "本市"}.get(their_value, their_value)
    assert f"现在的内容是“{words}”" in field[:200]

    again = re.search(r'name="seen" value="([0-9a-f]{32})"', page).group(1)
    decided = {**facts, theirs: their_value, mine: my_value, "seen": again}
    assert second.client.post(address, {**decided, "submission_key": "b"}).status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, theirs)) == their_value and str(getattr(row, mine)) == my_value


@pytest.mark.parametrize("prepare", FORMS)
def test_what_is_saved_as_it_was_shown_is_saved_and_the_same_once_more_is_no_clash(team, colleagues, prepare):
    address, facts, (name, value, _, _), row = prepare(team)
    first, second = colleagues(address)
    seen = {"seen": shown(first, address)}
    for desk in (first, second):
        assert desk.client.post(address, {**facts, name: value, **seen, "submission_key": "a"}).status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, name)) == value
    assert Entry.objects.filter(event__endswith="_changed").count() == 1


def test_a_forged_or_oversized_mark_is_only_a_mark_that_does_not_fit(team, colleagues):
    address, facts, (name, value, _, _), _ = norm(team)
    desk = colleagues(address)[0]
    for nasty in ("x", "陆" * 3000, "\x00", "<script>"):
        answer = desk.post(address, **{**facts, name: value}, seen=nasty, submission_key="a")
        assert answer.status_code == 422 and "<script>" not in answer.content.decode().replace("<script src", "")


def test_a_change_that_nobody_recorded_is_told_without_a_name(team):
    row = norm(team)[3]
    seen = mark_of(row, ["title"])
    row.title = "另一部条例"
    with pytest.raises(Overtaken, match="已被同事修改") as told:
        still(row, {"title": "我的条例"}, seen, event="publications.norm_changed")
    assert isinstance(told.value, Refused) and told.value.row is row
    still(row, {"title": "另一部条例"}, seen, event="publications.norm_changed")
    still(row, {"title": "我的条例"}, "", event="publications.norm_changed")
