"""Print what is wrong with annual reports, one line a fault."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.foi.reports.grids import Unreadable
from gongkai.foi.reports.recognise import report_in
from gongkai.foi.rules.report.checks import faults_of_all
from gongkai.foi.rules.report.form import Report


class Command(BaseCommand):
    help = "检查年度报告的表格和数字（JSON、XLSX、HTML、DOCX）：每行一个问题，以规则编号开头；没有问题的退出状态为0，有的为1。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="一份报告，或者含有多份报告（reports）的 JSON 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            reports = _json(path) if path.suffix.lower() == ".json" else [report_in(path)]
        except (Unreadable, ValueError, OSError) as fault:
            self.stderr.write(str(fault))
            sys.exit(2)
        many, wrong = len(reports) > 1, False
        for report, fault in faults_of_all(reports):
            whose = f"{report.body} {report.year}年：" if many else ""
            if fault.warning:
                self.stderr.write(f"提示（不计为问题）{fault.rule} {whose}{fault.text}")
            else:
                wrong = True
                self.stdout.write(f"{fault.rule} {whose}{fault.text}")
        if wrong:
            sys.exit(1)


def _json(path: Path) -> list[Report]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ValueError(f"文件“{path.name}”不是 UTF-8 编码的 JSON。") from None
    except json.JSONDecodeError as fault:
        raise ValueError(f"文件“{path.name}”不是正确的 JSON：第{fault.lineno}行第{fault.colno}列。") from None
    rows = raw["reports"] if isinstance(raw, dict) and "reports" in raw else raw if isinstance(raw, list) else [raw]
    if not isinstance(rows, list) or not rows:
        raise ValueError(f"文件“{path.name}”里没有报告。")
    return [Report.from_json(row) for row in rows]
