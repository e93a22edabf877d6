"""Pictures: pixels are counted before decoding; what is kept is a new encoding of the pixels and nothing else."""

import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageSequence

from ..rules import Limits
from . import markup, zips
from .findings import Report, Unsafe

FORMATS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
SAVING: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 92, "optimize": False},
    "png": {"compress_level": 2},
    "gif": {},
    "webp": {"quality": 88, "method": 0},
}
MODES = {"jpg": ("L", "RGB", "CMYK"), "png": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), "webp": ("RGB", "RGBA")}
ORIENTATION = 0x0112  # EXIF 2.3, 4.6.4
BROKEN = "图片已损坏，无法打开。"


def inspect(path: Path, code: str, output: Path | None, limits: Limits, report: Report) -> None:
    """Refuse what is more than a picture; else write its pixels anew to `output`, without any metadata."""
    content = path.read_bytes()
    if markup.looks_like_page(content) or zips.END in content[-65_600:] or b"%PDF-" in content[:1024]:
        raise Unsafe("这个文件同时是图片和另一种文件，不予接收。")
    del content
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large pictures; the cap below is ours
        try:
            with Image.open(path, formats=[FORMATS[code]]) as picture:
                _check_size(picture, limits)
                if output is not None:
                    _encode(picture, code, output, limits)
                    report.rewritten = True
        except (Unsafe, MemoryError):
            raise
        except Image.DecompressionBombError:
            raise Unsafe(_too_large(limits.pixels)) from None
        except Exception:  # noqa: BLE001  Pillow fails on damaged pictures in as many ways as there are damages
            raise Unsafe(BROKEN) from None


def _check_size(picture: Image.Image, limits: Limits) -> None:
    frames = getattr(picture, "n_frames", 1) if picture.format in {"GIF", "WEBP", "PNG"} else 1
    pixels = picture.width * picture.height
    if pixels > _most_pixels(picture, limits):
        raise Unsafe(_too_large(_most_pixels(picture, limits)))
    if frames > limits.frames or (frames > 1 and frames * pixels > limits.animation_pixels):
        raise Unsafe(f"动图有 {frames} 帧，过大。请缩短或者缩小后上传。")


def _most_pixels(picture: Image.Image, limits: Limits) -> int:
    return limits.webp_pixels if picture.format == "WEBP" else limits.pixels


def _too_large(most: int) -> str:
    return f"图片超过 {most // 10_000} 万像素，请缩小后上传。"


def _encode(picture: Image.Image, code: str, output: Path, limits: Limits) -> None:
    if getattr(picture, "n_frames", 1) > 1 and code in {"gif", "webp"}:
        frames = [frame.copy() for frame in ImageSequence.Iterator(picture)]
        durations = [frame.info.get("duration", 100) or 100 for frame in frames]
        for frame in frames:
            frame.info = {}
        frames[0].save(
            output, FORMATS[code], save_all=True, append_images=frames[1:], duration=durations, loop=0, **SAVING[code]
        )
        return
    picture.load()
    transparency = picture.info.get("transparency") if code in {"png", "gif"} else None
    way_up = picture.getexif().get(ORIENTATION)
    picture.info = {}
    if code in MODES and picture.mode not in MODES[code]:
        picture = picture.convert("RGBA" if "A" in picture.mode and code != "jpg" else "RGB")
    elif transparency is not None:
        picture.info["transparency"] = transparency
    exif = Image.Exif()
    if way_up:
        exif[ORIENTATION] = way_up  # the only metadata that shows; turning the pixels would need their memory twice
    picture.save(output, FORMATS[code], **SAVING[code], **({} if code == "gif" else {"exif": exif}))


JPEG_START, JPEG_SCAN = b"\xff\xd8", 0xDA
# APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe colour) are needed to show the picture; the rest tells tales.
JPEG_DROPPED = {0xFE, *(0xE0 + number for number in range(1, 16) if number not in (2, 14))}
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_DROPPED = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def without_metadata(content: bytes) -> bytes:
    """A JPEG or PNG without EXIF, XMP, comments and text, its pixels untouched; anything else as it is."""
    if content.startswith(JPEG_START):
        return _jpeg_without_metadata(content)
    if content.startswith(PNG_START):
        return _png_without_metadata(content)
    return content


def _jpeg_without_metadata(content: bytes) -> bytes:
    kept, position = [JPEG_START], 2
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if marker == JPEG_SCAN:
            break
        if marker not in JPEG_DROPPED:
            kept.append(content[position:end])
        position = end
    return b"".join([*kept, content[position:]])


def _png_without_metadata(content: bytes) -> bytes:
    kept, position = [PNG_START], len(PNG_START)
    while position + 12 <= len(content):
        end = position + 12 + int.from_bytes(content[position : position + 4], "big")
        if content[position + 4 : position + 8] not in PNG_DROPPED:
            kept.append(content[position:end])
        if content[position + 4 : position + 8] == b"IEND":
            break
        position = end
    return b"".join(kept)
