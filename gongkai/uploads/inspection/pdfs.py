"""PDF: everything that acts is refused by its name, wherever the name is hidden; nothing may ride along behind.

The objects are not walked, since a walk follows the file's own (possibly lying) table of contents. Instead every name
outside of page content is read: in the open text and in every object stream.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from ..rules import Limits
from . import markup, zips
from .findings import Report, Unsafe

HEAD = re.compile(rb"%PDF-[12]\.\d")
END_MARK = b"%%EOF"
LARGEST_TAIL = 4096  # line ends and spaces that some printers add
BROKEN = "PDF 文件已损坏或者经过改造，请重新生成后上传。"
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"\bstream(?:\r\n|\n|\r)")
NAME_END = rb"(?![A-Za-z0-9])"
SCRIPT = "PDF 含有脚本（JavaScript），不予接收。请重新导出不带脚本的 PDF。"
MEDIA = "PDF 含有多媒体或者三维内容，不予接收。"
# Long names are looked for in every byte; chance does not write them into compressed data.
NAMES_ANYWHERE = (
    (re.compile(rb"/JavaScript" + NAME_END), SCRIPT),
    (re.compile(rb"/Launch" + NAME_END), "PDF 含有启动程序的动作，不予接收。"),
    (
        re.compile(rb"/(?:EmbeddedFiles?|Filespec|FileAttachment)" + NAME_END),
        "PDF 中嵌有其他文件，不予接收。请删除嵌入的附件，确需公开的单独上传。",
    ),
    (re.compile(rb"/(?:RichMedia\w*|Rendition)" + NAME_END), MEDIA),
    (re.compile(rb"/(?:SubmitForm|ImportData)" + NAME_END), "PDF 含有向外发送或者读取数据的动作，不予接收。"),
)
# Short ones only where names stand: outside of streams, and in object streams.
NAMES_IN_OBJECTS = (
    (re.compile(rb"/JS" + NAME_END), SCRIPT),
    (re.compile(rb"/(?:Movie|Sound)" + NAME_END), MEDIA),
    (re.compile(rb"/Subtype\s*/(?:3D|Screen)" + NAME_END), MEDIA),
    (re.compile(rb"/GoTo[ER]" + NAME_END), "PDF 含有打开其他文件的动作，不予接收。"),
    (re.compile(rb"/XFA" + NAME_END), "PDF 含有动态表单（XFA），不予接收。请打印为普通 PDF 后上传。"),
)
ENCRYPTED = re.compile(rb"/Encrypt" + NAME_END)
COMMENT = re.compile(rb"/Subtype\s*/(?:Text|Highlight|Underline|StrikeOut|Squiggly|Caret)" + NAME_END)
SIGNATURE = re.compile(rb"/ByteRange" + NAME_END)
OBJECT_STREAM = re.compile(rb"/ObjStm" + NAME_END)
FIRST, COUNT = re.compile(rb"/First" + NAME_END), re.compile(rb"/N" + NAME_END)
# An object stream begins with pairs of numbers, perhaps after comments; page content may too, and is then read as well.
PAIRS = re.compile(rb"[\s\x00]*(?:%[^\r\n]*[\r\n][\s\x00]*)*\d+[\s\x00]+\d+")
PEEK = 512
MOST_STREAMS = 300_000


def inspect(path: Path, limits: Limits, report: Report) -> None:
    """Add every reason against this file; raises Unsafe when it cannot be read with certainty."""
    content = path.read_bytes()
    _check_frame(content, report)
    whole = _spelt(content)
    if ENCRYPTED.search(whole):
        raise Unsafe("PDF 设有密码或者权限限制，无法检查。请取消限制后重新上传。")
    _refuse_names(NAMES_ANYWHERE, whole, report)
    del whole
    comments = 0
    for text in _texts(content, limits):
        _refuse_names(NAMES_ANYWHERE + NAMES_IN_OBJECTS, text, report)
        comments += len(COMMENT.findall(text))
        if SIGNATURE.search(text):
            report.facts["signed"] = True
    if comments:
        report.facts["comments"] = comments


def _refuse_names(table: tuple[tuple[re.Pattern[bytes], str], ...], text: bytes, report: Report) -> None:
    for pattern, sentence in table:
        if pattern.search(text):
            report.refuse(sentence)


def _check_frame(content: bytes, report: Report) -> None:
    """The head stands at the first byte, the end mark is the end, and no page or archive is wrapped around."""
    if not HEAD.match(content):
        raise Unsafe(BROKEN)
    end = content.rfind(END_MARK)
    if end < 0:
        raise Unsafe(BROKEN)
    tail = content[end + len(END_MARK) :]
    if len(tail) > LARGEST_TAIL or tail.strip(b"\r\n\t \x00"):
        raise Unsafe("PDF 末尾附有其他内容，不予接收。请重新生成后上传。")
    if zips.END in content[-65_600:] or zips.LOCAL in content[:1024] or markup.looks_like_page(content[:4096]):
        report.refuse("这个文件同时是 PDF 和另一种文件，不予接收。")


def _texts(content: bytes, limits: Limits) -> Iterator[bytes]:
    """The file's text outside of streams, then the text of each object stream, with escaped names spelt out.

    A `stream` written inside a string only adds a reading: every such mark is followed, and what lies outside of one
    is still read for long names by the caller.
    """
    outside: list[bytes] = []
    room, position, end = limits.pdf_unpacked, 0, 0
    for number, found in enumerate(STREAM.finditer(content)):
        if number > MOST_STREAMS:
            raise Unsafe(BROKEN)
        head = content[position : found.start()] if found.start() >= position else b""
        outside.append(head)
        if end < found.end():  # many marks may share one end
            end = content.find(b"endstream", found.end())
            end = len(content) if end < 0 else end
        text = _object_stream(_spelt(head[-4096:]), content, found.end(), end, room)
        if text:
            room -= len(text)
            yield _spelt(text)
        position = max(position, end)
    outside.append(content[position:])
    yield _spelt(b"\n".join(outside))


def _spelt(text: bytes) -> bytes:
    return ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def _object_stream(before: bytes, content: bytes, start: int, end: int, room: int) -> bytes:
    """The text of the stream at `start` if it is an object stream, else empty. `before` ends with its dictionary.

    It must be plain or plainly deflated: whoever wraps it otherwise has a reason (raises Unsafe).
    """
    dictionary = before[before.rfind(b"endobj") + 1 :]
    named = OBJECT_STREAM.search(dictionary) or (FIRST.search(dictionary) and COUNT.search(dictionary))
    peeked = content[start : min(end, start + PEEK)]
    if PAIRS.match(peeked):
        return content[start:end]
    machine = zlib.decompressobj()
    try:
        if not PAIRS.match(machine.decompress(peeked, PEEK)):
            if named:
                raise Unsafe(BROKEN)
            return b""
        text = zlib.decompressobj().decompress(memoryview(content)[start:end], room + 1)
    except zlib.error:
        if named:
            raise Unsafe(BROKEN) from None
        return b""
    if len(text) > room:
        raise Unsafe("PDF 内部解压后超过上限，疑似压缩炸弹，不予接收。")
    return text
