"""The lists and what they add to 待办: who finds what there, in which order, and for how many questions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.queries import credentials
from gongkai.bureau.tests import factories as bureau
from gongkai.desk.registry import MINE
from gongkai.desk.staff.publishing import entries, lists
from gongkai.publications.models import ReleaseSet, Removal, Version
from gongkai.publications.services import drafting, removing, reviewing, sets
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


def found(source, official):
    return [task.stage for task in source(official, credentials(official), MINE)]


def test_what_was_returned_stands_first_among_the_drafts(team):
    returned = make.in_review(team, title="退回的旧稿")
    reviewing.return_(version=returned, reviewer=team.office_review, seen=returned.fingerprint, remarks="时间不准")
    make.draft(team, title="刚写的新稿")
    page = Desk(team.draft).text("/desk/drafts/")
    assert page.index("退回的旧稿") < page.index("刚写的新稿")


def test_who_changed_a_text_does_not_find_it_among_his_reviews(team):
    version, helper = make.draft(team), bureau.official("draft", "office_review")
    drafting.edit(version=version, editor=helper, summary="由同事改过。")
    reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft)
    assert [row.pk for row in lists.waiting_for_me(credentials(team.office_review))] == [version.pk]
    assert lists.waiting_for_me(credentials(helper)) == []


def test_all_duties_of_review_cost_one_question(team):
    make.in_review(team)
    busy = credentials(bureau.official(*lists.REVIEWING))
    busy.duties()
    with CaptureQueriesContext(connection) as caught:
        assert len(lists.waiting_for_me(busy)) == 1
    assert len(caught) == 1


def test_a_take_down_that_ended_in_a_withdrawal_waits_for_nobody(team):
    publication = make.taken_down(team)
    assert found(entries.removals, team.publicity) == ["待确认或恢复"]
    assert found(entries.removals, team.duty_officer) == [], "whoever took it down does not confirm it"
    removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="other", reason="另发",
                                public_explanation="已撤回。")  # fmt: skip
    assert found(entries.removals, team.sign) == ["待确认或恢复", "待审定撤回"]
    removing.decide_withdrawal(publication=publication, actor=team.sign, agree=True, note="")
    assert Removal.objects.filter(state=Removal.State.DONE).count() == 2
    assert found(entries.removals, team.sign) == found(entries.removals, team.publicity) == []


def test_only_the_signer_is_told_that_a_decision_waits_for_his_signature(team):
    publication = make.live(team)
    removing.propose_erasure(publication=publication, actor=team.publicity, reason_code="court", reason="裁定",
                             legal_ground="民事裁定书")  # fmt: skip
    for official, signs in ((team.sign, True), (team.secrecy, False)):
        (task,) = entries.removals(official, credentials(official), MINE)
        assert task.for_signature is signs


def test_a_set_is_counted_for_whose_turn_it_is_and_comes_back_to_its_maker(team):
    versions = [make.draft(team, legacy=True).pk for _ in range(2)]
    row = sets.make(title="历史资料", unit=team.unit, author=team.draft, versions=versions)
    assert found(entries.sets, team.draft) == [], "not returned, just not sent"
    row = sets.submit(release_set=row, author=team.draft)
    assert found(entries.sets, team.office_review) == ["待处室审核"]
    assert found(entries.sets, team.sign) == found(entries.sets, team.draft) == []
    sets.decide(release_set=row, reviewer=team.office_review, seen=row.fingerprint, agree=False, remarks="缺附件")
    assert found(entries.sets, team.draft) == ["已退回，待修改"]
    assert ReleaseSet.objects.get().reviews


def test_what_waits_for_release_is_counted_beside_the_list(team):
    make.approved(team), make.approved(team)
    line = next(entry for entry in entries.registry.all_navigation() if entry.code == "publications")
    assert line.count(team.publicity, credentials(team.publicity)) == 2
    assert line.count(team.draft, credentials(team.draft)) == 0
