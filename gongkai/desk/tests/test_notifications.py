"""Who is told when others act, and when a deadline is near."""

import pytest
from django.core.management import call_command

from gongkai.bureau.models import Absence, DutyCode
from gongkai.bureau.services import absences
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk import nagging, services, subscribers
from gongkai.desk.models import FormDraft, Notification, Submission
from gongkai.desk.tests.at_desk import Desk
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.publications.services import removing, reviewing
from gongkai.publications.tests import factories
from gongkai.workdays.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.Team()


def tell(event):
    """Deliver the last entry of this event twice, as a queue may."""
    entry = Entry.objects.filter(event=event).order_by("-pk").first()
    subscribers.tell(entry)
    subscribers.tell(entry)
    return told(entry)


def told(entry):
    return {n.official.username: n for n in Notification.objects.filter(source=f"entry:{entry.pk}")}


def test_what_is_sent_for_review_is_told_to_the_next_step(team):
    version = factories.in_review(team)
    notices = tell("publications.submitted")
    assert set(notices) == {"u_office_review"}
    notice = notices["u_office_review"]
    assert notice.sentence == f"《{version.title}》等您处室审核"
    assert notice.url == f"/desk/p/{version.publication_id}/"
    assert Notification.objects.count() == 1


def test_what_was_passed_is_told_to_the_step_after(team):
    version = factories.in_review(team)
    reviewing.pass_step(version=version, reviewer=team.office_review, seen=version.fingerprint)
    assert set(tell("publications.passed")) == {"u_edit"}


def test_news_that_has_been_overtaken_is_not_told(team):
    version = factories.in_review(team)
    reviewing.pass_step(version=version, reviewer=team.office_review, seen=version.fingerprint)
    assert tell("publications.submitted") == {}


def test_only_holders_for_the_unit_are_told(team):
    elsewhere = official(DutyCode.OFFICE_REVIEW, scope=unit("roads"))
    factories.in_review(team)
    assert elsewhere.username not in tell("publications.submitted")


def test_who_stands_in_is_told_as_well(team):
    stand_in = official(name="代理人")
    Absence.objects.create(
        official=team.office_review, substitute=stand_in, from_day=clock.today(), to_day=clock.today(), reason="出差"
    )
    factories.in_review(team)
    assert set(tell("publications.submitted")) == {"u_office_review", stand_in.username}


def test_a_return_reaches_the_author_with_its_reason(team):
    version = factories.in_review(team)
    reviewing.return_(version=version, reviewer=team.office_review, seen=version.fingerprint, remarks="缺依据")
    notice = tell("publications.returned")["u_draft"]
    assert notice.reason == "缺依据"
    assert notice.urgent
    assert "处室审核" in notice.sentence


def test_what_is_ready_is_told_to_who_may_publish_it(team):
    factories.approved(team)
    assert set(tell("publications.approved")) == {"u_publicity", "u_draft"}


def test_a_take_down_is_told_to_the_unit_and_to_publicity(team):
    factories.taken_down(team)
    notices = tell("publications.taken_down")
    assert set(notices) == {"u_draft", "u_office_review", "u_publicity"}
    assert all(notice.urgent for notice in notices.values())


def test_a_proposal_reaches_who_decides_and_its_answer_who_proposed(team):
    publication = factories.live(team)
    removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="superseded",
                                reason="已替代", public_explanation="已由新的通知替代。", behaviour="notice")  # fmt: skip
    assert set(tell("publications.withdrawal_proposed")) == {"u_sign"}
    removing.decide_withdrawal(publication=publication, actor=team.sign, agree=False, note="再核实")
    assert set(tell("publications.withdrawal_refused")) == {"u_publicity"}


def test_who_is_named_to_stand_in_is_told_and_again_when_it_ends():
    absent, stand_in = official(name="周安"), official(name="陆言")
    day = clock.today()
    absence = absences.record_absence(
        official=absent, substitute=stand_in, from_day=day, to_day=day, reason="出差", actor=absent
    )
    notice = tell("bureau.absence_recorded")[stand_in.username]
    assert notice.sentence == f"周安离岗，{day} 至 {day} 由您代理"
    absences.end_early(absence=absence, actor=absent, on=day)
    assert set(tell("bureau.absence_ended")) == {stand_in.username}


def test_nobody_is_told_what_he_did_himself(team):
    factories.live(team)
    subscribers.tell(Entry.objects.get(event="publications.approved"))
    assert not Notification.objects.filter(official=team.sign).exists()


def test_who_wants_urgent_notices_only_gets_these(team):
    services.prefer(official=team.office_review, only_urgent=True)
    factories.in_review(team)
    assert tell("publications.submitted") == {}


def test_every_event_that_is_told_is_one_that_exists():
    from gongkai.journal import events  # here, since the register fills at start

    for name in subscribers.TOLD:
        events.get(name)


# --- The page ---


def test_opening_a_notice_marks_it_and_leads_there(team):
    version = factories.in_review(team)
    tell("publications.submitted")
    desk = Desk(team.office_review)
    assert "条未读" in desk.text("/desk/notifications/")
    notice = Notification.objects.get()
    assert desk.post(f"/desk/notifications/{notice.pk}/").url == f"/desk/p/{version.publication_id}/"
    assert "条未读" not in desk.text("/desk/notifications/")


def test_nobody_opens_anothers_notice(team):
    factories.in_review(team)
    tell("publications.submitted")
    notice = Notification.objects.get()
    assert Desk(team.sign).post(f"/desk/notifications/{notice.pk}/").status_code == 404
    assert Notification.objects.get().read_at is None


def test_all_can_be_marked_at_once(team):
    factories.in_review(team)
    tell("publications.submitted")
    Desk(team.office_review).post("/desk/notifications/")
    assert Notification.objects.get().read_at


# --- Once a day ---


def test_a_deadline_is_told_once_for_each_level_of_nearness():
    clerk = official(DutyCode.DRAFT)
    with people.on("2019-11-25"):
        people.started("2019-11-01", official=clerk, unit=clerk.unit)  # due on 2019-11-29
        people.started("2019-11-22", official=clerk, unit=clerk.unit)  # due on 2019-12-20
    for day, words in (
        ("2019-11-26", "将到期"),
        ("2019-11-27", "将到期"),
        ("2019-11-29", "今天到期"),
        ("2019-11-30", "已逾期"),
    ):
        with people.on(day):
            assert nagging.nag() == 1
            assert nagging.nag() == 1
        assert Notification.objects.order_by("-pk").first().sentence.startswith(words)
    assert Notification.objects.count() == 3


def test_a_deadline_that_nobody_holds_is_told_to_who_examines_the_units_papers():
    clerk = official(DutyCode.DRAFT, of=unit("roads"))
    head = official(DutyCode.OFFICE_REVIEW, of=clerk.unit, scope=clerk.unit)
    with people.on("2019-12-02"):
        people.started("2019-11-04", unit=clerk.unit)
        call_command("desk_daily", verbosity=0)
    assert [notice.official for notice in Notification.objects.all()] == [head]


def test_what_has_outlived_its_use_is_removed():
    clerk = official()
    with people.on("2026-01-05"):
        services.keep_typed(official=clerk, page="/desk/x/", typed="a=1")
        services.once(official=clerk, key="k", page="/desk/x/", act=lambda: "/desk/")
        services.notify(officials=[clerk.pk], source="a", sentence="旧的")
        services.notify(officials=[clerk.pk], source="b", sentence="旧而未读的")
        services.mark_read(official=clerk, pks=[Notification.objects.get(source="a").pk])
    with people.on("2026-11-23"):
        services.tidy()
    assert not FormDraft.objects.exists()
    assert not Submission.objects.exists()
    assert [notice.source for notice in Notification.objects.all()] == ["b"]
