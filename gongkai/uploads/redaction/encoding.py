"""Pictures of pages as they go into a PDF: in as few shades as show what is there, without loss of those; never metadata.

Print needs four shades of grey, pale marks and lines sixteen, photographs all of them. Only what stays large is JPEG.
"""

import struct
import zlib
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageChops

LARGEST_LOSSLESS = 700_000  # bytes of one page
QUALITY = 85
CLOSE = 6  # zlib's own scale from 1 to 9; more costs time and saves little on pages of text
PRINT, PALE, FULL = 2, 4, 8  # bits of a shade
INK = 150  # of 255: as dark as this is the core of a stroke
LIGHT, PAPER = 190, 251  # from where four shades would take a mark for paper; from where it is paper
TILE, TONES = 64, 0.4  # pixels; the share of middle tones in one tile that only a photograph has


class Encoded(NamedTuple):
    """The bytes of a picture and how PDF reads them."""

    data: bytes
    width: int
    height: int
    colours: int
    lossless: bool
    bits: int = FULL


def encode(picture: Image.Image) -> Encoded:
    """A grey or RGB picture for a PDF. `lossless` speaks of the shades it was reduced to."""
    colours = len(picture.getbands())
    bits = _bits(picture) if colours == 1 else FULL
    packed = _packed(picture, bits) if bits < FULL else _as_png(picture)
    if len(packed) <= LARGEST_LOSSLESS:
        return Encoded(packed, picture.width, picture.height, colours, True, bits)
    buffer = BytesIO()
    _bare(picture).save(buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return Encoded(buffer.getvalue(), picture.width, picture.height, colours, False)


def _bits(picture: Image.Image) -> int:
    if _photographic(picture):
        return FULL
    return PRINT if _black_on_white(picture) else PALE


def _packed(grey: Image.Image, bits: int) -> bytes:
    """Few shades, several of them in a byte; rows as they are, since differences between such bytes save nothing."""
    numbered = Image.frombytes("P", grey.size, grey.point(_rounded(bits)).tobytes())
    return zlib.compress(numbered.tobytes("raw", f"P;{bits}"), CLOSE)


def _as_png(picture: Image.Image) -> bytes:
    """All shades of grey; of colours without a photograph sixteen shades each, which pack in half the room."""
    if len(picture.getbands()) > 1 and not _photographic(picture.convert("L")):
        steps = _rounded(PALE)
        picture = picture.point([level * 255 // max(steps) for level in steps] * 3)
    buffer = BytesIO()
    _bare(picture).save(buffer, "PNG", compress_level=CLOSE)
    return _pixels_of_png(buffer.getvalue())


def _rounded(bits: int) -> list[int]:
    """For each of 256 shades the number of the nearest one of fewer."""
    most = (1 << bits) - 1
    return [(shade * most + 127) // 255 for shade in range(256)]


def _photographic(grey: Image.Image) -> bool:
    """Whether some tile is mostly middle tones; print has them at the edges of its strokes only."""
    middle = grey.point([255 if 40 <= shade <= 215 else 0 for shade in range(256)])
    (_, most) = middle.reduce(TILE).getextrema()
    return bool(most > TONES * 255)  # type: ignore[operator]  # one band, two numbers


def _black_on_white(grey: Image.Image) -> bool:
    """Whether every light shade stands at the edge of ink: then nothing pale is lost in four shades."""
    darkest = grey
    for _ in range(2):
        for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            darkest = ImageChops.darker(darkest, ImageChops.offset(darkest, across, down))
    apart = darkest.point([255 if shade > INK else 0 for shade in range(256)])
    pale = grey.point([255 if LIGHT <= shade < PAPER else 0 for shade in range(256)])
    return ImageChops.darker(apart, pale).getbbox() is None


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: Pillow would write resolution, colour profile and comments that the source brought along."""
    picture = picture.copy()
    picture.info = {}
    return picture


def _pixels_of_png(data: bytes) -> bytes:
    """The compressed rows of a PNG, which PDF's Flate filter reads as they are."""
    position, found = 8, []
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        if data[position + 4 : position + 8] == b"IDAT":
            found.append(data[position + 8 : position + 8 + length])
        position += length + 12
    return b"".join(found)
