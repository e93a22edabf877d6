"""What the child process does with documents from outside: one order in, one answer of plain data out."""

import json
from pathlib import Path
from typing import Any

from ..rules import IMAGES, Limits
from . import caps, checking, prose, recognising, typesetting
from .caps import Unfit
from .geometry import Box
from .lines import Line, Run
from .painting import Mark, labels_for
from .rebuilding import rebuilt
from .sheets import opened
from .writing import Encoded, NewPage, Writer

MADE = frozenset({"docx", "txt"})  # formats that are first made into pages
CODES = frozenset({"pdf", *IMAGES, *MADE})
TOO_MANY = "这份文件有 {} 页，超过 {} 页的上限。请拆分成几个文件后分别处理。"
OTHER = "这种格式不能遮盖。请另存为 PDF 后上传。"


def carry_out(order: dict[str, Any], path: Path, limits: Limits, output: Path | None) -> dict[str, Any]:
    """The answer to one order; {"refused": sentence} where the document does not allow it."""
    steps = {"open": _open, "read": _read, "show": _show, "draw": _draw, "bind": _bind, "check": _check}
    try:
        return steps[order["task"].removeprefix("redact-")](order, path, limits, output)
    except Unfit as fault:
        return {"refused": str(fault)}


def _open(order: dict[str, Any], path: Path, limits: Limits, output: Path | None) -> dict[str, Any]:
    """How many pages; a document that is no picture of pages is first set, into `output`."""
    code, left_out = order["code"], {}
    if code not in CODES:
        raise Unfit(OTHER)
    if code in MADE and output is not None:
        text = prose.of_word(path, limits) if code == "docx" else prose.of_text(path)
        output.write_bytes(typesetting.pages_of(text))
        path, code, left_out = output, "pdf", text.left_out
    count = opened(path, code).count
    if count > order["most"]:
        raise Unfit(TOO_MANY.format(count, order["most"]))
    return {"count": count, "left_out": left_out, "made": order["code"] in MADE}


def _read(order: dict[str, Any], path: Path, limits: Limits, output: Path | None) -> dict[str, Any]:
    """The text of some pages; where a page has none that is seen, what recognition finds in its picture."""
    sheets, pages = opened(path, order["code"]), []
    for number in order["pages"]:
        sheet = sheets.read(number)
        lines, recognised = sheet.lines, False
        if not lines and recognising.installed():
            lines = recognising.recognised(sheets.draw(number, caps.RESOLUTION))
            recognised = bool(lines)
        pages.append({
            "number": number, "width": sheet.width, "height": sheet.height, "hidden": sheet.hidden,
            "recognised": recognised, "lines": [line.as_data() for line in lines],
        })  # fmt: skip
    return {"pages": pages}


def _show(order: dict[str, Any], path: Path, limits: Limits, output: Path | None) -> dict[str, Any]:
    """The picture of one page for the screen, into `output`."""
    picture = opened(path, order["code"]).draw(order["number"], order["resolution"], caps.PREVIEW_PIXELS)
    if output is None:
        raise ValueError("a picture needs a place")
    picture.info = {}
    picture.save(output, "PNG", compress_level=3)
    return {"width": picture.width, "height": picture.height}


def marks_of(data: list[dict[str, Any]]) -> list[Mark]:
    return [Mark(Box(*box), mark["label"]) for mark in data for box in mark["boxes"]]


def _draw(order: dict[str, Any], path: Path, limits: Limits, output: Path | None) -> dict[str, Any]:
    """Some pages anew, each as two files in the folder `output`: its picture, and the rest as JSON."""
    sheets = opened(path, order["code"])
    pages = [(page["number"], page["lines"], marks_of(page["marks"])) for page in order["pages"]]
    labels = labels_for([mark.label for _, _, marks in pages for mark in marks])
    if output is None:
        raise ValueError("pages need a place")
    for number, lines, marks in pages:
        page = rebuilt(sheets, number, [Line.of(line) for line in lines], marks, labels)
        (output / f"{number}.picture").write_bytes(page.picture.data)
        rest = {
            "width": page.width, "height": page.height, "picture": page.picture[1:],
            "runs": [(run.text, run.box.as_list()) for run in page.runs],
        }  # fmt: skip
        (output / f"{number}.json").write_text(json.dumps(rest, ensure_ascii=False), encoding="utf-8")
    return {}


def _bind(order: dict[str, Any], path: Path, limits: Limits, output: Path | None) -> dict[str, Any]:
    """The new document, from the files of its pages in the folder `path`."""
    if output is None:
        raise ValueError("a document needs a place")
    writer = Writer(output)
    for number in range(1, order["count"] + 1):
        rest = json.loads((path / f"{number}.json").read_text(encoding="utf-8"))
        picture = Encoded((path / f"{number}.picture").read_bytes(), *rest["picture"])
        runs = [Run(text, Box(*box)) for text, box in rest["runs"]]
        writer.add(NewPage(rest["width"], rest["height"], picture, runs))
    writer.end()
    return {}


def _check(order: dict[str, Any], path: Path, limits: Limits, output: Path | None) -> dict[str, Any]:
    """Faults of the whole file (no `pages`) or of some of its pages."""
    terms = order["terms"]
    if not order["pages"]:
        faults = checking.skeleton(path.read_bytes()) + checking.in_structure(path, terms)
    else:
        sheets = checking.PdfSheets(path)
        pages = [(page["number"], marks_of(page["marks"])) for page in order["pages"]]
        labels = labels_for([mark.label for _, marks in pages for mark in marks])
        faults = [fault for number, marks in pages for fault in checking.in_page(sheets, number, marks, labels, terms)]
    return {"faults": [fault._asdict() for fault in faults], "recognised": recognising.installed()}
