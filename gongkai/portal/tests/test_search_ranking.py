"""Who stands above whom: type, validity, age, forwarding notices, editors' wishes."""

from datetime import date, timedelta

import pytest

from gongkai.journal import clock
from gongkai.portal.models import Bet
from gongkai.portal.search import ranking, services, tantivy_index
from gongkai.portal.search.port import Standing
from gongkai.publications.models import Link, Publication
from gongkai.publications.rules.validity import Validity
from gongkai.publications.tests import factories as make

from . import factories, searching
from .searching import found, titles

TODAY = date(2026, 6, 2)


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    searching.use_own_folder(settings, tmp_path)


def standing(kind, days=0, **more):
    return Standing(search_type=kind, day=TODAY - timedelta(days=days), **more)


def test_the_formula_is_type_times_validity_times_recency():
    policy = {"has_validity": True, "dated": True}
    assert ranking.factor(standing("service", 3000), TODAY) == 2.0
    assert ranking.factor(standing("policy", **policy), TODAY) == pytest.approx(1.6 * 1.2)
    assert ranking.factor(standing("policy", 180, **policy), TODAY) == pytest.approx(1.6 * 0.7)
    assert ranking.factor(standing("news", dated=True), TODAY) == pytest.approx(0.6 * 1.2)
    repealed = standing("policy", repealed_on=TODAY, **policy)
    assert ranking.validity_of(repealed, TODAY) == Validity.REPEALED
    assert ranking.factor(repealed, TODAY) == pytest.approx(0.3 * 1.2)
    assert ranking.recency(TODAY + timedelta(days=9), TODAY) == pytest.approx(1.2), "the future is as new as today"
    assert ranking.popularity(0) == 0 < ranking.popularity(3) < 1


def dated(publication, day):
    """The item as if it had been released on that day."""
    Publication.objects.filter(pk=publication.pk).update(listed_on=day)
    return publication


def test_with_equal_text_a_newer_policy_precedes_an_older_one_and_a_service_precedes_news(team):
    words = {"body": "<p>绿地养护。</p>", "summary": "绿地养护", "keywords": "绿地"}
    older = dated(factories.policy(team, title="绿地养护要求", **words), date(2024, 1, 5))
    newer = dated(factories.policy(team, title="绿地养护要求", **words), date(2026, 5, 5))
    news = make.live(team, kind="news", title="绿地养护要求", **words)
    service = make.live(team, kind="service_guide", column="service.industry", title="绿地养护要求", **words)
    searching.build()
    order = [row.url for row in found("绿地养护").rows]
    places = {name: order.index(f"/d/{row.pk}/") for name, row in
              {"older": older, "newer": newer, "news": news, "service": service}.items()}  # fmt: skip
    assert places["newer"] < places["older"] and places["service"] < places["news"]


def test_what_is_no_longer_in_force_is_marked_and_never_on_top(team):
    gone = factories.policy(team, title="户外招牌设置办法", keywords="户外招牌 设置", summary="户外招牌设置")
    Publication.objects.filter(pk=gone.pk).update(repealed_on=TODAY)
    other = make.live(team, kind="news", title="巡查简讯", body="<p>巡查了户外招牌的设置。</p>", keywords="")
    searching.build()
    rows = found("户外招牌设置").rows
    assert [row.url for row in rows][:2] == [f"/d/{other.pk}/", f"/d/{gone.pk}/"]
    assert rows[1].validity == "废止" and rows[1].gone


def test_a_repealed_document_is_first_for_its_own_number_only(team):
    gone = factories.policy(team, doc_no="沪绿容规〔2020〕8号", title="旧办法")
    Publication.objects.filter(pk=gone.pk).update(repealed_on=TODAY)
    factories.policy(team, title="新办法", body="<p>沪绿容规〔2020〕8号同时废止。</p>")
    searching.build()
    assert titles("沪绿容规(2020)8号") == ["旧办法", "新办法"]


def test_a_validity_that_ends_by_itself_counts_from_that_day_without_a_new_index(team):
    ends = factories.policy(team, title="临时招牌规定一", expires_on=TODAY + timedelta(days=3))
    stays = factories.policy(team, title="临时招牌规定二")
    Publication.objects.filter(pk=stays.pk).update(listed_on=date(2024, 1, 1))
    searching.build()
    assert found("临时招牌规定").rows[0].url == f"/d/{ends.pk}/"
    with clock.at(clock.now() + timedelta(days=10)):
        assert found("临时招牌规定").rows[0].url == f"/d/{stays.pk}/"


def test_a_notice_that_forwards_stands_below_what_it_forwards(team):
    forwarding = factories.policy(team, title="关于转发《投放指引》的通知")
    own = dated(factories.policy(team, title="投放指引"), date(2026, 1, 1))
    linked = factories.policy(team, title="投放指引（区级）")
    Link.objects.create(from_publication=linked, to_publication=own, role=Link.Role.FORWARDS)
    searching.build()
    assert found("投放指引").rows[0].url == f"/d/{own.pk}/"
    assert f"/d/{forwarding.pk}/" in [row.url for row in found("投放指引").rows]


def test_what_is_replaced_stands_below_what_replaces_it(team):
    old, new = factories.policy(team, title="公园管理办法"), factories.policy(team, title="公园管理办法（修订）")
    Publication.objects.filter(pk=new.pk).update(listed_on=date(2026, 3, 1))
    Link.objects.create(from_publication=new, to_publication=old, role=Link.Role.REPLACES)
    searching.build()
    assert found("公园管理办法").rows[0].url == f"/d/{new.pk}/"


def test_best_bets_stand_on_top_and_worst_bets_are_not_shown(team):
    best, worst = factories.policy(team, title="晨练须知"), factories.policy(team, title="公园开放时间")
    other = factories.policy(team, title="公园开放时间说明")
    searching.build()
    bet = services.add_bet(actor=team.publicity, query="公园开放时间", publication=best, kind="best", reason="常问")
    services.add_bet(actor=team.publicity, query="公园开放时间", publication=worst, kind="worst", reason="已过时")
    result = found("公园开放时间")
    assert [row.url for row in result.best] == [f"/d/{best.pk}/"]
    assert [row.url for row in result.rows] == [f"/d/{other.pk}/"]
    services.end_bet(actor=team.publicity, bet=bet)
    assert not found("公园开放时间").best and Bet.objects.count() == 2


def test_by_date_the_newest_stands_first(team):
    old = dated(make.live(team, kind="service_guide", column="service.industry", title="迁移树木"), date(2025, 1, 1))
    new = make.live(team, kind="news", title="随笔", body="<p>迁移树木。</p>")
    searching.build()
    assert [row.url for row in found("迁移树木").rows] == [f"/d/{old.pk}/", f"/d/{new.pk}/"]
    assert [row.url for row in found("迁移树木", by_date=True).rows] == [f"/d/{new.pk}/", f"/d/{old.pk}/"]


def test_among_very_many_hits_titles_and_dates_decide_and_nothing_is_left_out(team, monkeypatch):
    monkeypatch.setattr(tantivy_index, "BROAD", 2)
    said = dated(
        make.live(team, title="季度情况通报", body="<p>公园、公园、公园、公园。</p>"), TODAY - timedelta(days=900)
    )
    old = dated(make.live(team, title="公园管理的通知"), TODAY - timedelta(days=900))
    new = dated(make.live(team, title="公园开放的通知"), TODAY)
    searching.build()
    assert found("公园").total == 3 and titles("公园") == [new.title, old.title, said.title]
    assert titles("公园管理")[0] == old.title
