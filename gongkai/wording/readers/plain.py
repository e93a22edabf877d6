"""Plain text in any encoding, RTF, and the readable strings of binary files."""

import re

from charset_normalizer import from_bytes

from gongkai.wording.readers.reading import Collector

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
ASCII_RUN = re.compile(rb"[\x20-\x7e\t]{7,}")
UTF16_RUN = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x4e-\x9f]){6,}")
UTF8_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xe4-\xe9][\x80-\xbf]{2}|\xef\xbc[\x80-\xbf]){7,}")
TELLING = re.compile(r"@|[0-9\uff10-\uff19](?:[^0-9]{0,3}[0-9]){6}")
GUESS_BYTES = 65536
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
UNFINISHED = re.compile(r"[\u4e00-\u9fff0-9A-Za-z@，、（(\-] *\Z")


def decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is certain enough (no replaced characters)."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return decoded(data, encoding)
    sample = data[:GUESS_BYTES]
    if sample.count(0) > len(sample) // 5:
        return decoded(data, "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), True
        except UnicodeDecodeError:
            continue
    guess = from_bytes(sample).best()
    return decoded(data, guess.encoding if guess else "gb18030")


def decoded(data: bytes, encoding: str) -> tuple[str, bool]:
    text = data.decode(encoding, "replace")
    return text, text.count("\ufffd") <= len(text) // 200


def looks_like_text(data: bytes) -> bool:
    """Whether the bytes are text rather than some binary format."""
    sample = data[:GUESS_BYTES]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in sample:
        halves = sample[::2].count(0), sample[1::2].count(0)
        return max(halves) > len(sample) // 8 and min(halves) * 20 < max(halves)
    controls = sum(sample.count(code) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return controls * 100 <= len(sample)


def read_text(data: bytes, name: str, out: Collector) -> None:
    """Read a text or CSV file line by line."""
    text, certain = decode(data)
    if not certain:
        out.cannot("正文", "文字编码无法确定，可能有未识别的内容")
    add_lines("正文", text, out)


def add_lines(where: str, text: str, out: Collector) -> None:
    """Keep a text with the number of each line as its place."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    spots, offset = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        spots.append((offset, f"第{number}行"))
        offset += len(line) + 1
    out.add(where, text, spots)


def unwrapped(text: str) -> str:
    """The text with lines joined that were broken only because they were full, as in pages and recognised pictures."""
    lines = text.split("\n")
    widths = [len(line) + len(NOT_ASCII.findall(line)) for line in lines]
    full = 0.8 * max(widths)
    joined = ""
    for line, width in zip(lines, widths, strict=True):
        joined += line.strip() if width >= full and UNFINISHED.search(line) else line + "\n"
    return joined.rstrip("\n")


def add_page(where: str, text: str, out: Collector) -> None:
    """Keep the text of a page, and once more without its line breaks where these may cut a number or an address."""
    out.add(where, text)
    joined = unwrapped(text)
    if joined != text.rstrip("\n"):
        out.add(f"{where}（跨行文字）", joined, rest=True)


def readable_strings(data: bytes) -> str:
    """Runs of legible characters in binary data, one a line, kept only where they may name somebody."""
    found = {run.decode("ascii") for run in ASCII_RUN.findall(data)}
    found |= {run.decode("utf-16-le", "replace") for start in (0, 1) for run in UTF16_RUN.findall(data[start:])}
    found |= {run.decode("utf-8", "replace") for run in UTF8_RUN.findall(data)}
    return "\n".join(sorted(run for run in found if TELLING.search(run)))


RTF_TOKEN = re.compile(
    r"\\u(-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|[?])?|((?:\\'[0-9a-fA-F]{2})+)|\\([a-zA-Z]+)(-?\d+)? ?|\\([^a-zA-Z])|[{}\r\n]"
)
RTF_BREAKS = frozenset({"par", "line", "cell", "row", "tab", "sect", "page"})


def read_rtf(data: bytes, name: str, out: Collector) -> None:
    """Read rich text: Unicode and GBK escapes are resolved; embedded objects and pictures are reported."""
    source = data.decode("latin-1")
    add_lines("正文", RTF_TOKEN.sub(rtf_plain, source), out)
    if "\\objdata" in source or "\\pict" in source:
        out.cannot("嵌入对象或图片", "RTF 文件内的对象和图片未读，请人工确认")


def rtf_plain(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1]) % 65536)
    if match[2]:
        return bytes.fromhex(match[2].replace("\\'", "")).decode("gb18030", "replace")
    if match[3]:
        return "\n" if match[3] in RTF_BREAKS else ""
    if match[5]:
        return {"~": " ", "_": "-", "-": ""}.get(match[5], match[5] if match[5] in "{}\\" else "")
    return ""
