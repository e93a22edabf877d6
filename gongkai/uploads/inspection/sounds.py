"""Audio and video: the container is walked to its end, nothing stands behind it."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from . import markup, zips
from .findings import Report, Unsafe

BROKEN = "音频或者视频文件已损坏，无法读取。"
PASSENGER = "音频或者视频中夹带了其他内容，不予接收。"
TEXT_WINDOW = 256 * 1024

# MPEG-1/2/2.5 layer III (ISO/IEC 11172-3, 13818-3): kbit/s by index, samples a second by index.
BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
FEWEST_FRAMES = 3
BRANDS = re.compile(rb"iso[m2-6]|mp4[12]|avc1|M4V |dash|mp71|msnv")


def audio_span(content: bytes) -> tuple[int, int]:
    """Where the frames of an MP3 begin and end: behind the leading ID3v2 tag, before ID3v1, APE and padding."""
    start = 0
    if content.startswith(b"ID3") and len(content) > 10:
        size = 0
        for byte in content[6:10]:
            size = size << 7 | byte & 0x7F
        start = 10 + size + (10 if content[5] & 0x10 else 0)
    position, frames = start, 0
    while length := _frame_length(content[position : position + 4]):
        if position + length > len(content):
            break
        position += length
        frames += 1
    if frames < FEWEST_FRAMES:
        raise Unsafe(BROKEN)
    return start, position


def _frame_length(header: bytes) -> int:
    """Bytes of the layer III frame that begins with this header, 0 if it begins none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or bitrate in (0, 15) or rate == 3:
        return 0
    speed = BITRATES[3 if version == 3 else 2][bitrate] * 1000
    samples = 144 if version == 3 else 72
    return samples * speed // RATES[version][rate] + (header[2] >> 1 & 1)


def inspect_mp3(path: Path, report: Report) -> None:
    """Frames from the tag to the end; a tail that is neither tag nor padding is refused."""
    content = path.read_bytes()
    start, end = audio_span(content)
    tail = content[end:].lstrip(b"\x00")
    if tail and not tail.startswith((b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"\xff")):
        raise Unsafe(PASSENGER)
    _refuse_passengers(content[:start] + tail, content[-65_600:], report)


class Box(NamedTuple):
    """One box of an MP4 file: its type, where its content begins and ends (bytes from the start of the file)."""

    kind: bytes
    start: int
    end: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two positions; raises Unsafe unless they fill the space exactly (ISO/IEC 14496-12)."""
    position = start
    while position < end:
        file.seek(position)
        head = file.read(16)
        if len(head) < 8:
            raise Unsafe(BROKEN)
        size, kind = struct.unpack(">I4s", head[:8])
        content = position + 8
        if size == 1 and len(head) == 16:
            size, content = struct.unpack(">Q", head[8:])[0], position + 16
        elif size == 0:
            size = end - position
        if size < content - position or position + size > end:
            raise Unsafe(BROKEN)
        yield Box(kind, content, position + size)
        position += size


def inspect_mp4(path: Path, report: Report) -> None:
    """A file type box first, one movie box, boxes to the last byte."""
    size = path.stat().st_size
    with path.open("rb") as file:
        top = list(boxes(file, 0, size))
        kinds = [box.kind for box in top]
        if kinds[:1] != [b"ftyp"] or kinds.count(b"moov") != 1 or b"mdat" not in kinds:
            raise Unsafe(BROKEN)
        file.seek(top[0].start)
        if not BRANDS.fullmatch(file.read(4)):
            raise Unsafe("视频的编码类型不在接收范围内，请转换为常用的 MP4 后上传。")
        named = b""
        for box in top:
            if box.kind != b"mdat":
                file.seek(box.start)
                named += file.read(min(box.end - box.start, TEXT_WINDOW))
        file.seek(max(0, size - 65_600))
        _refuse_passengers(named, file.read(), report)


def _refuse_passengers(texts: bytes, tail: bytes, report: Report) -> None:
    if markup.looks_like_page(texts) or zips.END in tail or b"%PDF-" in texts[:1024]:
        report.refuse(PASSENGER)
