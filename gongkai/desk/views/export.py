"""A list as CSV or XLSX: row by row, exactly what is shown, and harmless when a spreadsheet opens it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gongkai.journal import clock

from .cells import text_of

FORMS = {"xlsx": "XLSX", "csv": "CSV"}
# More than a spreadsheet is good for; the last row says that there is more.
MOST_ROWS = 100_000
# What makes a spreadsheet take a text for a formula, in either width, also after a line break or a tab.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it; control characters are dropped."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if text.lstrip(" \u3000\xa0\ufeff").startswith(_FORMULA) else text


def _plain(value: Any) -> str | int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return harmless(text_of(value))


def _for_sheet(value: Any) -> Any:
    """Numbers and dates stay what they are; everything else is text."""
    if isinstance(value, datetime):
        return clock.local(value).replace(tzinfo=None)
    return value if isinstance(value, date) else _plain(value)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([harmless(label) for label in head])
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def _workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title="".join(c for c in title if c not in r"[]:*?/\\'")[:31] or "导出")
    sheet.freeze_panes = "A2"
    sheet.append([harmless(label) for label in head])
    for row in rows:
        sheet.append([_for_sheet(value) for value in row])
    # The response closes it.
    file = TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def answer(form: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """The file as a download. `form`: xlsx or csv; `rows` give cell values, in the order of `head`."""
    filename = f"{name}-{clock.today():%Y%m%d}.{form}"
    response: HttpResponseBase
    if form == "csv":
        response = StreamingHttpResponse(
            (line.encode() for line in _csv_lines(head, rows)), content_type="text/csv; charset=utf-8"
        )
    else:
        response = FileResponse(
            _workbook(name, head, rows),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
