"""The form: rows and columns by their printed names, and a report as it was filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..decisions import OTHER_2019, Line

PERSON = "自然人"
ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
TOTAL = "总计"
COLUMNS = (PERSON, *ORGANISATIONS, TOTAL)

NEW = "一、本年新收政府信息公开申请数量"
CARRIED_OVER = "二、上年结转政府信息公开申请数量"
HANDLED = "三、（七）总计"
CARRIED_FORWARD = "四、结转下年度继续办理"

RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结")
ROADS = ("行政复议", "行政诉讼/未经复议直接起诉", "行政诉讼/复议后起诉")

IN_FORCE = "现行有效件数"
MADE = "本年制发件数"
REPEALED = "本年废止件数"

Cell = int | float | str | None  # None: blank or not seen, never zero
Row = Mapping[str, Cell]


def outcome_rows(table_format: int) -> tuple[str, ...]:
    """The rows that add up to (七): 21 in the form of 2021, 19 in that of 2019, where (六) is one row."""
    rows = [line.value for line in Line]
    return (
        tuple(rows) if table_format != 2019 else (*(row for row in rows if not row.startswith(OTHER_2019)), OTHER_2019)
    )


def rows_of(table_format: int) -> tuple[str, ...]:
    """All rows of table 三 from top to bottom: 25 in the form of 2021, 23 in that of 2019."""
    return (NEW, CARRIED_OVER, *outcome_rows(table_format), HANDLED, CARRIED_FORWARD)


def format_of(year: int) -> int:
    """Reports for 2019 and 2020 use the form of 2019, those from 2021 on the form of 2021 (§0.1)."""
    return 2019 if year < 2021 else 2021


@dataclass(frozen=True)
class Claim:
    """A total that the prose states, with the parts it names."""

    name: str
    total: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class Report:
    """One filled-in report. Rows and cells that are absent were not seen; cells that are None are blank."""

    body: str
    year: int
    table_format: int
    table2: Mapping[str, Row] = field(default_factory=dict)
    table3: Mapping[str, Row] = field(default_factory=dict)
    table4: Mapping[str, Row] = field(default_factory=dict)
    text_totals: Mapping[str, Cell] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    published: date | None = None
    fee_collected: Cell = None  # yuan, where the register knows it

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Report":
        """Read one report of the data file's layout; raises ValueError with a Chinese sentence."""
        if not isinstance(raw, Mapping):
            raise ValueError("每份报告应当是一个对象。")
        try:
            year = int(raw["year"])
        except (KeyError, TypeError, ValueError):
            raise ValueError("报告缺少年度（year）。") from None
        claims = tuple(
            Claim(str(row.get("name", "")), row.get("claimed_total"), tuple(row.get("parts") or ()))
            for row in raw.get("sum_claims") or ()
            if row.get("parts_should_be_additive", True)
        )
        return cls(
            body=str(raw.get("body") or raw.get("id") or ""),
            year=year,
            table_format=int(raw.get("table_format") or format_of(year)),
            table2=_table(raw, "table2"),
            table3=_table(raw, "table3"),
            table4=_table(raw, "table4"),
            text_totals=dict(raw.get("text_totals") or {}),
            claims=claims,
            published=_day(raw.get("published")),
            fee_collected=raw.get("fee_collected"),
        )


def _table(raw: Mapping[str, Any], name: str) -> dict[str, dict[str, Cell]]:
    rows = raw.get(name) or {}
    if not isinstance(rows, Mapping) or not all(isinstance(row, Mapping) for row in rows.values()):
        raise ValueError(f"{name} 应当按“行：{{列：数}}”填写。")
    return {str(key): dict(row) for key, row in rows.items()}


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
