"""From the draft form to the public page and after, as officials at the desk."""

import re
from datetime import date

import pyotp
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.bureau.tests import factories as bureau
from gongkai.publications.models import Publication, Version
from gongkai.publications.services import checking, drafting, reviewing
from gongkai.publications.tests import factories as make
from gongkai.uploads.models import Upload

from .at_desk import Desk

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def desk(person):
    return Desk(person)


def form_of(team, **changes):
    values = {
        "title": "关于延长公园开放时间的通知", "summary": "市属公园延长开放。", "body": "<p>自下月起延长至二十二时。</p>",
        "openness": "public", "column": "news.notice", "formed_on": "2026-06-01", "submission_key": "k1",
    }  # fmt: skip
    return {**values, **changes}


def start(team, **changes):
    clerk = desk(team.draft)
    answer = clerk.post(f"/desk/new/notice/{team.unit.pk}/", **form_of(team, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return clerk, Version.objects.latest("pk")


def test_a_draft_goes_from_the_form_to_the_public_page(team, client):
    clerk, version = start(team)
    assert "送审" in clerk.text(f"/desk/p/{version.publication_id}/")
    assert clerk.post(f"/desk/v/{version.pk}/submit/", submission_key="k2").status_code == 302
    while duty := Version.objects.get(pk=version.pk).step_duty():
        reviewer = desk(getattr(team, duty))
        assert version.title in reviewer.text("/desk/reviews/")
        page = reviewer.text(f"/desk/v/{version.pk}/")
        fingerprint = Version.objects.get(pk=version.pk).fingerprint
        assert fingerprint in page
        answer = reviewer.post(
            f"/desk/v/{version.pk}/", seen=fingerprint, decision="pass", remarks="", submission_key=duty
        )
        assert answer.status_code == 302, answer.content.decode()
    releaser = desk(team.publicity)
    assert "发布" in releaser.text(f"/desk/p/{version.publication_id}/")
    assert releaser.post(f"/desk/v/{version.pk}/release/", submission_key="r1").status_code == 302
    assert "延长至二十二时" in client.get(f"/d/{version.publication_id}/").content.decode()
    assert version.title in client.get("/c/news.notice/").content.decode()


def test_a_draft_may_be_saved_incomplete_and_what_is_missing_is_said_when_it_is_sent(team):
    clerk, version = start(team, summary="", formed_on="", openness="")
    page = clerk.text(f"/desk/v/{version.pk}/submit/")
    for words in ("缺少“内容概述”", "缺少“生成日期”", "没有确定公开属性"):
        assert words in page
    assert clerk.post(f"/desk/v/{version.pk}/submit/", submission_key="k2").status_code == 422


def test_a_wrong_field_is_said_at_the_field_and_what_was_typed_is_kept(team):
    answer = desk(team.draft).post(f"/desk/new/notice/{team.unit.pk}/", **form_of(team, formed_on="六月一日"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "延长至二十二时" in page and "六月一日" in page
    assert not Version.objects.exists()


def test_the_form_pressed_twice_makes_one_draft(team):
    clerk = desk(team.draft)
    for _ in range(2):
        clerk.post(f"/desk/new/notice/{team.unit.pk}/", **form_of(team))
    assert Version.objects.count() == 1


def test_a_colleagues_save_in_between_refuses_and_keeps_what_was_typed(team):
    clerk, version = start(team)
    second = bureau.official("draft", of=team.unit)
    edition = version.edition
    desk(second).post(f"/desk/v/{version.pk}/edit/", **form_of(team, title="同事改的", edition=edition))
    answer = clerk.post(
        f"/desk/v/{version.pk}/edit/", **form_of(team, title="我改的", edition=edition, submission_key="k9")
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "刚由同事保存过" in page and "我改的" in page
    assert Version.objects.get(pk=version.pk).title == "同事改的"


def test_a_mobile_number_is_shown_masked_and_stops_the_review(team):
    clerk, version = start(team, body="<p>联系人手机13812345678。</p>")
    page = clerk.text(f"/desk/v/{version.pk}/submit/")
    assert "138****5678" in page and "13812345678" not in page.replace("13812345678。", "", 0).split("findings")[1]
    finding = Version.objects.get(pk=version.pk).checks["findings"][0]["id"]
    answer = clerk.post(
        f"/desk/v/{version.pk}/override/{finding}/", reason="公开的服务号码，并非个人", submission_key="o1"
    )
    assert answer.status_code == 302
    assert clerk.post(f"/desk/v/{version.pk}/submit/", submission_key="k2").status_code == 302


def test_a_return_needs_words_and_comes_back_to_the_writer(team):
    clerk, version = start(team)
    clerk.post(f"/desk/v/{version.pk}/submit/", submission_key="k2")
    reviewer = desk(team.office_review)
    seen = Version.objects.get(pk=version.pk).fingerprint
    bare = reviewer.post(f"/desk/v/{version.pk}/", seen=seen, decision="return", submission_key="a")
    assert bare.status_code == 422 and "写明退回的理由" in bare.content.decode()
    reviewer.post(f"/desk/v/{version.pk}/", seen=seen, decision="return", remarks="时间不准确", reasons=["facts"],
                  submission_key="b")  # fmt: skip
    assert "时间不准确" in clerk.text(f"/desk/p/{version.publication_id}/")
    assert "已退回" in clerk.text("/desk/drafts/")
    answer = clerk.post(f"/desk/v/{version.pk}/revise/", submission_key="c")
    assert answer.url.endswith("/edit/")


def test_the_writer_sees_why_he_cannot_review(team):
    both = bureau.official("draft", "office_review", of=team.unit)
    clerk = desk(both)
    clerk.post(f"/desk/new/notice/{team.unit.pk}/", **form_of(team))
    version = Version.objects.get()
    clerk.post(f"/desk/v/{version.pk}/submit/", submission_key="k2")
    page = clerk.text(f"/desk/v/{version.pk}/")
    assert "不能审核自己起草或修改过的文本" in page and "提交意见" not in page


def with_code(person):
    person.totp_secret = SECRET
    person.save()
    return desk(person)


def test_a_take_down_asks_for_the_code_again_and_takes_effect_at_once(team, client):
    publication = make.live(team)
    officer = with_code(team.duty_officer)
    data = {"reason_code": "personal_data", "reason": "有手机号码", "submission_key": "t1"}
    wrong = officer.post(f"/desk/p/{publication.pk}/take_down/", **data, code="000000")
    assert wrong.status_code == 422 and client.get(f"/d/{publication.pk}/").status_code == 200
    right = officer.post(
        f"/desk/p/{publication.pk}/take_down/", **{**data, "submission_key": "t2"}, code=pyotp.TOTP(SECRET).now()
    )
    assert right.status_code == 302, right.content.decode()
    assert client.get(f"/d/{publication.pk}/").status_code == 410
    assert "待确认或恢复" in desk(team.publicity).text("/desk/")
    assert "由您提出或办理" in officer.text(f"/desk/p/{publication.pk}/restore/")
    desk(team.publicity).post_with_code(f"/desk/p/{publication.pk}/restore/", reason="核对无误", submission_key="t3")
    assert client.get(f"/d/{publication.pk}/").status_code == 200


def test_a_withdrawal_is_proposed_and_decided_by_two_persons(team, client):
    publication = make.live(team)
    desk(team.publicity).post(
        f"/desk/p/{publication.pk}/propose_withdrawal/", reason_code="superseded", reason="被替代", behaviour="notice",
        public_explanation="本通知已由新通知替代。", submission_key="w1",
    )  # fmt: skip
    signer = with_code(team.sign)
    assert "待审定撤回" in signer.text("/desk/")
    signer.post(f"/desk/p/{publication.pk}/decide_withdrawal/", agree="yes", note="", submission_key="w2",
                code=pyotp.TOTP(SECRET).now())  # fmt: skip
    page = client.get(f"/d/{publication.pk}/")
    assert "本通知已由新通知替代" in page.content.decode()


def test_an_amendment_and_a_correction_start_from_the_case(team):
    publication = make.live(team, body="<p>公园开放至二十二时，请知悉。</p>")
    clerk = desk(team.draft)
    page = clerk.post(f"/desk/p/{publication.pk}/correct/", old="没有的字", new="x", note="y", submission_key="c1")
    assert page.status_code == 422 and "出现 0 次" in page.content.decode()
    assert clerk.post(f"/desk/p/{publication.pk}/amend/", submission_key="c2").url.endswith("/edit/")
    assert "已有一个版本正在办理" in clerk.text(f"/desk/p/{publication.pk}/correct/")


def test_nobody_sees_the_drafts_of_another_division(team):
    other = bureau.unit("elsewhere")
    stranger = bureau.official("draft", of=other, scope=other)
    version = make.draft(team)
    assert desk(stranger).get(f"/desk/p/{version.publication_id}/").status_code == 404
    assert desk(stranger).get(f"/desk/v/{version.pk}/").status_code == 404


def test_an_act_that_is_not_possible_says_why_instead_of_showing_a_form(team):
    version = make.draft(team)
    page = desk(team.draft).text(f"/desk/v/{version.pk}/release/")
    assert "现在不能办理" in page and "起草中" in page


def test_bulk_release_shows_first_what_it_would_do(team):
    ready, draft = make.approved(team), make.draft(team)
    releaser = desk(team.publicity)
    data = {"act": "release", "row": [ready.publication_id, draft.publication_id]}
    page = releaser.post("/desk/publications/", **data).content.decode()
    assert "没有待发布的版本" in page and Publication.objects.public().count() == 0
    releaser.post("/desk/publications/", **data, confirm="1", key="b1")
    assert Publication.objects.public().count() == 1


@pytest.mark.parametrize("address", ["/desk/drafts/", "/desk/reviews/", "/desk/publications/", "/desk/"])
def test_lists_ask_the_same_number_of_questions_however_long_they_are(team, address, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person = {"/desk/drafts/": team.draft, "/desk/reviews/": team.office_review}.get(address, team.publicity)

    def questions():
        who = desk(person)
        who.text(address)
        with CaptureQueriesContext(connection) as caught:
            who.text(address)
        return len(caught)

    for _ in range(2):
        make.draft(team), make.in_review(team), make.approved(team)
    few = questions()
    for _ in range(8):
        make.draft(team), make.in_review(team), make.approved(team)
    assert questions() == few


@pytest.mark.parametrize(
    "nasty", ["\x00", "'; DROP TABLE x;--", "<script>alert(1)</script>", "陆" * 3000, "%s%n{}", "../../etc"]
)
def test_hostile_text_in_every_field_is_answered_not_feared(team, nasty):
    clerk = desk(team.draft)
    version = make.draft(team)
    data = dict.fromkeys(form_of(team), nasty) | {"edition": nasty, "submission_key": "h1"}
    for address in (
        f"/desk/new/notice/{team.unit.pk}/",
        f"/desk/v/{version.pk}/edit/",
        f"/desk/v/{version.pk}/abandon/",
    ):
        assert clerk.post(address, **data, reason=nasty).status_code < 500, address
    for address in ("/desk/drafts/", "/desk/publications/", "/desk/search/"):
        assert clerk.get(address, title=nasty, q=nasty, state=nasty, unit=nasty, since=nasty).status_code < 500


def test_every_tab_and_page_of_a_case_opens(team):
    publication = make.live(team)
    clerk = desk(team.draft)
    for tab in ("text", "checks", "files", "opinions", "links", "versions"):
        clerk.text(f"/desk/p/{publication.pk}/", tab=tab)
    clerk.text(f"/desk/v/{publication.live_version_id}/")
    clerk.text(f"/desk/v/{publication.live_version_id}/preview/")


def test_dates_of_a_draft_are_kept_as_they_were(team):
    clerk, version = start(team)
    page = clerk.text(f"/desk/v/{version.pk}/edit/")
    assert 'value="2026-06-01"' in page and version.formed_on == date(2026, 6, 1)


def test_only_the_writer_or_the_reviewer_whose_turn_it_is_speaks_of_the_findings(team):
    version = make.draft(team, body="<p>联系人手机13812345678。</p>")
    checking.run(version)
    address = f"/desk/v/{version.pk}/override/{version.checks['findings'][0]['id']}/"
    for person in (team.publicity, team.sign):
        assert "现在不能办理" in desk(person).text(address)
        answer = desk(person).post(address, reason="不是个人信息，确实", submission_key="o")
        assert answer.status_code == 422 and not version.overrides.exists()
    assert desk(team.draft).post(address, reason="公开的服务号码", submission_key="o").status_code == 302


def test_a_file_of_somebody_who_may_not_write_is_not_even_taken_in(team):
    version = make.draft(team)
    file = SimpleUploadedFile("说明.txt", "一段文字".encode())
    answer = desk(team.publicity).post(f"/desk/v/{version.pk}/files/", file=file, submission_key="f")
    assert answer.status_code == 422 and "没有“起草”职责" in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_refused_file_says_why_at_the_field(team):
    version = make.draft(team)
    file = SimpleUploadedFile("程序.exe", b"MZ")
    answer = desk(team.draft).post(f"/desk/v/{version.pk}/files/", file=file, submission_key="f")
    assert answer.status_code == 422 and "exe" in answer.content.decode()


def test_a_file_is_attached_read_by_officials_and_taken_off_again(team):
    version, clerk = make.draft(team), desk(team.draft)
    file = SimpleUploadedFile("说明.txt", "绿地开放时间说明".encode())
    assert clerk.post(f"/desk/v/{version.pk}/files/", file=file, name="开放说明", submission_key="f").status_code == 302
    attachment = version.attachments.get()
    assert "开放说明" in clerk.text(f"/desk/p/{version.publication_id}/", tab="files")
    answer = desk(team.office_review).get(f"/desk/v/{version.pk}/files/{attachment.pk}/")
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    clerk.post(f"/desk/v/{version.pk}/files/{attachment.pk}/remove/", submission_key="g")
    assert not version.attachments.exists()


def test_another_organs_answer_is_registered_by_the_writer_and_by_nobody_else(team):
    version = make.draft(team, involves_other_organ=True)
    data = {"organ": "市水务局", "outcome": "agreed", "document": "沪水务函〔2026〕1号", "answered_on": "2026-06-01"}
    assert desk(team.sign).post(f"/desk/v/{version.pk}/organ/", **data, submission_key="x").status_code == 422
    assert desk(team.draft).post(f"/desk/v/{version.pk}/organ/", **data, submission_key="y").status_code == 302
    assert version.confirmations.get().organ == "市水务局"
    assert "沪水务函〔2026〕1号" in desk(team.draft).text(f"/desk/p/{version.publication_id}/", tab="opinions")


@pytest.mark.parametrize("address", ["/desk/drafts/", "/desk/reviews/", "/desk/publications/"])
@pytest.mark.parametrize("query", [{"kind": "notice"}, {"state": "draft"}, {"kind": "nothing"}, {"unit": "0"}])
def test_every_filter_of_a_list_answers(team, address, query):
    make.draft(team)
    everything = bureau.official("draft", "office_review", "publicity", of=team.unit)
    desk(everything).text(address, **query)


def test_a_retired_column_or_topic_is_not_lost_by_saving_something_else(team):
    version = make.draft(team, topic="城乡建设\\公园", column="gone.column", catalogue_code="old-1")
    data = form_of(team, edition=version.edition, topic=version.topic, column=version.column, catalogue_code="old-1")
    page = desk(team.draft).text(f"/desk/v/{version.pk}/edit/")
    assert '<option value="gone.column" selected>' in page and '<option value="old-1" selected>' in page
    assert desk(team.draft).post(f"/desk/v/{version.pk}/edit/", **data).status_code == 302
    version.refresh_from_db()
    assert (version.column, version.topic, version.catalogue_code) == ("gone.column", "城乡建设\\公园", "old-1")
    bad = desk(team.draft).post(
        f"/desk/v/{version.pk}/edit/", **{**data, "column": "another.gone", "submission_key": "z"}
    )
    assert bad.status_code == 422


def test_a_correction_is_shown_before_it_is_made(team):
    publication = make.live(team, body="<p>公园开放至二十二时，请知悉。</p>")
    clerk = desk(team.draft)
    data = {"old": "请知悉", "new": "请周<知", "note": "用语统一", "submission_key": "c"}
    page = clerk.post(f"/desk/p/{publication.pk}/correct/", **data, preview="1").content.decode()
    assert "<ins>周&lt;</ins>知" in page and "二十二时" in page
    assert publication.versions.count() == 1, "nothing is done yet"
    wrong = clerk.post(f"/desk/p/{publication.pk}/correct/", **{**data, "old": "没有的"}, preview="1")
    assert wrong.status_code == 422 and "出现 0 次" in wrong.content.decode()
    assert clerk.post(f"/desk/p/{publication.pk}/correct/", **data).status_code == 302
    assert publication.versions.latest("serial").correction_new == "请周<知"


def test_the_reviewer_sees_what_changed_since_the_version_he_saw(team):
    version = make.in_review(team, body="<p>开放至二十二时。</p>", doc_no="沪绿容〔2026〕1号")
    reviewer = desk(team.office_review)
    reviewer.post(f"/desk/v/{version.pk}/", seen=version.fingerprint, decision="return", remarks="时间不准",
                  submission_key="a")  # fmt: skip
    fresh = drafting.revise(version=version, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, body="<p>开放至二十一时。</p>", doc_no="沪绿容〔2026〕2号")
    fresh = reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft)
    page = reviewer.text(f"/desk/v/{fresh.pk}/")
    assert "与您上次看到的第 1 版相比" in page and "<del>二</del><ins>一</ins>时" in page
    assert "<del>沪绿容〔2026〕1号</del>" in page and "<ins>沪绿容〔2026〕2号</ins>" in page
    other = desk(bureau.official("office_review", of=team.unit)).text(f"/desk/v/{fresh.pk}/")
    assert "与您上次看到" not in other


def test_a_finding_of_a_file_is_declared_from_the_page_that_shows_it(team):
    version, clerk = make.draft(team), desk(team.draft)
    file = SimpleUploadedFile("名单.txt", "值班电话13812345678".encode())
    clerk.post(f"/desk/v/{version.pk}/files/", file=file, submission_key="f")
    page = clerk.text(f"/desk/p/{version.publication_id}/", tab="files")
    address = re.search(r'href="(/desk/v/\d+/files/\d+/declare/[^"]+)"', page)[1]
    assert "138****5678" in clerk.text(address)
    assert clerk.post(address, reason="公开的服务号码", submission_key="d").status_code == 302
    assert "已说明" in clerk.text(f"/desk/p/{version.publication_id}/", tab="files")


def test_the_drafts_of_the_unit_are_seen_by_who_writes_for_it(team):
    own = bureau.unit("own")
    clerk, colleague = (bureau.official("draft", of=own, scope=own) for _ in range(2))
    make.draft(team, unit=own, author=colleague, title="同事的草稿")
    make.draft(team, title="别处的草稿")
    assert "同事的草稿" not in desk(clerk).text("/desk/drafts/")
    page = desk(clerk).text("/desk/drafts/", scope="unit")
    assert "同事的草稿" in page and "别处的草稿" not in page and "范围" in page


def test_the_checks_say_how_easily_the_text_is_read(team):
    version = make.draft(
        team, body="<p>市属公园自下月起延长开放时间，每天晚上十点关门。请游客按时离园，注意安全，爱护花草树木。</p>"
    )
    assert "易读程度" in desk(team.draft).text(f"/desk/p/{version.publication_id}/", tab="checks")
