"""The bytes of a picture file that are not pixels: metadata blocks, and what follows the end of the picture."""

import struct
import zlib

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_PACKED = {b"zTXt", b"iTXt", b"iCCP"}
MOST_UNPACKED = 4 * 1024 * 1024
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def outside_of_pixels(data: bytes) -> bytes:
    """Metadata of JPEG and PNG files; nothing for other formats, whose fields Pillow names one by one."""
    if data.startswith(b"\xff\xd8"):
        return outside_of_jpeg(data)
    if data.startswith(PNG_SIGNATURE):
        return outside_of_png(data)
    return b""


def outside_of_jpeg(data: bytes) -> bytes:
    """The application and comment segments, and what stands behind the end-of-image mark."""
    kept, at = [], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in WITHOUT_LENGTH or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if marker == 0xDA:  # start of scan: pixels until the end mark
            break
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            kept.append(data[at + 4 : at + 2 + length])
        at += 2 + max(2, length)
    end = data.rfind(b"\xff\xd9")
    if end >= 0:
        kept.append(data[end + 2 :])
    return b"\x00".join(kept)


def outside_of_png(data: bytes) -> bytes:
    """All chunks but the pixels, packed texts unpacked within a cap, and what stands behind the last chunk."""
    kept, at = [], 8
    while at + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if name not in {b"IDAT", b"fdAT", b"PLTE"}:
            kept.append(unpacked(body) if name in PNG_PACKED else body)
        at += 12 + length
        if name == b"IEND":
            kept.append(data[at:])
            break
    return b"\x00".join(kept)


def unpacked(body: bytes) -> bytes:
    """The chunk with its packed part, if there is one, unpacked."""
    for start in range(min(len(body), 200)):
        if body[start : start + 1] == b"\x78":
            try:
                return body[:start] + b"\x00" + zlib.decompressobj().decompress(body[start:], MOST_UNPACKED)
            except zlib.error:
                continue
    return body
