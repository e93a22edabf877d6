"""Redaction: pages a CPU second for reading, rebuilding and checking, memory and bytes a page; against PDFium's drawing."""

import gc
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import typst

from bench._start import memory_mb
from gongkai.uploads.redaction import caps, checking, recognising, tasks
from gongkai.uploads.redaction.lines import Line, find
from gongkai.uploads.rules import Limits

WITHHELD = "钱守拙"
SENTENCE = "本机关于2026年3月2日收到您提出的政府信息公开申请，申请公开行道树养护合同及绿道验收记录，经审查答复如下。"
LINES = (
    f"联系人{WITHHELD}，电话见附件。" + SENTENCE * 3,
    *[SENTENCE * 3] * 12,
)
STYLE = '#set page(paper: "a4", margin: 2cm)\n#set text(font: "Noto Serif CJK SC", size: 10.5pt)\n'
HEAD = "#text(fill: red, size: 26pt)[某市绿化和市容管理局]\n\n"
LIMITS = Limits()
GROUND = "第十五条"


def source(count: int, path: Path, before: str = "") -> None:
    """Pages as dense as print gets, each with one name on it."""
    body = "\n#pagebreak()\n".join(before + "\n\n".join(LINES) for _ in range(count))
    path.write_bytes(typst.compile((STYLE + body).encode(), format="pdf"))


def timed(act: Callable[[], object]) -> float:
    gc.collect()
    since = time.process_time()
    act()
    return time.process_time() - since


def drawn_only(path: Path) -> None:
    """The baseline: PDFium draws each page at the same resolution, and nothing else happens."""
    for page in pypdfium2.PdfDocument(path):
        page.render(scale=caps.RESOLUTION / 72).to_pil()


def measure(name: str, path: Path, count: int, folder: Path) -> None:
    folder.mkdir()
    numbers, result = range(1, count + 1), folder / "result.pdf"
    order = {"code": "pdf", "most": count, "output": str(folder)}
    read: list[dict] = []

    def reading() -> None:
        answer = tasks.carry_out(order | {"task": "redact-read", "pages": [*numbers]}, path, LIMITS, None)
        read.extend(answer["pages"])

    def rebuilding() -> None:
        pages = [page | {"marks": [{"boxes": boxes(page), "label": GROUND}]} for page in read]
        tasks.carry_out(order | {"task": "redact-draw", "pages": pages}, path, LIMITS, folder)
        tasks.carry_out(order | {"task": "redact-bind", "count": count}, folder, LIMITS, result)

    def checks() -> None:
        pages = [{"number": page["number"], "marks": [{"boxes": boxes(page), "label": GROUND}]} for page in read]
        for part in ([], pages):
            answer = tasks.carry_out({"task": "redact-check", "terms": [WITHHELD], "pages": part}, result, LIMITS, None)
            assert answer["faults"] == [], json.dumps(answer["faults"], ensure_ascii=False)

    base = timed(lambda: drawn_only(path))
    spent = {"读取": timed(reading), "重建": timed(rebuilding), "检查": timed(checks)}
    said = "，".join(f"{step} {count / cpu:.1f} 页/CPU 秒（基线的 {cpu / base:.1f} 倍）" for step, cpu in spent.items())
    print(f"{name}：{said}；基线（PDFium 只画）{count / base:.1f} 页/CPU 秒；每页 {result.stat().st_size / count / 1024:.0f} KB")  # fmt: skip


def boxes(page: dict) -> list[list[float]]:
    lines = [Line.of(line) for line in page["lines"]]
    return [box.as_list() for place in find(lines, WITHHELD) for box in place.boxes]


def main(count: int) -> None:
    # Recognition is another program with a speed of its own; here are our own steps.
    recognising.installed = checking.recognising.installed = lambda: False  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        for name, before in (("密排文字页", ""), ("红头文件页", HEAD)):
            path = folder / f"{name}.pdf"
            source(count, path, before)
            real = len(pypdfium2.PdfDocument(path))
            measure(f"{name}（{real} 页）", path, real, folder / name)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"内存：现在 {memory_mb():.0f} MB，最高 {peak:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
