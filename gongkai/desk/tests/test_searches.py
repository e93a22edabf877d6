"""Editors see what readers looked for, teach the search their words, and are told once a week."""

from datetime import date, timedelta

import pytest

from gongkai.desk.models import Notification
from gongkai.desk.searches import tell_editors
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.portal.models import Bet, QueryCount, Synonym
from gongkai.publications.tests import factories as make

MONDAY = date(2026, 6, 8)


@pytest.fixture
def team(db):
    return make.Team()


def asked(query, day, count=3, nothing=3, reported=0):
    QueryCount.objects.create(day=day, query=query, count=count, nothing=nothing, reported=reported)


@pytest.fixture
def editor(client, team):
    client.force_login(team.publicity)
    return client


def test_what_found_nothing_stands_first_with_one_click_to_the_cure(editor, clock_today):
    asked("锯木头", clock_today, reported=2)
    asked("垃圾分类", clock_today, count=40, nothing=0)
    page = editor.get("/desk/searches/").content.decode()
    assert "锯木头" in page and "/desk/searches/synonyms/new/?word=%E9%94%AF" in page
    assert page.index("锯木头") < page.index("垃圾分类")
    form = editor.get("/desk/searches/synonyms/new/?word=锯木头").content.decode()
    assert 'value="锯木头"' in form


@pytest.fixture
def clock_today():
    return clock.today()


def posted(client, address, **fields):
    return client.post(address, {"submission_key": "k" * 20, **fields})


def test_synonyms_are_added_both_ways_once_and_ended(editor):
    address = "/desk/searches/synonyms/new/"
    assert posted(editor, address, word="锯木头", meaning="砍伐树木").status_code == 302
    again = editor.post(address, {"submission_key": "x", "word": "砍伐树木", "meaning": "锯木头"})
    assert again.status_code == 422 and "已经互为同义词" in again.content.decode()
    short = editor.post(address, {"submission_key": "y", "word": "树", "meaning": "树木"})
    assert short.status_code == 422 and 'value="树木"' in short.content.decode(), "what was typed stays"
    row = Synonym.objects.get()
    assert editor.post(f"/desk/searches/synonyms/{row.pk}/end/", {"submission_key": "z"}).status_code == 302
    row.refresh_from_db()
    assert row.valid_to is not None
    assert Entry.objects.filter(event="portal.synonym_changed").count() == 2


def test_a_bet_names_a_public_item_and_its_reason(editor, team):
    live, draft = make.live(team), make.draft(team)
    fields = {"query": "公园", "kind": "best", "reason": "常问"}
    address = "/desk/searches/bets/new/"
    assert editor.post(address, {"submission_key": "a", **fields, "publication": live.number}).status_code == 302
    assert Bet.objects.get().publication == live
    refused = editor.post(address, {"submission_key": "b", **fields, "publication": f"/d/{draft.publication_id}/"})
    assert refused.status_code == 422 and Bet.objects.count() == 1
    page = editor.get("/desk/searches/bets/").content.decode()
    assert live.title in page and "置顶" in page
    assert editor.post(f"/desk/searches/bets/{Bet.objects.get().pk}/end/", {"submission_key": "c"}).status_code == 302


def test_a_new_index_is_asked_for_with_a_reason_and_in_the_journal(editor):
    page = editor.get("/desk/searches/index/").content.decode()
    assert "还没有索引" in page
    assert editor.post("/desk/searches/index/", {"submission_key": "a", "reason": ""}).status_code == 422
    assert editor.post("/desk/searches/index/", {"submission_key": "b", "reason": "换了词库"}).status_code == 302
    assert Entry.objects.get(event="portal.index_wanted").reason == "换了词库"


def test_editors_are_told_of_the_week_that_has_ended_and_once_only(team):
    asked("锯木头", MONDAY - timedelta(days=2), reported=1)
    asked("独角兽", MONDAY - timedelta(days=7))
    asked("垃圾分类", MONDAY - timedelta(days=3), nothing=0)
    asked("下周的词", MONDAY)
    assert tell_editors(MONDAY) == tell_editors(MONDAY + timedelta(days=3)) == 2
    notice = Notification.objects.get(official=team.publicity)
    assert notice.sentence == "上周有 2 个词读者没有搜到：锯木头、独角兽" and notice.url == "/desk/searches/"
    assert {row.official_id for row in Notification.objects.all()} == {team.publicity.pk, team.edit.pk}
    assert tell_editors(MONDAY + timedelta(days=21)) == 0
