"""How fast an import takes documents in, and whether its memory stays flat over 50,000."""

import csv
import sys
import time
from pathlib import Path

from bench._fill import BODY, people
from bench._start import begin, memory_mb


def write(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["标识", "标题", "体裁", "文号", "发布日期", "正文"])
        for number in range(count):
            writer.writerow(
                [f"k{number}", f"关于第{number}件工作的通知", "通知", f"测绿〔2015〕{number}号", "2015-06-01", BODY]
            )


def main(count: int) -> None:
    begin()
    from django.conf import settings

    from gongkai.publications.importing import intake, sources
    from gongkai.publications.models import Publication

    team = people()
    path = Path(settings.VAR) / "bench-import.csv"  # the measurement's own folder
    write(path, count)
    marks: list[tuple[int, float]] = []
    run = intake.begin(source=str(path), digest="bench", by=team.draft, unit=team.unit, title="测量")
    wall, cpu = time.perf_counter(), time.process_time()
    rows = sources.rows(path, defaults={}, bureau="某局")
    progress = intake.take(run, rows, bureau="某局", tell=lambda now: marks.append((now.seen, memory_mb())))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    path.unlink()
    assert progress.taken == count == Publication.objects.count()
    early = next(memory for seen, memory in marks if seen >= min(count, 2000))
    print(
        f"导入 {count} 件：每件 CPU {cpu / count * 1000:.2f} ms，{count / cpu:.0f} 件/CPU 秒，实耗 {wall:.1f} s（{count / wall:.0f} 件/s）"
    )
    print(f"内存：{early:.0f} MB（2,000 件时）→ {marks[-1][1]:.0f} MB（{count} 件时），比值 {marks[-1][1] / early:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
