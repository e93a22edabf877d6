"""Release sets and the rows of batch publications at the desk."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from gongkai.publications.models import Publication, ReleaseSet, Version
from gongkai.publications.services import drafting, releasing, reviewing, sets
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


def made(team, count=3):
    versions = [make.draft(team, legacy=True, title=f"历史文件{number}") for number in range(count)]
    return sets.make(title="历史资料", unit=team.unit, author=team.draft, versions=[version.pk for version in versions])


def test_a_set_goes_through_its_three_steps_and_out(team, client):
    row, clerk = made(team), Desk(team.draft)
    address = f"/desk/sets/{row.pk}/"
    assert "只有建立批次的人" in Desk(team.office_review).text(f"{address}submit/")
    clerk.post(f"{address}submit/", submission_key="s")
    assert "还没有审签完毕" in Desk(team.publicity).text(f"{address}release/")
    for duty in ("office_review", "secrecy", "sign"):
        seen = ReleaseSet.objects.get(pk=row.pk).fingerprint
        page = Desk(getattr(team, duty)).text(address)
        assert seen in page and "历史文件1" in page
        Desk(getattr(team, duty)).post(address, seen=seen, decision="pass", submission_key=duty)
    releaser = Desk(team.publicity)
    assert Desk(team.draft).post(f"{address}release/").status_code == 422
    for _ in range(2):
        assert releaser.post(f"{address}release/").status_code == 302
    assert "已发布 3 件，共 3 件" in releaser.text(address)
    assert Publication.objects.public().count() == 3
    assert client.get(f"/d/{Publication.objects.first().pk}/").status_code == 200


def test_a_set_is_returned_with_words_and_its_opinion_is_on_what_was_shown(team):
    row = made(team)
    sets.submit(release_set=row, author=team.draft)
    reviewer, address = Desk(team.office_review), f"/desk/sets/{row.pk}/"
    row.refresh_from_db()
    bare = reviewer.post(address, seen=row.fingerprint, decision="return", submission_key="a")
    assert bare.status_code == 422 and "写明退回的理由" in bare.content.decode()
    stale = reviewer.post(address, seen="0" * 64, decision="pass", submission_key="b")
    assert stale.status_code == 422 and "刷新后重新审阅" in stale.content.decode()
    assert "提交意见" not in Desk(team.draft).text(address), "nobody reviews his own list"
    reviewer.post(address, seen=row.fingerprint, decision="return", remarks="缺三件", submission_key="c")
    assert "缺三件" in Desk(team.draft).text(address)


def test_what_does_not_pass_the_checks_is_named_and_may_be_set_aside(team):
    row = made(team, 2)
    bad = make.draft(team, legacy=True, title="有号码的", body="<p>手机13812345678</p>")
    sets.join(release_set=row, versions=[bad.pk])
    clerk, address = Desk(team.draft), f"/desk/sets/{row.pk}/submit/"
    refused = clerk.post(address, submission_key="a")
    assert refused.status_code == 422 and "有号码的" in refused.content.decode()
    assert clerk.post(address, set_aside="on", submission_key="b").status_code == 302
    assert Version.objects.filter(release_set=row).count() == 2


def test_the_whole_list_of_a_set_is_read_filtered_and_exported(team):
    row = made(team, 4)
    clerk = Desk(team.draft)
    page = clerk.text(f"/desk/sets/{row.pk}/items/", title="文件2")
    assert "历史文件2" in page and "历史文件1" not in page
    answer = clerk.get(f"/desk/sets/{row.pk}/items/", export="csv")
    assert len(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()) == 5


def test_the_questions_of_a_sets_pages_do_not_grow_with_its_items(team):
    def questions(row):
        clerk, found = Desk(team.office_review), []
        for address in (f"/desk/sets/{row.pk}/", f"/desk/sets/{row.pk}/items/"):
            with CaptureQueriesContext(connection) as caught:
                clerk.text(address)
            found.append(len(caught))
        return found

    assert questions(made(team, 2)) == questions(made(team, 12))


# --- Rows of a batch ---


def sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "清单.xlsx"
    return file


def batch(team):
    return make.draft(team, kind="record_list", column="focus.double", body="")


HEAD = ["编号", "名称", "决定日期", "公示截止日期", "相对人"]


def test_rows_come_in_from_a_workbook_and_go_out_one_by_one(team, client):
    version, clerk = batch(team), Desk(team.draft)
    file = sheet(
        HEAD, ["罚1", "占绿处罚", date(2026, 6, 1), "2027-06-01", "某公司"], ["罚2", "毁绿处罚", "2026/6/2", None, ""]
    )
    assert clerk.post(f"/desk/v/{version.pk}/records/", file=file, submission_key="a").status_code == 302
    row = version.records.get(key="罚1")
    assert (row.decided_on, row.ends_on, row.facts["相对人"]) == (date(2026, 6, 1), date(2027, 6, 1), "某公司")
    version.refresh_from_db()
    version = make.pass_all(team, reviewing.submit(version=version, author=team.draft))
    publication = releasing.release(version=version, actor=team.publicity)
    officer = Desk(team.duty_officer)
    listed = officer.text(f"/desk/p/{publication.pk}/records/")
    assert "占绿处罚" in listed and "毁绿处罚" in listed
    address = f"/desk/p/{publication.pk}/record/{row.pk}/withdraw/"
    assert "不能撤回记录" in clerk.text(address)
    bare = officer.post(address, reason=" ", submission_key="b")
    assert bare.status_code == 422 and "撤回理由" in bare.content.decode()
    officer.post_with_code(address, reason="处罚决定已撤销", submission_key="c")
    assert "处罚决定已撤销" in client.get(f"/d/{publication.pk}/r/{row.pk}/").content.decode()
    assert "现为“已撤回”" in officer.text(address)
    assert "已撤回" in officer.text(f"/desk/p/{publication.pk}/records/", state="withdrawn")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["名称"], ["x"]], "首行缺少“编号”列"),
        ([HEAD, ["", "无编号"]], "第 2 行：“编号”和“名称”不能为空"),
        ([HEAD, ["1", "好"], ["2", "坏日期", "六月"]], "第 3 行：“决定日期”不是日期"),
        ([HEAD, ["1", "甲"], ["1", "乙"]], "第 3 行：编号“1”与第 2 行重复"),
        ([], "文件是空的"),
    ],
)
def test_rows_that_cannot_be_taken_are_named_by_line_and_none_is_taken(team, rows, sentence):
    version = batch(team)
    answer = Desk(team.draft).post(f"/desk/v/{version.pk}/records/", file=sheet(*rows), submission_key="a")
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not version.records.exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"\xff\xfe\x00\x00", "编号,名称\n1,甲".encode("gb18030")]
)
def test_odd_files_are_answered(team, content):
    version = batch(team)
    for name in ("a.xlsx", "a.csv", "a.exe"):
        file = BytesIO(content)
        file.name = name
        assert Desk(team.draft).post(f"/desk/v/{version.pk}/records/", file=file, submission_key=name).status_code < 500


def test_a_table_in_the_countrys_own_encoding_is_read(team):
    version = batch(team)
    file = BytesIO("编号,名称\n许1,迁移许可\n".encode("gb18030"))
    file.name = "清单.csv"
    assert Desk(team.draft).post(f"/desk/v/{version.pk}/records/", file=file, submission_key="a").status_code == 302
    assert version.records.get().title == "迁移许可"


def test_the_questions_of_the_row_list_do_not_grow(team):
    version = batch(team)

    def questions():
        with CaptureQueriesContext(connection) as caught:
            Desk(team.draft).text(f"/desk/p/{version.publication_id}/records/")
        return len(caught)

    drafting.add_records(version=version, editor=team.draft, rows=[{"key": "0", "title": "甲"}])
    few = questions()
    drafting.add_records(
        version=version, editor=team.draft, rows=[{"key": str(n), "title": "乙"} for n in range(1, 40)]
    )
    assert questions() == few


def test_the_case_tells_what_befell_it_as_one_of_a_set():
    team = make.Team()
    release_set = sets.make(title="历史资料", unit=team.unit, author=team.draft, versions=[make.draft(team).pk])
    other = make.draft(team)
    case = release_set.versions.get().publication
    assert "建立发布批次" in Desk(team.draft).get(f"/desk/p/{case.pk}/").text
    assert "建立发布批次" not in Desk(team.draft).get(f"/desk/p/{other.publication_id}/").text
