"""Reference data at the desk: lists that tell what is missing, exports of what is shown, acts that name their object."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.publications.models import CatalogueItem, Institution, Norm, Publication, Word
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make.Team()


def item(team, code, **more):
    values = {"node": "20-1", "order": 1, "item1": f"事项{code}", "elements": "全文", "basis": "条例", "limit_text": "20日",
              "limit_days": 30, "subject": team.unit, "valid_from": clock.today(), "channels": ["政府网站"]}  # fmt: skip
    return CatalogueItem.objects.create(code=code, **{**values, **more})


@pytest.fixture
def three_items(team):
    item(team, "a-empty"), item(team, "b-late"), item(team, "c-fresh")
    for code, days in (("b-late", 31), ("c-fresh", 30)):
        live = make.live(team)
        Publication.objects.filter(pk=live.pk).update(
            catalogue_code=code, listed_on=clock.today() - timedelta(days=days)
        )


@pytest.mark.parametrize(
    ("state", "shown"), [("empty", {"事项a-empty"}), ("overdue", {"事项b-late"}), ("", {"事项a-empty", "事项b-late", "事项c-fresh"})]
)  # fmt: skip
def test_empty_and_late_rows_of_the_catalogue_are_found(team, three_items, state, shown):
    page = Desk(team.publicity).text("/desk/catalogue/", duty=state)
    assert {f"事项{code}" for code in ("a-empty", "b-late", "c-fresh") if f"事项{code}" in page} == shown


def test_the_export_says_of_each_row_what_the_screen_says(team, three_items):
    answer = Desk(team.publicity).get("/desk/catalogue/", export="csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()[1:]
    for line, word in zip(sorted(lines), ("没有内容", "逾期未更新", "正常"), strict=True):
        assert word in line
    assert str(clock.today() - timedelta(days=31)) in "".join(lines)


LISTS = {
    "catalogue": lambda team, n: item(team, f"row-{n}"),
    "institutions": lambda team, n: Institution.objects.create(name=f"制度{n}", owner=bureau.unit(f"owner-{n}"), reason="起草"),
    "norms": lambda team, n: Norm.objects.create(code=f"law-{n}", title=f"某法{n}", in_force_from=clock.today()),
    "words": lambda team, n: Word.objects.create(word=f"错{n}", word_class="wrong", level="warn", valid_from=clock.today()),
}  # fmt: skip


@pytest.mark.parametrize("place", LISTS)
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_one(team, place):
    desk, counts = Desk(team.publicity), []
    for rows in (range(1), range(1, 12)):
        for number in rows:
            LISTS[place](team, number)
        desk.text(f"/desk/{place}/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            desk.text(f"/desk/{place}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_institution_is_renamed_and_does_not_become_two(team):
    row = Institution.objects.create(name="审查制度", owner=team.unit, reason="起草")
    desk = Desk(team.publicity)
    desk.post(f"/desk/institutions/{row.pk}/", submission_key="r", name="保密审查制度", level="bureau",
              owner=team.unit.pk, reason="起草")  # fmt: skip
    assert Institution.objects.get().name == "保密审查制度"


def test_an_item_leaves_the_catalogue_from_its_own_page_which_names_it(team):
    row, desk = item(team, "x-1"), Desk(team.publicity)
    end = f"/desk/catalogue/{row.pk}/end/"
    assert end in desk.text(f"/desk/catalogue/{row.pk}/")
    page = desk.text(end)
    assert "事项x-1" in page and "从明天起" in page
    assert desk.post(end, submission_key="e", reason="职责移交").status_code == 302
    assert "事项x-1" not in desk.text("/desk/catalogue/")
    assert "已经移出目录" in desk.text(end) and end not in desk.text(f"/desk/catalogue/{row.pk}/")
    assert desk.post(end, submission_key="f", reason="再次").status_code == 422


def test_words_are_shown_in_chinese_and_the_page_that_ends_one_names_it(team):
    row, desk = LISTS["words"](team, 1), Desk(team.publicity)
    page = desk.text("/desk/words/")
    assert "错别字" in page and "请核对" in page and ">warn<" not in page
    assert "错1" in desk.text(f"/desk/words/{row.pk}/end/")
    desk.post(f"/desk/words/{row.pk}/end/", submission_key="e")
    assert "已经停用" in desk.text(f"/desk/words/{row.pk}/end/")


def test_a_field_left_out_is_asked_for_by_its_name(team):
    page = Desk(team.publicity).post("/desk/norms/new/", submission_key="n", code="", title="某法")
    assert page.status_code == 422 and "请填写施行日期" in page.content.decode()
