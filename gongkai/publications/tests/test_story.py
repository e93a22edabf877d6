"""From a draft to the public page and after, at the level of services."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.publications import removal_hooks
from gongkai.publications.models import Listing, ListingCount, Publication, Version
from gongkai.publications.services import changing, checking, drafting, explaining, releasing, removing, reviewing
from gongkai.publications.services.content import public_record
from gongkai.vault.digests import commitment
from gongkai.workdays.models import Deadline

from . import factories as make

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 6, 2, 9, 30, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    with clock.at(MORNING):
        yield make.Team()


def events(publication):
    subject = Entry.objects.about("publication", publication.pk)
    return list(subject.order_by("id").values_list("event", flat=True))


def test_a_document_passes_its_chain_and_is_released_with_number_digest_and_place_in_the_lists(team):
    publication = make.live(team)
    assert publication.state == "live"
    assert publication.number == "SY0024361/2026-00001"
    version = publication.live_version
    assert version.digest == commitment(bytes(version.salt), public_record(version))
    assert sorted(publication.listings.values_list("column", flat=True)) == ["news", "news.notice"]
    assert ListingCount.objects.get(column="news", year=0, kind="").count == 1
    assert events(publication) == [
        "publications.drafted", "workdays.started", "publications.submitted", *["publications.passed"] * 4,
        "publications.approved", "workdays.met", "publications.released",
    ]  # fmt: skip


def test_a_personal_number_in_the_text_keeps_it_from_review_until_it_is_gone_or_explained(team):
    version = make.draft(team, body="<p>联系人手机13812345678。</p>")
    with pytest.raises(Refused, match="手机"):
        reviewing.submit(version=version, author=team.draft)
    version.refresh_from_db()
    checking.run(version)
    finding = version.checks["findings"][0]
    assert "13812345678" not in str(version.checks)
    with pytest.raises(Refused, match="“起草”职责"):
        explaining.override(version=version, finding=finding["id"], by=team.duty_officer, reason="与我无关也来说明")
    explaining.override(version=version, finding=finding["id"], by=team.draft, reason="公开的服务热线，不是个人号码")
    assert reviewing.submit(version=version, author=team.draft).state == "review"


def test_the_author_and_whoever_edited_cannot_review(team):
    both = bureau.official("draft", "office_review", of=team.unit)
    version = make.draft(team)
    drafting.edit(version=version, editor=both, summary="市属公园延长开放到二十二时。")
    version = reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft)
    with pytest.raises(Refused, match="自己起草"):
        reviewing.pass_step(version=version, reviewer=both, seen=version.fingerprint)


def test_a_submitted_text_cannot_be_edited_and_a_return_opens_the_next_version(team):
    version = make.in_review(team)
    with pytest.raises(Refused, match="审核中"):
        drafting.edit(version=version, editor=team.draft, title="改了")
    reviewing.return_(
        version=version, reviewer=team.office_review, seen=version.fingerprint, remarks="时间不准", reasons=["facts"]
    )
    fresh = drafting.revise(version=version, author=team.draft)
    assert (fresh.serial, fresh.state, fresh.title) == (2, "draft", version.title)
    version.refresh_from_db()
    assert version.state == "returned"


def test_an_opinion_on_a_text_other_than_the_one_shown_is_refused(team):
    version = make.in_review(team)
    with pytest.raises(Refused, match="刷新"):
        reviewing.pass_step(version=version, reviewer=team.office_review, seen="0" * 64)


def test_two_editors_do_not_overwrite_each_other(team):
    version = make.draft(team)
    drafting.edit(version=version, editor=team.draft, edition=0, title="先保存的")
    with pytest.raises(Refused, match="刚由同事保存"):
        drafting.edit(version=version, editor=team.draft, edition=0, title="后保存的")


def test_an_amendment_is_reviewed_while_the_old_text_stays_public(team):
    publication = make.live(team)
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, body="<p>延长至二十一时。</p>", change_note="调整闭园时间")
    publication.refresh_from_db()
    assert (publication.state, publication.live_version.serial) == ("live", 1)
    version = make.pass_all(team, reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft))
    publication = releasing.release(version=version, actor=team.publicity)
    assert publication.live_version.serial == 2
    assert publication.number.endswith("00001"), "an amended document keeps its number"
    assert publication.versions.get(serial=1).state == "superseded"
    assert Listing.objects.filter(publication=publication).count() == 2


def test_a_correction_replaces_a_span_that_occurs_once_and_needs_one_reviewer(team):
    publication = make.live(team, body="<p>公园延长开放至二十二时，请知悉。</p>")
    with pytest.raises(Refused, match="恰好一次"):
        changing.correct(publication=publication, author=team.draft, old="公园", new="绿地", note="误写")
    version = changing.correct(publication=publication, author=team.draft, old="请知悉", new="请周知", note="用语统一")
    version = reviewing.submit(version=version, author=team.draft)
    assert version.chain == ["edit"]
    publication = releasing.release(version=make.pass_all(team, version), actor=team.publicity)
    assert "请周知" in publication.live_version.body
    assert events(publication)[-1] == "publications.corrected"


def test_a_take_down_at_night_purges_before_it_answers_and_a_second_person_restores(
    team, django_capture_on_commit_callbacks
):
    publication = make.live(team)
    purged = []
    removal_hooks.register("test", purged.extend)
    try:
        night = datetime(2026, 6, 5, 23, 40, tzinfo=SHANGHAI)
        with clock.at(night), django_capture_on_commit_callbacks(execute=True):
            removing.take_down(
                publication=publication, officer=team.duty_officer, reason_code="personal_data", reason="有手机号码"
            )
    finally:
        removal_hooks.unregister("test")
    publication.refresh_from_db()
    assert publication.state == "taken_down" and purged == [publication.pk]
    assert not Listing.objects.filter(publication=publication).exists()
    deadline = Deadline.objects.open().get(subject_id=str(publication.pk))
    assert deadline.due_on == date(2026, 6, 8), "one working day from a Friday night"
    with pytest.raises(Refused, match="另一人"):
        removing.restore(publication=publication, actor=team.duty_officer, reason="没有问题")
    with clock.at(night + timedelta(hours=10)):
        removing.restore(publication=publication, actor=team.publicity, reason="号码已在原文公示")
    publication.refresh_from_db()
    assert publication.state == "live" and Listing.objects.filter(publication=publication).count() == 2
    assert not Deadline.objects.open().filter(pk=deadline.pk).exists()


def test_a_release_after_a_take_down_is_its_restoration(team):
    publication = make.taken_down(team)
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, body="<p>已删去号码。</p>", change_note="删去个人信息")
    version = make.pass_all(team, reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft))
    publication = releasing.release(version=version, actor=team.publicity)
    assert publication.state == "live"
    assert publication.removals.get().state == "reversed"


def test_a_withdrawal_needs_the_signer_and_leaves_its_reason(team):
    publication = make.live(team)
    with pytest.raises(Refused, match="对外说明"):
        removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="other", reason="x",
                                    public_explanation="")  # fmt: skip
    removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="superseded",
                                reason="被替代", public_explanation="本通知已由新通知替代。")  # fmt: skip
    with pytest.raises(Refused, match="签发"):
        removing.decide_withdrawal(publication=publication, actor=team.publicity, agree=True, note="")
    removing.decide_withdrawal(publication=publication, actor=team.sign, agree=True, note="")
    publication.refresh_from_db()
    assert publication.state == "withdrawn"
    assert ListingCount.objects.get(column="news", year=0, kind="").count == 0


def test_an_erasure_destroys_content_and_salt_and_keeps_number_and_digest(team):
    publication = make.live(team, body="<p>应当删除的内容甲乙丙。</p>", title="应当删除的标题")
    digest = publication.live_version.digest
    removing.propose_erasure(publication=publication, actor=team.publicity, reason_code="court", reason="裁定",
                             legal_ground="民事裁定书")  # fmt: skip
    removing.decide_erasure(publication=publication, actor=team.secrecy, agree=True, note="")
    version = Version.objects.get(publication=publication)
    publication.refresh_from_db()
    assert (version.body, version.salt, version.state) == ("", None, "erased")
    assert version.digest == digest and publication.number
    assert "甲乙丙" not in str(Version.objects.values()) + str(Publication.objects.values())


def test_a_scheduled_release_happens_at_its_time_by_the_server(team):
    version = make.approved(team)
    at = MORNING + timedelta(days=1)
    releasing.schedule(version=version, actor=team.publicity, at=at)
    assert releasing.release_due() == []
    with clock.at(at):
        released = releasing.release_due()
    assert [publication.state for publication in released] == ["live"]
    assert released[0].live_version.released_at == at
    assert released[0].live_version.released_by == team.publicity


def test_the_twenty_working_days_run_from_formation_and_end_with_release(team):
    version = make.draft(team, formed_on=date(2026, 6, 1))
    deadline = Deadline.objects.get(subject_id=str(version.publication_id))
    assert deadline.due_on == date(2026, 6, 30)  # 06-19 is 端午
    releasing.release(
        version=make.pass_all(team, reviewing.submit(version=version, author=team.draft)), actor=team.publicity
    )
    deadline.refresh_from_db()
    assert deadline.met_in_time


def test_what_is_withheld_is_looked_at_again_after_twelve_months(team):
    publication = make.withheld(team)
    assert publication.state == "withheld" and publication.reassess_on == date(2027, 6, 2)
    with clock.at(MORNING + timedelta(days=300)):
        changing.reassess(publication=publication, actor=team.publicity, reason="仍属内部流程")
        fresh = changing.open_up(publication=publication, author=team.draft, reason="流程已对外公布")
    assert fresh.openness == "public" and fresh.state == "draft"


def test_numbers_are_never_given_twice(team):
    first, second = make.live(team), make.live(team)
    assert first.number != second.number
    removing.propose_erasure(
        publication=second, actor=team.publicity, reason_code="court", reason="x", legal_ground="x"
    )
    removing.decide_erasure(publication=second, actor=team.sign, agree=True, note="")
    assert make.live(team).number == "SY0024361/2026-00003"


def test_a_substitute_acts_for_the_absent_and_the_entry_says_so(team):
    from gongkai.bureau.models import Absence

    deputy = bureau.official("draft", of=team.unit, name="代理人")
    Absence.objects.create(
        official=team.sign, substitute=deputy, from_day=date(2026, 6, 1), to_day=date(2026, 6, 5), reason="出差"
    )
    version = make.in_review(team)
    for duty in ("office_review", "edit", "secrecy"):
        version = reviewing.pass_step(version=version, reviewer=getattr(team, duty), seen=version.fingerprint)
    version = reviewing.pass_step(version=version, reviewer=deputy, seen=version.fingerprint)
    assert version.state == "approved"
    assert version.reviews.get(duty="sign").on_behalf_of == team.sign.name
    own = make.draft(team, author=deputy, title="代理人自己起草的")
    own = reviewing.submit(version=own, author=deputy)
    for duty in ("office_review", "edit", "secrecy"):
        own = reviewing.pass_step(version=own, reviewer=getattr(team, duty), seen=own.fingerprint)
    with pytest.raises(Refused, match="自己起草"):
        reviewing.pass_step(version=own, reviewer=deputy, seen=own.fingerprint)


def test_a_forbidden_word_keeps_a_text_from_review_and_a_wrong_one_is_only_shown(team):
    from gongkai.publications.models import Word

    Word.objects.create(
        word="禁用词甲", word_class="sensitive", level="block", replacement="可用词", valid_from=date(2020, 1, 1)
    )
    version = make.draft(team, body="<p>即使帐户里有禁用词甲。</p>")
    outcome = checking.run(version)
    assert any("禁用词甲" in sentence and "可用词" in sentence for sentence in outcome.blocking)
    assert any("帐户" in sentence for sentence in (*outcome.blocking, *outcome.warnings))
    with pytest.raises(Refused, match="禁用词甲"):
        reviewing.submit(version=version, author=team.draft)
