"""Taking in earlier material: what is known is kept, what is not is not made up, and nothing is taken twice."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from gongkai.publications.importing import mapping, sources, tables
from gongkai.publications.importing.rows import Fault, Row, Unreadable
from gongkai.publications.models import ImportRun, OldAddress, Publication, Version
from gongkai.publications.rules.validity import Validity
from gongkai.publications.services import sets

from . import factories as make

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[2] / "sample" / "real"


@pytest.fixture
def team():
    return make.Team()


def run(source, **options):
    out = StringIO()
    call_command("import_documents", str(source), stdout=out, **options)
    return out.getvalue()


def write_csv(path, rows, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def review_and_release(team):
    release_set = ImportRun.objects.latest("id").release_set
    while duty := release_set.step_duty():
        release_set = sets.decide(
            release_set=release_set, reviewer=getattr(team, duty), seen=release_set.fingerprint, agree=True
        )
    sets.release(release_set=release_set, actor=team.publicity)


def test_the_real_titles_of_the_bureau_become_publications_after_one_review(team):
    told = run(REAL / "policies.json")
    assert "共 68 件：收 68" in told and "一次审核全部 68 件" in told
    review_and_release(team)
    assert Publication.objects.public().count() == 68
    rule = Publication.objects.get(doc_no="沪绿容规〔2023〕6号")
    assert (rule.kind, rule.claimed_published_on, rule.formed_on) == (
        "policy_normative",
        date(2023, 10, 30),
        date(2023, 10, 24),
    )
    assert not rule.live_version.full_text_held and rule.live_version.body == ""
    assert rule.number and rule.source_url.startswith("https://")


def test_validity_is_computed_where_the_text_gives_an_end_and_else_as_the_source_claims(team):
    run(REAL / "policies.json")
    today = date(2026, 11, 24)

    def on(doc_no):
        version = Version.objects.select_related("publication").get(doc_no=doc_no)
        publication = version.publication
        for name in ("effective_on", "expires_on", "claimed_validity"):
            setattr(publication, name, getattr(version, name))
        return publication.validity(today)

    assert on("沪绿容〔2014〕373号") == Validity.EXPIRED  # labelled 有效, ended by its own text in 2017
    assert on("沪绿容〔2021〕222号") == Validity.EXPIRED
    assert on("沪城管规〔2020〕4号") == Validity.EXPIRED  # as labelled; no date is known
    assert on("沪绿容规〔2026〕1号") == Validity.IN_FORCE


def test_the_work_plan_is_taken_in_full_with_its_parts_as_headings(team):
    run(REAL / "workplan-2019.txt")
    version = Version.objects.get()
    assert version.title.endswith("政务公开工作方案") and version.full_text_held
    assert version.body.count("<h2>") == 6
    assert "优化栏目内搜索引擎功能" in version.body


def test_importing_again_changes_nothing_and_a_changed_draft_takes_the_change(team, tmp_path):
    row = {"标题": "公园开放时间表", "体裁": "通知", "发布日期": "2020-01-02", "标识": "a1", "正文": "六时开放。"}
    source = write_csv(tmp_path / "a.csv", [row])
    run(source, no_submit=True)
    assert "未变 1" in run(source, no_submit=True)
    write_csv(source, [{**row, "正文": "五时开放。"}])
    run(source, no_submit=True)
    assert [version.body for version in Version.objects.all()] == ["<p>五时开放。</p>"]


def test_a_changed_source_does_not_touch_what_is_under_review(team, tmp_path):
    row = {"标题": "公园开放时间表", "体裁": "通知", "发布日期": "2020-01-02", "标识": "a1", "正文": "六时开放。"}
    source = write_csv(tmp_path / "a.csv", [row])
    run(source)
    write_csv(source, [{**row, "正文": "五时开放。"}])
    assert "已送审或发布" in run(source)
    assert Version.objects.get().body == "<p>六时开放。</p>"


def test_every_row_that_cannot_be_taken_is_reported_with_line_and_reason(team, tmp_path):
    good = {"title": "好的一件", "kind": "通知", "published": "2020-01-02", "url": "http://a/x1"}
    source = write_csv(
        tmp_path / "b.csv",
        [
            good,
            {**good, "title": ""},
            {**good, "kind": "诗歌"},
            {**good, "published": "去年"},
            {**good, "title": "重复"},
        ],
    )
    told = run(source)
    for words in (
        "第3行 ：没有标题",
        "第4行 好的一件：体裁“诗歌”",
        "第5行 好的一件：“原发布日期”不是日期",
        "与第2行是同一件",
    ):
        assert words in told
    assert "收 1，未变 0，未收或有问题 4" in told


def test_a_run_that_was_cut_off_goes_on_in_the_same_set(team, tmp_path, monkeypatch):
    rows = [{"title": f"第{n}件", "kind": "通知", "published": "2020-01-02", "id": f"k{n}"} for n in range(6)]
    source = write_csv(tmp_path / "c.csv", rows)
    monkeypatch.setattr("gongkai.publications.importing.intake.BATCH", 2)
    original = tables.read

    def cut(path):
        for number, row in enumerate(original(path)):
            if number == 4:
                raise KeyboardInterrupt
            yield row

    monkeypatch.setattr(tables, "read", cut)
    with pytest.raises(KeyboardInterrupt):
        run(source, no_submit=True)
    assert Publication.objects.count() == 4
    monkeypatch.setattr(tables, "read", original)
    assert "收 2，未变 4" in run(source, no_submit=True)
    assert ImportRun.objects.count() == 1
    assert ImportRun.objects.get().release_set.versions.count() == 6


def test_old_addresses_lead_to_the_new_place(team, tmp_path):
    folder = tmp_path / "old"
    (folder / "gggs").mkdir(parents=True)
    (folder / "gggs" / "t1.htm").write_bytes(
        '<html><head><meta charset="gbk"><meta name="ArticleTitle" content="关于闭园的公告">'
        '<meta name="PubDate" content="2018-05-06"></head><body><h1>关于闭园的公告</h1><div id="zoom">'
        '<p style="x" onclick="y">即日起闭园。</p><script>1</script></div></body></html>'.encode("gbk")
    )
    run(folder, kind="通知", no_submit=True)
    version = Version.objects.get()
    assert (version.title, version.body) == ("关于闭园的公告", "<p>即日起闭园。</p>")
    assert version.claimed_published_on == date(2018, 5, 6)
    assert OldAddress.objects.get().path == "/gggs/t1.htm"


def test_a_scanned_pdf_and_a_broken_docx_are_reported_and_the_rest_is_taken(team, tmp_path):
    from pypdf import PdfWriter

    folder = tmp_path / "files"
    folder.mkdir()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    data = BytesIO()
    writer.write(data)
    (folder / "scan.pdf").write_bytes(data.getvalue())
    (folder / "broken.docx").write_bytes(b"not a package")
    (folder / "note.txt").write_text("关于绿地养护的说明\n正文一段。", encoding="utf-8")
    told = run(folder, kind="通知")
    assert "scan.pdf" in told and "没有文字" in told and "broken.docx" in told
    assert Version.objects.get().title == "关于绿地养护的说明"


def test_a_row_with_a_personal_number_stays_a_draft_and_the_rest_is_reviewed(team, tmp_path):
    rows = [
        {"title": "好的", "kind": "通知", "published": "2020-01-02", "id": "1", "content": "正文。"},
        {"title": "有号码的", "kind": "通知", "published": "2020-01-02", "id": "2", "content": "联系手机13912345678。"},
    ]
    told = run(write_csv(tmp_path / "d.csv", rows))
    assert "一次审核全部 1 件" in told and "另有 1 件检查未通过" in told
    assert Version.objects.get(title="有号码的").state == "draft"


@pytest.mark.parametrize(
    ("written", "day"),
    [("2020-01-02", date(2020, 1, 2)), ("2020/1/2", date(2020, 1, 2)), ("2020年1月2日", date(2020, 1, 2)),
     ("2020.01.02 10:00", date(2020, 1, 2)), ("", None), (None, None)],
)  # fmt: skip
def test_dates_are_read_in_every_usual_writing(written, day):
    assert mapping.date_of(written) == day


def test_tables_are_read_in_every_form_and_in_old_encodings(tmp_path):
    rows = [{"标题": "甲", "体裁": "通知"}, {"标题": "乙", "体裁": "通知"}]
    write_csv(tmp_path / "g.csv", rows, encoding="gb18030")
    (tmp_path / "g.json").write_text(json.dumps({"documents": rows}, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "g.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    book = Workbook()
    book.active.append(["标题", "体裁"])
    book.active.append(["甲", "通知"])
    book.active.append(["乙", "通知"])
    book.save(tmp_path / "g.xlsx")
    for name in ("g.csv", "g.json", "g.jsonl", "g.xlsx"):
        found = list(sources.rows(tmp_path / name, defaults={}, bureau="某局"))
        assert [row.title for row in found if isinstance(row, Row)] == ["甲", "乙"], name


def test_what_is_no_source_is_said_plainly(team, tmp_path):
    with pytest.raises(CommandError, match="没有这个文件"):
        run(tmp_path / "nowhere")
    (tmp_path / "half.json").write_text('[{"title": "甲"}, {"titl')
    with pytest.raises(Unreadable, match="不完整"):
        list(tables.read(tmp_path / "half.json"))


def test_another_organs_document_is_named_with_its_place_but_not_published_in_full(team, tmp_path):
    row = {"title": "市政府的办法", "kind": "办法", "published": "2020-01-02", "id": "1", "发文机关": "某市人民政府"}
    assert "全部 1 件" in run(write_csv(tmp_path / "e.csv", [row]))
    found = list(sources.rows(write_csv(tmp_path / "f.csv", [{**row, "正文": "全文。"}]), defaults={}, bureau="某局"))
    assert not isinstance(found[0], Fault) and found[0].full_text_held
