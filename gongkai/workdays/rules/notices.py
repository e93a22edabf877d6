"""Notices on days off: one dated data file for each notice of the State Council's General Office."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"


class BadNotice(ValueError):
    """A notice that contradicts itself, in sentences."""

    def __init__(self, reasons: Iterable[str]):
        self.reasons = list(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True)
class Range:
    """Days off under one name, first and last day included."""

    name: str
    start: date
    end: date

    def days(self) -> list[date]:
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1)]


@dataclass(frozen=True)
class Notice:
    """What one notice says. `published` is the day since which it can be known; `amends` the number it changes."""

    year: int
    doc_no: str
    title: str
    signed: date
    published: date
    off: tuple[Range, ...]
    work: tuple[date, ...] = ()
    cancels_work: tuple[date, ...] = ()
    amends: str = ""
    grade: str = ""
    source: str = ""
    note: str = ""

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Notice":
        """Read the data file's form; raises BadNotice with every fault found."""
        try:
            notice = cls(
                year=int(raw["year"]),
                doc_no=str(raw["doc_no"]).strip(),
                title=str(raw.get("title", "")).strip(),
                signed=date.fromisoformat(raw["signed"]),
                published=date.fromisoformat(raw.get("published") or raw["signed"]),
                off=tuple(
                    Range(str(row["name"]), date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
                    for row in raw["off"]
                ),
                work=tuple(date.fromisoformat(day) for day in raw.get("work", ())),
                cancels_work=tuple(date.fromisoformat(day) for day in raw.get("cancels_work", ())),
                amends=str(raw.get("amends") or ""),
                grade=str(raw.get("grade", "")),
                source=str(raw.get("source", "")),
                note=str(raw.get("note", "")),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise BadNotice([f"放假通知的数据读不出来：{fault}。"]) from fault
        faults = faults_of(notice)
        if faults:
            raise BadNotice(faults)
        return notice

    def as_json(self) -> dict[str, Any]:
        """The data file's form, for the register in the database and for download."""
        return {
            "year": self.year,
            "doc_no": self.doc_no,
            "title": self.title,
            "signed": self.signed.isoformat(),
            "published": self.published.isoformat(),
            "amends": self.amends,
            "grade": self.grade,
            "source": self.source,
            "note": self.note,
            "off": [{"name": r.name, "start": r.start.isoformat(), "end": r.end.isoformat()} for r in self.off],
            "work": [day.isoformat() for day in self.work],
            "cancels_work": [day.isoformat() for day in self.cancels_work],
        }


def faults_of(notice: Notice) -> list[str]:
    """Everything that keeps a notice from being used, as sentences; empty when it is sound."""
    faults = []
    if not notice.doc_no:
        faults.append("放假通知缺少文号。")
    if notice.published < notice.signed:
        faults.append("公布日期不能早于落款日期。")
    if not notice.off and not notice.work and not notice.cancels_work:
        faults.append("放假通知没有列出任何放假或者上班的日期。")
    for row in notice.off:
        if row.end < row.start:
            faults.append(f"{row.name}的结束日期早于开始日期。")
        elif (row.end - row.start).days > 30:
            faults.append(f"{row.name}的放假时间超过30天，请核对。")
    named = [day for row in notice.off for day in row.days()] if not faults else []
    faults += [f"{day}在通知里既放假又上班，请核对。" for day in sorted(set(notice.work) & set(named))]
    faults += [f"{day}是工作日，不需要列为调休上班。" for day in notice.work if day.weekday() < 5]
    faults += [
        f"{day}不在{notice.year}年及其前后一个月内，请核对年份。"
        for day in sorted({*named, *notice.work, *notice.cancels_work})
        if not date(notice.year - 1, 12, 1) <= day <= date(notice.year + 1, 1, 31)
    ]
    return faults


def conflict_with(notice: Notice, known: Iterable[Notice]) -> list[str]:
    """Why a sound notice does not fit among the known ones, as sentences."""
    others = list(known)
    reasons = []
    if any(other.doc_no == notice.doc_no for other in others):
        reasons.append(f"{notice.doc_no}已经登记，登记后不能改动；通知有调整的，请登记新的通知。")
    if notice.amends:
        changed = next((other for other in others if other.doc_no == notice.amends), None)
        if changed is None:
            reasons.append(f"被调整的通知{notice.amends}尚未登记，请先登记该通知。")
        elif changed.year != notice.year or changed.published > notice.published:
            reasons.append(f"{notice.amends}的年度或者公布日期与本通知不符，请核对。")
    elif any(other.year == notice.year and not other.amends for other in others):
        reasons.append(f"{notice.year}年的放假通知已经登记；如为调整通知，请填写被调整的文号。")
    return reasons


@cache
def from_files() -> tuple[Notice, ...]:
    """The notices that come with the platform, oldest first."""
    files = sorted((DATA / "calendars").glob("*.json"))
    notices = [Notice.from_json(json.loads(file.read_text(encoding="utf-8"))) for file in files]
    return tuple(sorted(notices, key=lambda notice: (notice.published, notice.doc_no)))
