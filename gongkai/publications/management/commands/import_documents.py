"""`import_documents SOURCE`: take in a table, a folder or a document, and ask for one review of the whole set."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai.bureau.models import Official, Unit
from gongkai.journal import clock
from gongkai.journal.refusals import Refused
from gongkai.publications.importing import intake, sources
from gongkai.publications.importing.rows import Fault, Row, Unreadable
from gongkai.publications.models import ImportRun
from gongkai.publications.services import sets

SHOWN_FAULTS = 200


class Command(BaseCommand):
    help = "导入历史资料：JSON、CSV、XLSX，或 HTML、DOCX、PDF、TXT 的文件夹；可中断后重来，重复导入不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="文件或文件夹")
        parser.add_argument("--by", help="经办人账号（须有起草职责）；不写则用第一位起草人员")
        parser.add_argument("--unit", help="责任单位代码；不写则用经办人所在单位")
        parser.add_argument("--kind", default="", help="来源没有体裁时用的类型")
        parser.add_argument("--column", default="", help="来源没有栏目时用的栏目代码")
        parser.add_argument("--title", default="", help="单个文件没有标题时用的标题")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--no-submit", action="store_true", help="只建批次，不送审")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["source"]
        defaults = {name: options[name] for name in ("kind", "column", "title") if options[name]}
        bureau = settings.BUREAU["name"]
        rows = sources.rows(source, defaults=defaults, bureau=bureau)
        try:
            if options["dry_run"]:
                self._look(rows)
                return
            by = self._official(options["by"])
            unit = self._unit(options["unit"], by)
            run = intake.begin(
                source=str(source), digest=_digest(source), by=by, unit=unit, title=f"导入：{source.name}"
            )
            progress = intake.take(run, rows, bureau=bureau, tell=self._tell)
        except (Unreadable, Refused) as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write("")
        self._faults(run)
        self.stdout.write(
            f"共 {progress.seen} 件：收 {progress.taken}，未变 {progress.unchanged}，未收或有问题 {progress.refused}。"
        )
        self._ask_for_review(run, options["no_submit"])

    def _look(self, rows: Any) -> None:
        seen = faults = 0
        for row in rows:
            seen += 1
            if isinstance(row, Fault):
                faults += 1
                self.stdout.write(f"未收 {row.line} {row.name}：{row.why}")
            elif isinstance(row, Row):
                self.stdout.write(f"可收 {row.line} [{row.kind}] {row.title}")
        self.stdout.write(f"共 {seen} 件，其中 {faults} 件不能收。没有写入任何内容。")

    def _official(self, username: str | None) -> Official:
        if username:
            found = Official.objects.active().filter(username=username).first()
            if found is None:
                raise CommandError(f"没有账号“{username}”。")
            return found
        first = Official.objects.holding("draft", clock.today()).order_by("id").first()
        if first is None:
            raise CommandError(
                "还没有起草人员。请先运行 script/server 建立示例数据，或在工作台建立账号后用 --by 指定。"
            )
        return first

    def _unit(self, code: str | None, by: Official) -> Unit:
        if not code:
            return by.unit
        found = Unit.objects.filter(code=code).first()
        if found is None:
            raise CommandError(f"没有单位代码“{code}”。")
        return found

    def _tell(self, progress: intake.Progress) -> None:
        self.stdout.write(f"\r已处理 {progress.seen} 件，收 {progress.taken} 件…", ending="")
        self.stdout.flush()

    def _faults(self, run: ImportRun) -> None:
        for fault in run.faults.order_by("id")[:SHOWN_FAULTS]:
            self.stdout.write(f"  {fault.line} {fault.name}：{fault.why}")

    def _ask_for_review(self, run: ImportRun, keep: bool) -> None:
        release_set = run.release_set
        if release_set is None or not release_set.versions.exists():
            self.stdout.write("没有需要送审的内容。")
            return
        address = f"/desk/sets/{release_set.pk}/"
        if keep or release_set.state != "draft":
            self.stdout.write(f"批次在工作台 {address}")
            return
        try:
            sets.submit(release_set=release_set, author=run.by, set_aside=True)
        except Refused as refused:
            self.stdout.write(f"批次还不能送审（{address}）：")
            for reason in refused.reasons:
                self.stdout.write(f"  {reason}")
        else:
            left = run.taken - release_set.versions.count()
            self.stdout.write(f"批次已送审，一次审核全部 {release_set.versions.count()} 件：工作台 {address}")
            if left > 0:
                self.stdout.write(f"另有 {left} 件检查未通过，留作草稿，请在工作台逐件处理。")


def _digest(source: Path) -> str:
    """Of the source as it stands: the file's content, or the names, sizes and times of a folder."""
    digest = hashlib.sha256(str(source.resolve()).encode())
    if source.is_file():
        with source.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    elif source.is_dir():
        for path in sorted(source.rglob("*")):
            stat = path.stat()
            digest.update(f"{path.relative_to(source)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
