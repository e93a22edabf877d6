"""Pictures of pages as they go into a PDF: without loss where that is small, else as JPEG; never with metadata."""

import struct
from io import BytesIO
from typing import NamedTuple

from PIL import Image

LARGEST_LOSSLESS = 700_000  # bytes of one page
QUALITY = 85
CLOSE = 3  # PNG's own scale from 1 to 9; more costs time and saves little on pages of text


class Encoded(NamedTuple):
    """The bytes of a picture and how PDF reads them."""

    data: bytes
    width: int
    height: int
    colours: int
    lossless: bool


def encode(picture: Image.Image) -> Encoded:
    """A grey or RGB picture for a PDF."""
    colours = len(picture.getbands())
    buffer = BytesIO()
    _bare(picture).save(buffer, "PNG", compress_level=CLOSE)
    packed = _pixels_of_png(buffer.getvalue())
    if len(packed) <= LARGEST_LOSSLESS:
        return Encoded(packed, picture.width, picture.height, colours, True)
    buffer = BytesIO()
    _bare(picture).save(buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return Encoded(buffer.getvalue(), picture.width, picture.height, colours, False)


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
