"""The annual report: its prose is written, and what was filed is kept; faulty figures are not filed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.bureau.models import DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from .. import annual
from ..models import FiledReport, Register, ReportText
from ..rules.report.checks import Fault, faults
from ..rules.report.form import Report

TEXT_LENGTH = 10_000


def refusals(official: Official) -> list[Reason]:
    """Why he may not write or file reports; none when he may."""
    may = credentials(official)
    if DutyCode.PUBLICITY in may.duties() and may.units_for(DutyCode.PUBLICITY) is None:
        return []
    return [Reason("编写、报送年度报告需要全局的政务公开职责，请由承担该职责的同事办理。")]


def reasons_of(found: list[Fault]) -> list[Reason]:
    """Faults as reasons, each with its rule."""
    return [Reason(f"{fault.rule}：{fault.text}") for fault in found if not fault.warning]


@transaction.atomic
def write(
    *, year: int, register: Register | None, actor: Official, texts: Mapping[str, str], edition: int | None = None
) -> None:
    """Write the prose of a year's report; `edition` is the sum of editions that was open. Raises Refused."""
    if reasons := refusals(actor):
        raise Refused(reasons)
    rows = {row.section: row for row in ReportText.objects.select_for_update().filter(year=year, register=register)}
    if edition is not None and edition != sum(row.edition for row in rows.values()):
        raise Refused(["文字已经由他人改动，请重新打开本页，看过现在的文字再修改。"])
    changed = []
    for section, text in texts.items():
        if len(text) > TEXT_LENGTH:
            raise Refused([Reason(f"每个部分不超过 {TEXT_LENGTH} 字。", field=section)])
        row = rows.get(section) or ReportText(year=year, register=register, section=section)
        if row.text == text:
            continue
        row.text, row.edition, row.written_by, row.written_at = text, row.edition + 1, actor, clock.now()
        row.save()
        changed.append(row)
    if changed:
        names = "、".join(row.get_section_display() for row in changed)
        record("foi.report_written", _party(year, register), actor, year=year, section=names)


def _party(year: int, register: Register | None) -> Any:
    from_register = FiledReport(year=year, register=register, pk=0)
    return from_register.as_party()._replace(id=f"{year}:{register.pk if register else 'all'}")


@transaction.atomic
def file_counted(*, year: int, register: Register | None, actor: Official, on: date | None = None) -> FiledReport:
    """Keep the figures as they are now as the report that was filed; raises Refused with every fault and its rule."""
    found = annual.of_year(year, register)
    reasons = [*refusals(actor), *reasons_of(found.faults)]
    if year >= clock.today().year:
        reasons.append(Reason(f"{year}年尚未结束，年度报告应当在次年1月31日前报送（《政府信息公开条例》第四十九条）。"))
    return _filed(found.report, register, actor, on, FiledReport.Origin.COUNTED, reasons, found.fee)


@transaction.atomic
def file_read(*, report: Report, register: Register | None, actor: Official, on: date | None = None) -> FiledReport:
    """Keep what was read out of a report that was filed before; raises Refused with every fault and its rule."""
    before = annual.filed(report.year - 1, register).first()
    reasons = [*refusals(actor), *reasons_of(faults(report, before.as_report() if before else None))]
    fee = report.text_totals.get("信息处理费元") or 0
    amount = int(float(str(fee).replace(",", ""))) if str(fee).replace(",", "").replace(".", "", 1).isdigit() else 0
    return _filed(report, register, actor, on, FiledReport.Origin.READ, reasons, amount)


def _filed(
    report: Report, register: Register | None, actor: Official, on: date | None, origin: str, reasons: list[Reason], fee: int
) -> FiledReport:  # fmt: skip
    day = on or clock.today()
    if day > clock.today() or day.year <= report.year:
        reasons.append(Reason("报送日期应当在报告年度之后，并且不晚于今天。", field="on"))
    if reasons:
        raise Refused(reasons)
    cells = {
        "table3": {name: dict(row) for name, row in report.table3.items()},
        "table4": {name: dict(row) for name, row in report.table4.items()},
    }
    row = FiledReport.objects.create(
        register=register, year=report.year, table_format=report.table_format, cells=cells, fee=fee, filed_on=day,
        origin=origin, filed_by=actor, filed_at=clock.now(),
    )  # fmt: skip
    record("foi.report_filed", row, actor, year=report.year, on=day.isoformat())
    return row
