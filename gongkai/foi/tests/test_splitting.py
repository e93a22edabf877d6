"""One application, one item: what asks for several things becomes several, with one day of receipt."""

from datetime import timedelta

import pytest

from gongkai.foi import queries, services
from gongkai.foi.models import Application
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.reception import queries as reception_queries


def split(team, case, *items):
    return services.split(case=case, actor=team.publicity, items=items)


def test_each_item_becomes_an_application_with_the_day_and_the_period_of_the_whole(team):
    case = make.assigned(team)
    parts = split(team, case, "修剪合同", "修剪验收记录", "修剪合同", " ")
    assert [part.letter.subject_text for part in parts] == ["修剪合同", "修剪验收记录"]
    for part in parts:
        assert part.parent == case and part.received_on == case.received_on and part.arrived_at == case.arrived_at
        assert part.identity.reveal() == make.IDENTITY and part.channel == case.channel
        assert queries.running(part).due_on == queries.running(case).due_on
    assert len({case.number, *(part.number for part in parts)}) == 3


def test_the_applicant_is_told_numbers_and_codes_that_open_the_parts(team):
    case = make.assigned(team)
    (part,) = split(team, case, "修剪合同")
    said = reception_queries.thread(case.letter)[-1].words
    code = said.partition("查询码 ")[2].partition("。")[0]
    assert part.number in said and reception_queries.by_number_and_code(part.letter.number, code) == part.letter


def test_a_part_of_a_corrected_application_counts_from_the_correction(team):
    case = make.assigned(team)
    case = services.ask_correction(
        case=case, actor=team.draft, text="请写明年度。", until=clock.today() + timedelta(days=20)
    )
    with clock.at(clock.now() + timedelta(days=7)):
        case = services.corrected(case=case, actor=team.publicity)
        (part,) = split(team, case, "修剪合同")
        assert queries.running(part).due_on == queries.running(case).due_on > case.received_on


@pytest.mark.parametrize(
    ("items", "said"), [((), "一行一项"), (["事" * 300], "不超过"), ([f"第{n}项" for n in range(21)], "最多")]
)
def test_what_cannot_be_split_is_refused_with_a_sentence(team, items, said):
    case = make.assigned(team)
    with pytest.raises(Refused, match=said):
        split(team, case, *items)
    assert Application.objects.count() == 1


def test_who_keeps_no_register_does_not_split(team):
    with pytest.raises(Refused, match="政务公开职责"):
        services.split(case=make.assigned(team), actor=team.draft, items=["修剪合同"])


def test_the_split_is_one_entry_without_what_was_asked_for(team):
    split(team, make.assigned(team), "修剪合同")
    entry = Entry.objects.get(event="foi.split")
    assert entry.facts["count"] == 1 and "修剪" not in str(entry.facts)


def test_whole_and_part_lead_to_each_other_at_the_desk(team, client):
    case = make.assigned(team)
    (part,) = split(team, case, "修剪合同")
    client.force_login(team.publicity)
    assert part.number in client.get(case.get_absolute_url()).content.decode()
    assert case.number in client.get(part.get_absolute_url()).content.decode()
