"""Two officials at once: one of them acts, the other is told; nothing is done twice and nothing half."""

import pytest
from django.db import connection

from gongkai.journal.models import Entry
from gongkai.journal.tests.together import at_once
from gongkai.publications.models import Listing, Publication, Version
from gongkai.publications.services import changing, drafting, releasing, removing, reviewing

from . import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def team():
    return make.Team()


def test_two_reviewers_of_one_step_give_one_opinion(team):
    from gongkai.bureau.tests import factories as bureau

    version = make.in_review(team)
    second = bureau.official("office_review", of=team.unit)
    ends = at_once(
        lambda: reviewing.pass_step(version=version, reviewer=team.office_review, seen=version.fingerprint),
        lambda: reviewing.pass_step(version=version, reviewer=second, seen=version.fingerprint),
    )
    assert sorted(end == "done" for end in ends) == [False, True], ends
    assert version.reviews.count() == 1
    assert Version.objects.get(pk=version.pk).step == 1


def test_a_pass_and_a_return_at_once_leave_one_of_them(team):
    version = make.in_review(team)
    ends = at_once(
        lambda: reviewing.pass_step(version=version, reviewer=team.office_review, seen=version.fingerprint),
        lambda: reviewing.return_(
            version=version, reviewer=team.office_review, seen=version.fingerprint, remarks="退回"
        ),
    )
    assert ends.count("done") == 1, ends
    assert version.reviews.count() == 1


def test_a_double_release_gives_one_number_and_one_listing(team):
    version = make.approved(team)
    ends = at_once(*[lambda: releasing.release(version=version, actor=team.publicity)] * 4)
    assert ends.count("done") == 1, ends
    publication = Publication.objects.get(pk=version.publication_id)
    assert publication.number.endswith("00001")
    assert Listing.objects.filter(publication=publication).count() == 2
    assert Entry.objects.filter(event="publications.released").count() == 1


def test_two_releases_at_once_get_two_numbers(team):
    first, second = make.approved(team), make.approved(team)
    ends = at_once(
        lambda: releasing.release(version=first, actor=team.publicity),
        lambda: releasing.release(version=second, actor=team.publicity),
    )
    assert ends == ["done", "done"]
    assert sorted(Publication.objects.values_list("number", flat=True)) == [
        "SY0024361/2026-00001",
        "SY0024361/2026-00002",
    ]


def test_a_double_submit_sends_once(team):
    version = make.draft(team)
    ends = at_once(*[lambda: reviewing.submit(version=version, author=team.draft)] * 3)
    assert ends.count("done") == 1, ends
    assert Entry.objects.filter(event="publications.submitted").count() == 1


def test_two_amendments_at_once_open_one_version(team):
    publication = make.live(team)
    ends = at_once(*[lambda: changing.amend(publication=publication, author=team.draft)] * 3)
    assert ends.count("done") == 1, ends
    assert publication.versions.count() == 2


def test_a_take_down_during_the_release_of_an_amendment_wins_or_comes_first_but_nothing_stays_half(team):
    publication = make.live(team)
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, body="<p>新的正文。</p>", change_note="改")
    version = make.pass_all(team, reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft))
    ends = at_once(
        lambda: releasing.release(version=version, actor=team.publicity),
        lambda: removing.take_down(
            publication=publication, officer=team.duty_officer, reason_code="error", reason="内容有误"
        ),
    )
    assert ends == ["done", "done"]
    publication.refresh_from_db()
    listed = Listing.objects.filter(publication=publication).count()
    assert (publication.state, listed) in {("taken_down", 0), ("live", 2)}
    assert publication.live_version.serial == 2
    assert connection.in_atomic_block is False


def test_two_saves_of_one_page_do_not_overwrite_each_other(team):
    version = make.draft(team)
    ends = at_once(
        lambda: drafting.edit(version=version, editor=team.draft, edition=0, title="甲的标题"),
        lambda: drafting.edit(version=version, editor=team.draft, edition=0, title="乙的标题"),
    )
    assert ends.count("done") == 1, ends
