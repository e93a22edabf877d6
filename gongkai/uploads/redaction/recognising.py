"""Words of a scanned page with their places, by tesseract where it is installed; nothing where it is not."""

import csv
import os
import shutil
import subprocess
from io import BytesIO, StringIO

from PIL import Image

from gongkai.wording.readers import ocr

from .lines import UNIT, Edges, Line

SECONDS = 60
LEAST_SURE = 20.0  # of 100: below it tesseract sees letters in a stain
COLUMNS = 12


def installed() -> bool:
    return ocr.installed()


def recognised(picture: Image.Image) -> tuple[Line, ...]:
    """The lines of a picture; empty where nothing was recognised or recognition failed."""
    buffer = BytesIO()
    picture.convert("L").save(buffer, "PNG", compress_level=1)
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout", "-l", ocr.LANGUAGES, "--psm", "3", "tsv"]
    try:
        result = subprocess.run(  # noqa: S603  (fixed program, no shell)
            command, input=buffer.getvalue(), capture_output=True, timeout=SECONDS, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return lines_of(result.stdout.decode("utf-8", "replace"), picture.size)


def lines_of(table: str, size: tuple[int, int]) -> tuple[Line, ...]:
    """The lines in tesseract's table; the characters of a word share its width."""
    found: dict[tuple[str, ...], list[tuple[str, Edges | None]]] = {}
    for row in csv.reader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) != COLUMNS or row[0] != "5" or not row[11].strip() or float(row[10]) < LEAST_SURE:
            continue
        signs = found.setdefault(tuple(row[1:5]), [])
        if signs and not (_wide(signs[-1][0]) or _wide(row[11][0])):
            signs.append((" ", None))
        signs += _spread(row[11].strip(), tuple(int(cell) for cell in row[6:10]), size)
    return tuple(Line("".join(sign for sign, _ in line), tuple(place for _, place in line)) for line in found.values())


def _wide(sign: str) -> bool:
    return sign > "\u2e7f"


def _spread(word: str, place: tuple[int, ...], size: tuple[int, int]) -> list[tuple[str, Edges | None]]:
    left, top, wide, high = place
    step = wide / len(word)
    width, height = size
    return [
        (
            sign,
            (
                int((left + at * step) * UNIT / width), int(top * UNIT / height),
                int((left + (at + 1) * step) * UNIT / width), int((top + high) * UNIT / height),
            ),
        )
        for at, sign in enumerate(word)
    ]  # fmt: skip
