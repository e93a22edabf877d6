"""The table counted from the register: it satisfies its own arithmetic, and every figure leads to its applications."""

from datetime import timedelta

import pytest
from django.test import Client

from gongkai.foi import reporting, services
from gongkai.foi.rules.report import form
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.portal.tests.conftest import MORNING


@pytest.fixture
def two_years(team):
    """One answered in its year, one withdrawn, one carried into the next year and answered there, one still open."""
    make.answered(team)
    services.withdrawn(case=make.registered(team, applicant_kind="business"), actor=team.publicity, reason="来电撤回")
    carried = make.decided(team, code="D09", findings=("reasons",), applicant_kind="legal")
    make.assigned(team, applicant_kind="other")
    with clock.at(MORNING + timedelta(days=370)):
        services.deliver(case=carried, actor=team.publicity, proof="网上送达")
        yield MORNING.year


def test_the_table_counts_each_application_where_it_belongs(two_years):
    table = reporting.table3(two_years)
    assert table[form.NEW][form.TOTAL] == 4 and table[form.CARRIED_OVER][form.TOTAL] == 0
    assert table["三、（一）予以公开"]["自然人"] == 1 and table["三、（六）其他处理/3.其他"]["商业企业"] == 1
    assert table[form.CARRIED_FORWARD] == dict.fromkeys(form.COLUMNS, 0) | {"法律服务机构": 1, "其他": 1, "总计": 2}
    following = reporting.table3(two_years + 1)
    assert following[form.CARRIED_OVER] == table[form.CARRIED_FORWARD]
    assert following["三、（三）不予公开/6.属于四类过程性信息"]["法律服务机构"] == 1


def test_the_arithmetic_holds_by_itself(two_years):
    assert reporting.checked(two_years) == reporting.checked(two_years + 1) == []


def test_every_figure_leads_to_as_many_applications(two_years):
    for year in (two_years, two_years + 1):
        for row, cells in reporting.table3(year).items():
            for column, count in cells.items():
                assert reporting.of_cell(row, column, year).count() == count, (year, row, column)


def test_the_table_costs_four_statements(two_years, django_assert_num_queries):
    with django_assert_num_queries(4):
        reporting.table3(two_years)


def test_the_desk_shows_the_table_with_doors_and_exports_it(two_years, team):
    client = Client()
    client.force_login(team.publicity)
    text = client.get(f"/desk/foi/report/{two_years}/").content.decode()
    assert "勾稽关系相符" in text and f"/desk/foi/?cell={two_years}-0-6" in text
    assert client.get(f"/desk/foi/?cell={two_years}-0-6").content.decode().count("/desk/foi/") >= 4
    assert "没有符合条件的申请" in client.get("/desk/foi/?cell=2026-99-1").content.decode()
    assert client.get(f"/desk/foi/report/{two_years}/?export=xlsx").status_code == 200
    assert client.get("/desk/foi/report/1999/").status_code == 404
