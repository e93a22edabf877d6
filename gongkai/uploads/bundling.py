"""Many files as one PDF, in the child process: counted first, then joined file by file, each page with its number."""

import ctypes
import io
import mmap
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageOps
from pypdfium2 import raw

from .rules import IMAGES

BROKEN = "文件已损坏，不能打开"
LOCKED = "文件设有打开密码"
OTHER = "这种格式不能并入"
SHEET, MARGIN = (595.28, 841.89), 36.0  # points: A4, and what stays white around a picture
DOTS, QUALITY = 150, 85  # of a picture, an inch
SIZE, INSET = 10.0, 24.0  # points: the page number, and how far it stands from the upper right corner
MOST_PIXELS = 40_000_000
MADE_AT = rb"/CreationDate\(D:([0-9]{14})"
IDENTIFIER = rb"/ID\[<([0-9A-F]{32})><([0-9A-F]{32})>\]"


class Unfit(Exception):
    """Raised for a file that cannot be joined; the message is a sentence for officials."""


def carry_out(order: Mapping[str, Any], output: Path | None) -> dict[str, Any]:
    """The answer to one order: how many pages each part has or why it has none; or all of them as one file."""
    if order["task"] == "bundle-measure":
        return {"parts": [_measured(part) for part in order["parts"]]}
    if output is None:
        raise ValueError("a bundle needs a place")
    return {"pages": _joined(order["parts"], output)}


def _measured(part: Mapping[str, str]) -> dict[str, Any]:
    """A trial: what opens here, page by page, can be joined later."""
    try:
        with _opened(part) as source, _new() as trial:
            trial.import_pages(source)
            return {"pages": len(trial), "trouble": ""}
    except Unfit as fault:
        return {"pages": 0, "trouble": str(fault)}
    except pypdfium2.PdfiumError:
        return {"pages": 0, "trouble": BROKEN}


def _joined(parts: Sequence[Mapping[str, str]], output: Path) -> int:
    with _new() as bundle:
        for part in parts:
            with _opened(part) as source:
                bundle.import_pages(source)
        for number in range(len(bundle)):
            _number(bundle, number)
        with output.open("wb") as file:
            bundle.save(file)
        count = len(bundle)
    _settle(output)
    return count


def _settle(path: Path) -> None:
    """Take out of the file what is of the moment of its making: the same parts give the same bytes."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as held:
        spans = [
            found.span(group)
            for sought in (MADE_AT, IDENTIFIER)
            for found in re.finditer(sought, held)
            for group in range(1, (found.lastindex or 0) + 1)
        ]
        for start, end in spans:
            held[start:end] = b"0" * (end - start)


@contextmanager
def _new() -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument.new()
    try:
        yield document
    finally:
        document.close()


@contextmanager
def _opened(part: Mapping[str, str]) -> Iterator[pypdfium2.PdfDocument]:
    path, code = Path(part["path"]), part["code"]
    if code not in {"pdf", *IMAGES}:
        raise Unfit(OTHER)
    try:
        document = pypdfium2.PdfDocument(path if code == "pdf" else _sheet(path))
    except pypdfium2.PdfiumError as fault:
        raise Unfit(LOCKED if "password" in str(fault).lower() else BROKEN) from None
    try:
        if not len(document):
            raise Unfit(BROKEN)
        yield document
    finally:
        document.close()


def _sheet(path: Path) -> bytes:
    """A picture as one page: upright, on white, as large as the sheet lets it be and no larger than it is."""
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unfit("图片过大")
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise Unfit(BROKEN) from None
    room = [int((side - 2 * MARGIN) * DOTS / 72) for side in SHEET]
    picture.thumbnail((room[0], room[1]))
    paper = Image.new("RGB", (round(SHEET[0] * DOTS / 72), round(SHEET[1] * DOTS / 72)), "white")
    paper.paste(picture, (int(MARGIN * DOTS / 72), int(MARGIN * DOTS / 72)), picture)
    made = io.BytesIO()
    paper.save(made, "PDF", resolution=DOTS, quality=QUALITY)
    return made.getvalue()


def _number(document: pypdfium2.PdfDocument, place: int) -> None:
    """Print the number of a page into its upper right corner, over whatever stands there."""
    page = document[place]
    text = str(place + 1)
    _, _, right, top = page.get_cropbox()
    written = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", SIZE)
    raw.FPDFText_SetText(written, _wide(text))
    wide = SIZE * 0.556 * len(text)
    raw.FPDFPageObj_Transform(written, 1, 0, 0, 1, right - INSET - wide, top - INSET)
    raw.FPDFPage_InsertObject(page, written)
    if not raw.FPDFPage_GenerateContent(page):
        raise Unfit(BROKEN)
    page.close()


def _wide(text: str) -> Any:
    """UTF-16 with its end, as PDFium takes text."""
    data = (text + "\0").encode("utf-16-le")
    return ctypes.cast(ctypes.create_string_buffer(data), raw.FPDF_WIDESTRING)
