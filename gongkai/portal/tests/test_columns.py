"""The column tree and the navigation made from it."""

import pytest

from gongkai.portal import navigation, services
from gongkai.portal.models import Column, NavigationStamp
from gongkai.publications import kinds
from gongkai.publications.services import removing
from gongkai.publications.tests import factories as make

from . import factories


def test_every_column_has_owner_template_description_and_its_parent(team):
    for column in Column.objects.select_related("parent"):
        assert column.owner and column.template and column.description and column.minimum >= 0, column.code
        assert (column.parent.code if column.parent else "") == column.code.rpartition(".")[0]


def test_seeding_again_changes_nothing_but_what_the_file_says(team):
    before = list(Column.objects.order_by("id").values_list("id", "code", "owner"))
    Column.objects.filter(code="news").update(name="别的名字")
    services.seed_columns()
    assert list(Column.objects.order_by("id").values_list("id", "code", "owner")) == before
    assert Column.objects.get(code="news").name == "要闻动态"


def test_the_default_column_of_every_kind_exists(team):
    assert {kind.column for kind in kinds.all_kinds()} <= set(Column.objects.values_list("code", flat=True))


def test_the_five_statutory_entries_stand_in_their_order_under_their_names(team):
    names = Column.objects.filter(parent__code="open").order_by("order").values_list("name", flat=True)
    assert list(names)[:6] == [
        "政策文件", "政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开",
    ]  # fmt: skip


def test_a_statutory_column_is_at_most_three_steps_from_the_landing_page(team):
    assert max(code.count(".") for code in Column.objects.filter(statutory=True).values_list("code", flat=True)) <= 3


def test_only_columns_with_content_are_shown(team, page_of, client):
    factories.policy(team)
    text = page_of("/map/")
    assert "其他文件" in text and "行政规范性文件" not in text
    assert client.get("/c/open.policy.normative/").status_code == 404
    assert client.get("/c/open.policy/").status_code == 200
    assert "互动交流" not in page_of("/")


def test_the_navigation_follows_the_first_and_the_last_item_of_a_column(team, django_capture_on_commit_callbacks):
    assert navigation.current().shown("news.notice") is None
    with django_capture_on_commit_callbacks(execute=True):
        publication = make.live(team)
    assert navigation.current().shown("news.notice")
    with django_capture_on_commit_callbacks(execute=True):
        second = make.live(team)
        token = NavigationStamp.objects.get().token
    assert NavigationStamp.objects.get().token == token, "a second item changes no navigation"
    with django_capture_on_commit_callbacks(execute=True):
        for one in (publication, second):
            removing.take_down(publication=one, officer=team.duty_officer, reason_code="error", reason="有误")
    assert navigation.current().shown("news.notice") is None


def test_asking_for_the_navigation_again_costs_one_query_and_with_a_stamp_none(team, django_assert_num_queries):
    token = navigation.current().token
    with django_assert_num_queries(1):
        navigation.current()
    with django_assert_num_queries(0):
        navigation.current(token)


@pytest.mark.parametrize("code", ["open.policy", "open.policy.other", "open"])
def test_an_item_is_in_its_column_and_in_those_above(team, page_of, code):
    publication = factories.policy(team)
    assert publication.title in page_of(f"/c/{code}/")
