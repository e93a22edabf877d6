"""Plain text and CSV: really text, no page in disguise, no cell that a spreadsheet would run."""

import re
from pathlib import Path

from . import markup
from .findings import Report, Unsafe

NOT_TEXT = "文件不是纯文本，或者使用了无法识别的编码。请用 UTF-8 或者 GB18030 保存后上传。"
# Control characters that belong to text: tab, line feed, form feed, carriage return; 0x1a ends old DOS files.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
PROGRAM = re.compile(r"\A\s*(?:#!|<\?xml|<!DOCTYPE|<%|MZ|@echo\s+off|\{\\rtf|%!PS)", re.IGNORECASE)
# CSV injection: a cell that starts programs or sends the sheet's content away when a spreadsheet opens it.
ACTING_CELL = re.compile(
    r"(?:^|[,;\t\"'])[ \t]*[=+\-@][^,;\n]*(?:\||\b(?:cmd|powershell|mshta|HYPERLINK|WEBSERVICE|IMPORT\w+|DDE|EXEC|CALL)\b)[^\n]*[!(]",
    re.IGNORECASE | re.MULTILINE,
)
# The industry's harmless test file (eicar.org), so that a check of the whole chain finds what it plants.
TEST_VIRUS = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def decoded(content: bytes) -> str:
    """The text in UTF-8, UTF-16 with mark, or GB18030; raises Unsafe when it is none of them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unsafe(NOT_TEXT)


def inspect(path: Path, code: str, report: Report) -> None:
    """Add every reason against this text; raises Unsafe when it is no text."""
    content = path.read_bytes()
    text = decoded(content)
    if CONTROLS.search(text):
        raise Unsafe(NOT_TEXT)
    if markup.looks_like_page(content) or markup.looks_like_page(text[:200_000].encode()) or PROGRAM.match(text):
        report.refuse("文件含有网页或者程序代码，不予接收。")
    if TEST_VIRUS in text:
        report.refuse("文件含有病毒测试代码，不予接收。")
    if DIRECTION_MARKS.search(text):
        report.refuse("文件含有改变文字方向的隐藏字符，不予接收。")
    if code == "csv" and ACTING_CELL.search(text):
        report.refuse("表格中有会执行程序或者访问网络的公式，不予接收。请改为普通文字。")
