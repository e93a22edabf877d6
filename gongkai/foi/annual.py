"""A year's report of one body or of all together: counted, with its prose, beside what was filed for the year before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from . import disputing, reporting
from .models import FiledReport, Register, ReportText
from .rules.report import form
from .rules.report.arithmetic import RULES, Sum, sums
from .rules.report.checks import Fault, faults
from .rules.report.form import Report
from .rules.report.prose import FEE_NAME, fee_sentence, quoted_in


@dataclass(frozen=True)
class Annual:
    """The report, the one before it, its prose by section, what is wrong, and every sum written out."""

    register: Register | None
    report: Report
    before: Report
    filed_before: FiledReport | None
    texts: Mapping[str, str]
    fee: int
    faults: list[Fault]
    sums: list[Sum]

    @property
    def organ(self) -> str:
        return self.register.organ if self.register else ""

    def checks(self) -> list[tuple[str, str, bool, list[Sum], list[Fault]]]:
        """Each rule: its words, whether it holds, its sums, its faults."""
        found = []
        for rule, words in RULES.items():
            own, wrong = (
                [one for one in self.sums if one.rule == rule],
                [one for one in self.faults if one.rule == rule],
            )
            found.append((rule, words, not wrong and all(one.holds for one in own), own, wrong))
        return found

    def sound(self) -> bool:
        """Whether it may go out: nothing wrong, every sum holds."""
        return not [fault for fault in self.faults if not fault.warning] and all(one.holds for one in self.sums)


def filed(year: int, register: Register | None) -> QuerySet[FiledReport]:
    """What was filed for a year by one body, or for all together; the last first."""
    rows = FiledReport.objects.filter(year=year).order_by("-filed_on", "-pk")
    return rows.filter(register=register) if register else rows.filter(register__isnull=True)


def counted(year: int, register: Register | None) -> Report:
    """The tables as the registers have them now: six statements."""
    unit = register.unit if register else None
    return Report(
        register.organ if register else "", year, form.format_of(year), table3=reporting.table3(year, unit),
        table4=disputing.table4(year, unit),
    )  # fmt: skip


def texts(year: int, register: Register | None) -> dict[str, str]:
    """The prose by section; sections that nobody has written are empty."""
    rows = ReportText.objects.filter(year=year, register=register)
    written = dict(rows.values_list("section", "text"))
    return {section: written.get(section, "") for section in ReportText.Section.values}


def of_year(year: int, register: Register | None = None) -> Annual:
    """The whole report of a year: a fixed number of statements."""
    now, last = counted(year, register), filed(year - 1, register).first()
    before = last.as_report() if last else counted(year - 1, register)
    fee, prose = reporting.fees_received(year, register.unit if register else None), texts(year, register)
    totals = dict(quoted_in(prose.values(), own=True))
    if fee:
        totals.setdefault(FEE_NAME, fee)  # the sentence that the report carries by itself
    now = replace(now, text_totals=totals, fee_collected=fee)
    return Annual(register, now, before, last, prose, fee, faults(now, before), sums(now, before))


def sections(annual: Annual) -> dict[str, list[str]]:
    """The paragraphs of each section in words, with the fee's sentence in 六."""
    found = {
        section: [line.strip() for line in text.splitlines() if line.strip()] for section, text in annual.texts.items()
    }
    other = found[ReportText.Section.OTHER]
    if not any("信息处理费" in line for line in other):
        other.insert(0, fee_sentence(annual.fee))
    return found
