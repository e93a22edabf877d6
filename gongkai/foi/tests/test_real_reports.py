"""Real reports: the checker names exactly the defects that reading found."""

import json
from pathlib import Path

import pytest

from gongkai.foi.rules.report.checks import faults
from gongkai.foi.rules.report.form import Report

REPORTS = json.loads((Path(__file__).parent / "data" / "annual_reports.json").read_text(encoding="utf-8"))["reports"]


@pytest.mark.parametrize("raw", REPORTS, ids=lambda raw: raw["id"])
def test_a_real_report_has_its_known_defects_and_no_other(raw):
    found = [fault for fault in faults(Report.from_json(raw)) if not fault.warning]
    assert len(found) == len(raw["known_defects"]), [str(fault) for fault in found]
