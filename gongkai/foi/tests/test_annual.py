"""The annual report at the desk: sums written out, nothing faulty leaves, files read back, what was filed binds the next."""

import io
import itertools
import random
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.foi import annual, reporting, services
from gongkai.foi.models import ApplicantKind, Application, FiledReport, Register
from gongkai.foi.reports import layout, writing
from gongkai.foi.reports.grids import Unreadable
from gongkai.foi.reports.recognise import report_in
from gongkai.foi.rules.decisions import DECISIONS
from gongkai.foi.rules.report import form
from gongkai.foi.rules.report.arithmetic import sums
from gongkai.foi.rules.report.checks import faults
from gongkai.foi.rules.report.form import Report
from gongkai.foi.rules.report.prose import fee_sentence, quoted_in
from gongkai.foi.services import reports as acts
from gongkai.foi.services.intake import the_register
from gongkai.foi.tests import factories as make
from gongkai.foi.tests import worked
from gongkai.journal import clock
from gongkai.journal.refusals import Refused
from gongkai.portal.tests.conftest import MORNING

JANUARY = MORNING + timedelta(days=320)
YEAR = MORNING.year


def sound(**more) -> Report:
    return Report.from_json(worked.report(**more))


def of_2019() -> Report:
    table = worked.table3()
    parts = [table.pop(row) for row in list(table) if row.startswith("三、（六）")]
    table["三、（六）其他处理"] = {column: sum(part[column] for part in parts) for column in form.COLUMNS}
    return Report.from_json(worked.report(table3=table, table_format=2019, year=2020, table4=worked.table4()))


# --- The sums, written out ---


def test_the_worked_table_shows_its_sums():
    found = sums(sound())
    assert all(one.holds for one in found)
    assert "13612 + 535 = 14147 = 13364 + 783" in [one.text for one in found if one.rule == "REP-01"]
    count = {rule: sum(one.rule == rule for one in found) for rule in ("REP-01", "REP-02", "REP-03", "REP-04")}
    assert count == {"REP-01": 7, "REP-02": 7, "REP-03": 25, "REP-04": 3}


@pytest.mark.parametrize("by", [1, -1])
def test_a_cell_that_moves_by_one_breaks_a_sum_that_is_shown(by):
    for table_format, report in ((2021, sound()), (2019, of_2019())):
        for row, column in itertools.product(form.rows_of(table_format), form.COLUMNS):
            report.table3[row][column] += by
            assert any(not one.holds and "≠" in one.text for one in sums(report)), (row, column)
            report.table3[row][column] -= by
    for road, name in itertools.product(form.ROADS, (*form.RESULTS, form.TOTAL)):
        report = sound()
        report.table4[road][name] += by
        assert [one.rule for one in sums(report) if not one.holds] == ["REP-04"]


def test_a_blank_never_holds_and_is_not_a_zero():
    report = sound()
    report.table3[form.NEW]["科研机构"] = None
    broken = [one for one in sums(report) if not one.holds]
    assert {one.rule for one in broken} == {"REP-01", "REP-03"} and all("？" in one.text for one in broken)


def test_each_column_carries_over_from_the_year_before():
    before = sound(year=2024)
    broken = [one for one in sums(sound(), before) if not one.holds]
    assert {one.rule for one in broken} == {"REP-05"} and "2024年结转下年度 783 ≠ 上年结转 535" in [
        o.text for o in broken
    ]


# --- Files ---


def layouts() -> list[Report]:
    return [sound(body="示例局"), of_2019()]


@pytest.mark.parametrize("report", layouts(), ids=["2021", "2019"])
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_what_is_exported_reads_back_as_the_same_report(tmp_path, report, kind):
    sections = {"overall": [f"全年收到申请{14069}件。"], "other": [fee_sentence(400)]}
    file = tmp_path / f"report.{kind}"
    made = (
        writing.document(report, sections, on=date(2026, 1, 20))
        if kind == "docx"
        else writing.workbook(report, sections)
    )
    file.write_bytes(made)
    read = report_in(file)
    assert (read.year, read.table_format) == (report.year, report.table_format)
    for name, row in report.table3.items():
        assert {column: int(cell) for column, cell in read.table3[name].items()} == row, name
    assert {road: {n: int(c) for n, c in row.items()} for road, row in read.table4.items()} == report.table4
    assert faults(read) == [] and read.text_totals["信息处理费元"] == "400"


def test_the_same_report_makes_the_same_document():
    assert writing.document(sound(), {}, on=date(2026, 1, 1)) == writing.document(sound(), {}, on=date(2026, 1, 1))


@pytest.mark.parametrize("report", layouts(), ids=["2021", "2019"])
def test_every_place_of_the_form_is_covered_once(report):
    for sheet in (layout.table3(report), layout.table4(report)):
        for line in layout.laid(sheet):
            assert line[0][0] == 0
        area = sum(place.across * place.down for row in sheet.rows for place in row)
        assert area == len(sheet.widths) * len(sheet.rows)


# --- Prose ---


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("全年新收政府信息公开申请112件。", "收到申请", "112"),
        ("其中，予以公开50件，部分公开10件，不予公开 8 件。", "不予公开", "8"),
        ("行政复议案件3件，行政诉讼2件。", "行政诉讼", "2"),
        ("收取信息处理费1.2万元。", "信息处理费元", 12000),
        ("收取信息处理费 2,100 元。", "信息处理费元", "2,100"),
    ],
)
def test_numbers_in_our_own_prose_are_found(text, name, value):
    assert dict(quoted_in([text], own=True))[name] == value


def test_what_is_said_twice_with_different_numbers_is_not_compared():
    assert "上年结转" not in dict(quoted_in(["上年结转3件。", "上年结转4件。"]))


# --- Counted, written, filed ---


@pytest.fixture
def year_over(team):
    """A year with one of each: answered, withdrawn with a fee, refused and brought before the government, carried over."""
    with clock.at(MORNING):
        make.answered(team)
        refused = make.answered(team, code="D09", findings=("reasons",), applicant_kind="legal")
        services.enter_dispute(application=refused, actor=team.legal, road="reconsideration", against="decision",
                               body="上海市人民政府", received_on=clock.today())  # fmt: skip
        services.withdrawn(case=make.registered(team, applicant_kind="business"), actor=team.publicity, reason="来电")
        make.assigned(team, applicant_kind="other")
        paid = make.assigned(team)
        Application.objects.filter(pk=paid.pk).update(fee=400, paid_on=clock.today())
    with clock.at(JANUARY):
        yield team


def test_the_report_is_sound_by_itself_and_names_its_fee(year_over):
    found = annual.of_year(YEAR)
    assert found.sound() and found.fee == 400 and all(holds for _, _, holds, _, _ in found.checks())
    assert "本年度收取信息处理费400元。" in annual.sections(found)["other"]
    assert found.report.table4["行政复议"]["尚未审结"] == 1


def test_the_page_costs_the_same_whatever_the_register_holds(year_over, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        annual.of_year(YEAR)
    for _ in range(3):
        make.answered(year_over)
    with django_assert_max_num_queries(len(few.captured_queries)):
        annual.of_year(YEAR)


def test_prose_that_disagrees_holds_the_export_back_and_names_its_rule(year_over):
    client = Client()
    client.force_login(year_over.publicity)
    page = f"/desk/foi/report/{YEAR}/"
    assert client.get(f"{page}?export=docx").status_code == 200
    typed = {"overall": "全年收到申请99件。", "other": "收取信息处理费300元。", "edition": "0"}
    assert client.post(f"{page}texts/", typed).status_code == 302
    for kind in ("docx", "xlsx"):
        answer = client.get(f"{page}?export={kind}")
        text = answer.content.decode()
        assert answer.status_code == 409 and "REP-09" in text and "还不能导出" in text
        assert "正文“收到申请”为99，表格为5" in text and "正文“信息处理费元”为300，表格为400" in text
    assert "REP-09" in client.get(f"{page}filing/").content.decode()
    assert client.post(f"{page}texts/", typed | {"overall": "再改"}).status_code == 422, (
        "an old edition is not saved over"
    )
    client.post(f"{page}texts/", {"overall": "全年收到申请5件。", "edition": "2"})
    answer = client.get(f"{page}?export=xlsx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


def test_what_was_filed_binds_the_next_year(year_over):
    filed = acts.file_counted(year=YEAR, register=None, actor=year_over.publicity)
    assert filed.cells["table3"][form.CARRIED_FORWARD]["总计"] == 2 and annual.of_year(YEAR + 1).sound()
    late = Application.objects.filter(received_on__year=YEAR).first()
    Application.objects.filter(pk=late.pk).update(received_on=date(YEAR, 12, 1), stage="in_hand", delivered_on=None)
    following = annual.of_year(YEAR + 1)
    assert not following.sound() and {fault.rule for fault in following.faults} == {"REP-05"}
    again = FiledReport.objects.get()
    assert again.cells["table3"][form.CARRIED_FORWARD]["总计"] == 2


@pytest.mark.parametrize("wrong", ["too early", "not publicity", "future"])
def test_what_may_not_be_filed_is_refused(year_over, wrong):
    actor = year_over.legal if wrong == "not publicity" else year_over.publicity
    on = clock.today() + timedelta(days=1) if wrong == "future" else None
    with pytest.raises(Refused):
        acts.file_counted(year=YEAR + 1 if wrong == "too early" else YEAR, register=None, actor=actor, on=on)
    assert not FiledReport.objects.exists()


def test_each_body_has_its_report_and_all_together_are_their_sum(year_over):
    other = the_register(year_over.other)
    with clock.at(MORNING):
        case = make.answered(year_over, applicant_kind="welfare")
    Application.objects.filter(pk=case.pk).update(register=other)
    whole = annual.of_year(YEAR).report.table3
    parts = [annual.of_year(YEAR, register).report.table3 for register in Register.objects.order_by("pk")]
    for name, row in whole.items():
        for column, count in row.items():
            assert count == sum(part[name][column] for part in parts), (name, column)
    assert parts[1][form.NEW]["社会公益组织"] == 1
    client = Client()
    client.force_login(year_over.publicity)
    page = client.get(f"/desk/foi/report/{YEAR}/?register={other.pk}").content.decode()
    assert f"/desk/foi/?cell={YEAR}-0-6&register={other.pk}" in page.replace("&amp;", "&")
    listed = client.get(f"/desk/foi/?cell={YEAR}-0-6&register={other.pk}").content.decode()
    assert "共 1 件" in listed
    assert client.get(f"/desk/foi/report/{YEAR}/?register=999").status_code == 404


def test_the_sum_of_the_table_equals_the_register_whatever_happened(team):
    """The year boundary and every outcome, in a hundred registers made by chance from a fixed seed."""
    chance, cases = random.Random(4), [make.registered(team).pk for _ in range(8)]  # noqa: S311  (a test)
    for _ in range(60):
        for pk in cases:
            received = date(2019, 12, 25) + timedelta(days=chance.randrange(0, 760))
            over = chance.random() < 0.7
            Application.objects.filter(pk=pk).update(
                received_on=received, stage="archived" if over else "in_hand",
                decision=chance.choice(list(DECISIONS)), applicant_kind=chance.choice(ApplicantKind.values),
                delivered_on=received + timedelta(days=chance.choice([0, 3, 20, 60, 400])) if over else None,
            )  # fmt: skip
        for year in (2019, 2020, 2021, 2022, 2023):
            table = reporting.table3(year)
            assert reporting.checked(year) == []
            received = Application.objects.filter(received_on__year=year).count()
            ended = Application.objects.filter(stage="archived", delivered_on__year=year).count()
            assert table[form.NEW]["总计"] == received and table[form.HANDLED]["总计"] == ended


# --- Somebody else's report ---


def upload(client, name: str, data: bytes, **more):
    return client.post("/desk/foi/report/check/", {"file": SimpleUploadedFile(name, data), **more})


def exported(report: Report) -> bytes:
    return writing.workbook(report, {})


def test_a_report_made_elsewhere_is_read_and_judged(year_over):
    client = Client()
    client.force_login(year_over.publicity)
    answer = upload(client, "report.xlsx", exported(sound()))
    assert answer.status_code == 200 and "没有发现问题" in answer.content.decode()
    wrong = sound()
    wrong.table3[form.NEW]["其他"] += 1
    text = upload(client, "report.xlsx", exported(wrong)).content.decode()
    assert "REP-01" in text and "REP-03" in text and "≠" in text
    kept = upload(client, "report.xlsx", exported(wrong), keep="on")
    assert kept.status_code == 422 and not FiledReport.objects.exists()


def test_a_sound_report_is_kept_as_the_one_that_was_filed(year_over):
    client = Client()
    client.force_login(year_over.publicity)
    answer = upload(client, "r.xlsx", exported(sound(year=YEAR - 1)), keep="on", on=f"{YEAR}-01-20")
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    filed = FiledReport.objects.get()
    assert filed.year == YEAR - 1 and filed.origin == "read"
    assert {fault.rule for fault in annual.of_year(YEAR).faults} == {"REP-05"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF"),
        ("a.xlsx", b"no zip"),
        ("a.html", b"<p>nothing"),
        ("a.docx", b"PK\x03\x04"),
        ("a.html", b"\xff"),
    ],
)
def test_a_file_that_is_no_report_is_answered_at_its_field(year_over, name, data):
    client = Client()
    client.force_login(year_over.publicity)
    answer = upload(client, name, data)
    assert answer.status_code == 422 and "id_file" in answer.content.decode()


def test_a_workbook_that_unfolds_without_end_is_refused(tmp_path: Path):

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 70_000_000)
    file = tmp_path / "bomb.xlsx"
    file.write_bytes(out.getvalue())
    with pytest.raises(Unreadable):
        report_in(file)
