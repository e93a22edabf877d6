"""Tables of records: each fault with its line, nothing cut off in silence, and nobody waits while a file is looked through."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import connection
from openpyxl import Workbook
from PIL import Image

from gongkai.desk.staff.publishing.record_files import MOST_FAULTS, MOST_RECORDS, rows_in
from gongkai.publications.models import Version
from gongkai.publications.services import drafting
from gongkai.publications.tests import factories as make
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from .at_desk import Desk


def table(tmp_path, text):
    path = tmp_path / "received"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return rows_in(path, "csv")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("编号,名称\n\n\n1,甲\n2,\n", "第 5 行：“编号”和“名称”不能为空。"),
        ("编号,名称\n1,甲\n\n1,乙\n", "第 4 行：编号“1”与第 2 行重复，一个编号只能有一条记录。"),
        ("编号,编号,名称\n1,2,甲\n", "首行有重复的列：“编号”。"),
        ("编号,名称\n1,甲,多余\n", "第 2 行：第 3 列有内容，但首行没有列名。"),
        ('编号,名称\n1,"未闭合\n', "第 2 行的引号没有成对"),
        (f"编号,名称\n1,{'长' * 200_000}\n", "单元格过长"),
        (f"编号,名称\n1,{'长' * 301}\n", "第 2 行：“名称”超过 300 字。"),
        (f"编号,名称\n{'1' * 101},甲\n", "第 2 行：“编号”超过 100 字。"),
        ("编号,名称,决定日期\n1,甲,2026-02-30\n", "第 2 行：“决定日期”不是日期：2026-02-30。"),
        ("编号,名称,决定日期,公示截止日期\n1,甲,2026-06-02,2026-06-01\n", "第 2 行：公示截止日期早于决定日期。"),
        ("编号,名称\n,\n", "表头下面没有记录。"),
        ("编号,名称\n" + "".join(f"{n},甲\n" for n in range(MOST_RECORDS + 1)), "一次最多导入 20,000 行"),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_line(tmp_path, text, fault):
    rows, faults = table(tmp_path, text)
    assert any(fault in each for each in faults), faults


def test_more_faults_than_one_reads_are_counted(tmp_path):
    _, faults = table(tmp_path, "编号,名称\n" + ",甲\n" * (MOST_FAULTS + 7))
    assert len(faults) == MOST_FAULTS + 1 and faults[-1] == "还有 7 行有问题，请一并核对。"


def test_cells_of_a_workbook_keep_their_meaning(tmp_path):
    book, path = Workbook(), tmp_path / "received"
    for row in (["编号", "名称", "决定日期", "数量", "登记日"], [7, "甲", datetime(2026, 6, 1), 2.5, date(2026, 6, 3)], [None] * 5):  # fmt: skip
        book.active.append(row)
    book.save(path)
    assert rows_in(path, "xlsx") == (
        [{"key": "7", "title": "甲", "decided_on": date(2026, 6, 1), "facts": {"数量": "2.5", "登记日": "2026-06-03"}}],
        [],
    )


def named(content, name):
    file = BytesIO(content)
    file.name = name
    return file


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", ["编号,名称\n1,a\x00b\n", "编号,名称\n1,=HYPERLINK|cmd(\n", "<html>编号,名称</html>"]
)
def test_a_table_that_is_no_table_is_refused_at_the_field(team, content):
    version = make.draft(team, kind="record_list", column="focus.double", body="")
    answer = Desk(team.draft).post(f"/desk/v/{version.pk}/records/", file=named(content.encode(), "a.csv"))
    assert answer.status_code == 422 and 'id="id_file_error"' in answer.content.decode()
    assert not version.records.exists()


@pytest.mark.django_db
def test_the_table_itself_is_not_kept(team):
    version = make.draft(team, kind="record_list", column="focus.double", body="")
    file = named("编号,名称,身份证\n1,甲,1\n".encode(), "a.csv")
    assert Desk(team.draft).post(f"/desk/v/{version.pk}/records/", file=file, submission_key="a").status_code == 302
    assert Upload.objects.get().state == Upload.State.REMOVED


# --- The one transaction ---


def meanwhile(monkeypatch, happens):
    """Something happens while the file is being looked through."""
    original = uploads.take_in

    def slow(**given):
        happens()
        return original(**given)

    monkeypatch.setattr(uploads, "take_in", slow)


def picture():
    file = BytesIO()
    Image.new("RGB", (4, 3), "green").save(file, "PNG")
    return named(file.getvalue(), "大门.png")


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_a_file_is_looked_through(team, monkeypatch):
    version, held = make.draft(team), []
    meanwhile(monkeypatch, lambda: held.append(connection.in_atomic_block))
    Desk(team.draft).post(f"/desk/v/{version.pk}/files/", file=named(b"text", "a.txt"), submission_key="a")
    assert held == [False] and version.attachments.count() == 1


@pytest.mark.django_db
def test_a_second_press_takes_nothing_in(team):
    version, clerk = make.draft(team), Desk(team.draft)
    for _ in range(2):
        clerk.post(f"/desk/v/{version.pk}/files/", file=named(b"text", "a.txt"), submission_key="a")
    assert Upload.objects.count() == 1 and version.attachments.count() == 1


@pytest.mark.django_db
def test_a_file_that_came_too_late_is_destroyed(team, monkeypatch):
    version = make.draft(team)
    meanwhile(monkeypatch, lambda: drafting.abandon(version=version, actor=team.draft, reason="不再需要"))
    answer = Desk(team.draft).post(f"/desk/v/{version.pk}/files/", file=named(b"text", "a.txt"), submission_key="a")
    assert answer.status_code == 422 and "现为“已作废”" in answer.content.decode()
    assert Upload.objects.get().state == Upload.State.REMOVED


@pytest.mark.django_db
def test_a_picture_put_in_without_the_editor_does_not_undo_a_colleagues_save(team, monkeypatch):
    version = make.draft(team)
    meanwhile(monkeypatch, lambda: drafting.edit(version=version, editor=team.draft, body="<p>同事刚写的。</p>"))
    Desk(team.draft).post(f"/desk/v/{version.pk}/files/", file=picture(), in_text="on", name="大门", submission_key="a")
    body = Version.objects.get(pk=version.pk).body
    assert body.startswith("<p>同事刚写的。</p>") and 'alt="大门"' in body
