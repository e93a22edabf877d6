"""What everyone can see beside the form: places of acceptance, statistics, what is public already."""

from datetime import date, timedelta

import pytest

from gongkai.foi import services
from gongkai.foi.models import Application, Place
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.journal.seen import Overtaken, mark_of
from gongkai.portal.pages.asking import keys
from gongkai.publications.tests import factories as publish

FIELDS = {
    "name": "市民中心受理点", "address": "示例路100号1楼", "hours": "工作日 9:00—17:00", "phone": "021-00000001",
    "staff": "专职2人",
}  # fmt: skip


def place(team, **fields):
    return services.save_place(actor=team.publicity, unit=team.draft.unit, **{**FIELDS, **fields})


def test_a_saved_place_is_public_at_once_and_leaves_with_the_day_it_closes(team, client):
    row = place(team, longitude="121.473701", latitude="31.230416")
    text = client.get("/foi/places/").content.decode()
    assert "示例路100号1楼" in text and "专职2人" in text and "position=121.473701,31.230416" in text
    services.save_place(actor=team.publicity, place=row, closed_from=clock.today())
    assert "示例路100号1楼" not in client.get("/foi/places/").content.decode()


def test_without_coordinates_there_is_no_link_to_a_map(team, client):
    place(team)
    assert "在地图上看" not in client.get("/foi/places/").content.decode()


def test_without_places_the_page_says_what_to_do(client, db):
    assert "可以先" in client.get("/foi/places/").content.decode()


def test_only_the_changed_fields_are_in_the_journal(team):
    row = place(team)
    services.save_place(actor=team.publicity, place=row, phone="021-00000002", name=row.name)
    assert Entry.objects.filter(event="foi.place_saved").latest("id").facts["fields"] == ["phone"]


@pytest.mark.parametrize(
    ("fields", "field"), [({"longitude": "121.4"}, "latitude"), ({"latitude": "31.2"}, "longitude")]
)
def test_half_a_point_is_refused_at_the_missing_half(team, fields, field):
    with pytest.raises(Refused) as refused:
        place(team, **{"longitude": None, "latitude": None, **fields})
    assert [reason.field for reason in refused.value.reasons] == [field]


def test_the_same_name_twice_in_one_unit_is_refused(team):
    place(team)
    with pytest.raises(Refused, match="已有名为"):
        place(team)


def test_who_does_not_keep_places_is_refused(team):
    with pytest.raises(Refused, match="政务公开职责"):
        services.save_place(actor=team.draft, unit=team.draft.unit, **FIELDS)


def test_a_colleagues_change_in_between_is_told(team):
    row = place(team)
    seen = mark_of(row, ["phone"])
    services.save_place(actor=team.publicity, place=row, phone="021-00000003")
    with pytest.raises(Overtaken):
        services.save_place(actor=team.publicity, place=row, phone="021-00000004", seen=seen)


def test_the_desk_adds_and_changes_a_place(team, client):
    client.force_login(team.publicity)
    assert "还没有受理点" in client.get("/desk/foi/places/").content.decode()
    typed = {**FIELDS, "unit": team.draft.unit.pk, "order": "10"}
    assert client.post("/desk/foi/places/new/", typed).status_code == 302
    row = Place.objects.get()
    assert client.post(f"/desk/foi/places/{row.pk}/", {**typed, "hours": "工作日 9:00—16:30"}).status_code == 302
    assert "16:30" in client.get("/desk/foi/places/").content.decode()
    wrong = client.post("/desk/foi/places/new/", {**typed, "longitude": "500", "latitude": "31"})
    assert wrong.status_code == 422 and "经度在73到136之间" in wrong.content.decode()


def test_the_statistics_count_what_came_and_how_it_ended(team, client):
    make.answered(team)
    make.registered(team)
    make.received(team)  # not confirmed yet: it has no day of receipt and is not counted
    text = client.get("/foi/figures/").content.decode()
    assert "<dt>收到</dt><dd>2 件</dd>" in text and "<dt>已答复</dt><dd>1 件</dd>" in text
    assert "100.0%" in text and "网上申请" in text


def test_the_statistics_cost_the_same_for_many(team, client, django_assert_max_num_queries):
    for _ in range(3):
        make.registered(team)
    client.get("/foi/figures/")  # builds the navigation
    with django_assert_max_num_queries(6):
        client.get("/foi/figures/")


def test_every_month_of_the_span_has_its_row(team):
    from gongkai.foi.figures import figures

    found = figures(date(2025, 11, 1), date(2026, 2, 3))
    assert [name for name, _ in found.months] == ["2025年11月", "2025年12月", "2026年1月", "2026年2月"]


def test_what_is_public_already_is_offered_and_blocks_nothing(team, client):
    publish.live(team, title="中心城区行道树修剪计划")
    typed = {
        "key": keys.new_key(),
        "similar": "1",
        "subject": "行道树修剪计划",
        "name": "王晓明",
        "text": "想知道哪天修剪",
    }
    answer = client.post("/foi/apply/", typed)
    text = answer.content.decode()
    assert answer.status_code == 200 and "中心城区行道树修剪计划" in text
    assert "想知道哪天修剪" in text and "王晓明" in text and "请填写" not in text.partition("<form")[0]
    assert not Application.objects.exists()


def test_the_fragment_for_the_script_names_the_same(team, client):
    publish.live(team, title="中心城区行道树修剪计划")
    answer = client.post("/foi/similar/", {"subject": "行道树修剪计划"})
    assert "中心城区行道树修剪计划" in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert "没有找到相近" in client.post("/foi/similar/", {"subject": "量子计算机采购"}).content.decode()
    assert client.post("/foi/similar/", {"subject": "树"}).status_code == 422
    assert client.get("/foi/similar/").status_code == 405


def test_a_place_that_closes_tomorrow_is_still_shown_today(team, client):
    place(team, closed_from=clock.today() + timedelta(days=1))
    assert "示例路100号1楼" in client.get("/foi/places/").content.decode()


def test_what_was_withdrawn_is_neither_answered_nor_late(team, client):
    make.answered(team)
    services.withdrawn(case=make.assigned(team), actor=team.publicity, reason="申请人来电撤回")
    text = client.get("/foi/figures/").content.decode()
    assert "<dt>收到</dt><dd>2 件</dd>" in text and "<dt>已答复</dt><dd>1 件</dd>" in text and "100.0%" in text
    assert "其他处理" in text
