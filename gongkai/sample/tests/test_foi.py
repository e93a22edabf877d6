"""The applications of the sample year: every channel and outcome, a report that adds up, nobody's identity in clear."""

import re
from datetime import date
from itertools import count

import pytest
from django.apps import apps
from django.test import Client

from gongkai.bureau.models import Official
from gongkai.foi import annual, queries, reporting
from gongkai.foi.models import (
    Application,
    CaseLetter,
    Consultation,
    Cooperation,
    Dispute,
    Place,
    Register,
    RemedyRuling,
)  # fmt: skip
from gongkai.foi.rules.clock import Channel
from gongkai.foi.rules.decisions import DECISIONS
from gongkai.foi.rules.stages import Stage
from gongkai.foi.services import alarms
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.portal.services import seed_columns
from gongkai.reception.models import Letter
from gongkai.sample import merger, opening
from gongkai.sample.content import Content, load
from gongkai.sample.foi import Applications
from gongkai.sample.foi.rows import Rows
from gongkai.sample.people import People
from gongkai.sample.play import run
from gongkai.workdays.services import calendars_load

AS_OF = date(2026, 11, 24)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
pytestmark = pytest.mark.django_db


class Cut(Exception):
    """Stands for a process that ends."""


def play(*, cut_after: int = 0) -> list[str]:
    with clock.at(Content(AS_OF).end):
        calendars_load()
        seed_columns()
    content = Content(AS_OF)
    people = People(content)
    steps = [opening.steps(content, people)[0], *merger.steps(content, people),
             *Applications(content, people, few=True).steps()]  # fmt: skip
    numbers = count(1)

    def tell(step):
        if next(numbers) == cut_after:
            raise Cut

    return run(steps, content.end, tell)


def every_channel_outcome_and_stage_occurs() -> None:
    cases = Application.objects.all()
    assert set(cases.values_list("channel", flat=True)) == {channel.value for channel in Channel}
    assert set(cases.values_list("decision", flat=True)) >= set(DECISIONS)
    assert set(cases.values_list("stage", flat=True)) == {stage.value for stage in Stage}
    assert len(set(cases.values_list("applicant_kind", flat=True))) == 6
    assert Register.objects.count() == 3 == len(set(cases.exclude(number=None).values_list("register", flat=True)))
    assert cases.filter(extended_days__gt=0).exists() and cases.filter(needs_help=True).exists()
    assert cases.filter(paid_on__isnull=False).exists() and cases.filter(open_wish__isnull=False).exists()
    assert Letter.objects.filter(kind="foi", rating__isnull=False).exists()


def others_were_asked_and_said_what_they_can_say() -> None:
    said = set(Consultation.objects.values_list("whom", "opinion"))
    assert said >= {("third_party", "agreed"), ("third_party", "refused"), ("third_party", "silent"),
                    ("third_party", ""), ("co_maker", "agreed"), ("co_maker", "silent")}  # fmt: skip
    assert Cooperation.objects.exclude(replied_on=None).exists()
    assert set(RemedyRuling.objects.values_list("decision", flat=True)) == {"D03", "D22"}
    assert set(CaseLetter.objects.values_list("number", flat=True)) >= set(range(1, 27))
    assert CaseLetter.objects.filter(taken_at__isnull=False).count() > 3
    earlier = CaseLetter.objects.filter(number=23).first().application
    assert earlier.decision == "D17"


def cases_at_court_ended_and_one_flowed_back() -> None:
    results = list(Dispute.objects.values_list("road", "stage", "result"))
    assert ("reconsideration", "ended", "upheld") in results and ("suit_after", "ended", "upheld") in results
    assert ("reconsideration", "received", "") in results and ("reconsideration", "defended", "") in results
    corrected = Dispute.objects.get(result="corrected")
    assert corrected.application.first_decision == "D09" and corrected.application.decision == "D03"
    assert corrected.redone_on is not None


def some_are_late_and_some_unconfirmed() -> None:
    due = [queries.running(case).due_on for case in Application.objects.filter(stage__in=["in_hand", "review"])
           if queries.running(case)]  # fmt: skip
    assert min(day for day in due if day) < AS_OF < max(day for day in due if day)
    with clock.at(Content(AS_OF).end):
        assert alarms.alarm_unconfirmed() > 0


def the_report_of_either_year_adds_up() -> None:
    for year in (AS_OF.year - 1, AS_OF.year):
        assert reporting.checked(year) == []
        for register in (None, *Register.objects.all()):
            found = annual.of_year(year, register)
            assert found.sound() and not found.faults
    carried = reporting.of_row("二、上年结转政府信息公开申请数量", AS_OF.year)
    assert carried.exists(), "something was carried over into the year"


def the_pages_show_them() -> None:
    with clock.at(Content(AS_OF).end):
        public = Client().get("/foi/figures/").content.decode()
        assert "不予公开" in public and "当面提交" in public
        places = Client().get("/foi/places/").content.decode()
        assert all(row["name"] in places for row in load("foi/setting.json")["places"]) and Place.objects.count() == 3
        desk = Client()
        desk.force_login(Official.objects.get(username="wang-suyuan"))
        listed = desk.get("/desk/foi/").content.decode()
        assert "沪绿容公开申" in listed and "待登记" in listed
        rich = Application.objects.filter(
            consultations__isnull=False, cooperations__isnull=False, searches__isnull=False
        )
        assert desk.get(rich.first().get_absolute_url()).status_code == 200
        assert desk.get(f"/desk/foi/report/{AS_OF.year}/").status_code == 200


def nobody_can_be_read_out_of_the_database() -> None:
    planted = {value for one in load("foi/applicants.json")
               for value in (one["name"], one["identity"], one["phone"], one["email"], one["address"]) if value}  # fmt: skip
    planted |= {one["name"] for case in load("foi/cases.json")["cases"] for one in case.get("consult", ())}
    found = re.compile("|".join(map(re.escape, planted)))
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            hit = found.search(" ".join(map(str, row)))
            assert hit is None, f"{model.__name__}: {hit}"


def test_the_applications_of_the_year_are_all_there_even_after_a_stop():
    with pytest.raises(Cut):
        play(cut_after=330)
    assert play() == []
    every_channel_outcome_and_stage_occurs()
    others_were_asked_and_said_what_they_can_say()
    cases_at_court_ended_and_one_flowed_back()
    the_report_of_either_year_adds_up()
    nobody_can_be_read_out_of_the_database()
    entries = Entry.objects.count()
    assert play() == [] and Entry.objects.count() == entries, "a play that is over changes nothing"
    some_are_late_and_some_unconfirmed()
    the_pages_show_them()


def test_about_two_hundred_applications_are_told_each_with_a_key_and_words_of_its_own():
    with clock.at(Content(AS_OF).end):
        calendars_load()
    rows = Rows(Content(AS_OF)).all()
    assert 190 <= len(rows) <= 220 and len({row.key for row in rows}) == len(rows)
    assert sum(row.who["name"] == "闻人长庚" for row in rows) >= 30
    assert not [row for row in rows if "{" in row.subject + row.text]
    first = Content(AS_OF).first
    assert all(first <= row.came < AS_OF for row in rows)


def test_numbers_of_identity_are_well_formed_and_cannot_be_anybodys():
    persons = [one for one in load("foi/applicants.json") if one["kind"] == "person"]
    for number in (one["identity"] for one in persons):
        total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
        assert number[-1] == "10X98765432"[total % 11], number
        assert number.startswith("310100") and number[14:17] == "000", (
            "nobody is registered by the city; serials begin at 001"
        )
    assert all(one["phone"].startswith("13900000") for one in persons)
