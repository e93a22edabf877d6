"""Pictures: what their metadata says (EXIF, XMP, IPTC, comments, position), and the text they show."""

import warnings
from io import BytesIO

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from gongkai.wording.readers import ocr
from gongkai.wording.readers.picture_blocks import outside_of_pixels
from gongkai.wording.readers.plain import add_page, decode, readable_strings
from gongkai.wording.readers.reading import Collector

MOST_PIXELS = 80_000_000
MOST_FRAMES = 30
POSITION = "EXIF GPS"
WINDOWS_TEXT = frozenset({0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})  # XPTitle … XPSubject, UTF-16
CODED_TEXT = {b"UNICODE\x00": "utf-16", b"ASCII\x00\x00\x00": "ascii", b"JIS\x00\x00\x00\x00\x00": "iso2022_jp"}


def read_image(data: bytes, name: str, out: Collector) -> None:
    """Read the metadata, then recognise the text of each frame."""
    out.spent.images += 1
    if out.spent.images > out.limits.images:
        out.cannot("", f"图片超过 {out.limits.images} 张，未读，请人工确认")
        return
    out.add("图片文件的元数据", readable_strings(outside_of_pixels(data)), rest=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data))
    except Exception as error:  # Pillow's plug-ins fail on damaged files in many ways
        out.refuse(f"图片不能打开，请人工确认（{type(error).__name__}）")
        return
    if image.width * image.height > MOST_PIXELS:
        out.cannot("图片文字", f"像素过多（{image.width}×{image.height}），未识别，请人工确认")
        return
    try:
        read_metadata(image, out)
    except Exception as error:  # as above
        out.cannot("图片元数据", f"元数据已损坏，未能全部读取（{type(error).__name__}）")
    read_frames(image, out)


def read_frames(image: Image.Image, out: Collector) -> None:
    frames = getattr(image, "n_frames", 1)
    for number in range(min(frames, MOST_FRAMES)):
        where = "图片文字（识别）" if frames == 1 else f"第{number + 1}帧图片文字（识别）"
        try:
            image.seek(number)
            image.load()
        except Exception as error:  # as above
            out.cannot(where, f"图片已损坏，请人工确认（{type(error).__name__}）")
            return
        add_page(where, ocr.recognise(image, where, out) or "", out)
    if frames > MOST_FRAMES:
        out.cannot("图片文字", f"超过 {MOST_FRAMES} 帧，其余未识别，请人工确认")


def read_metadata(image: Image.Image, out: Collector) -> None:
    """Every named field; the raw blocks have been searched before."""
    exif = image.getexif()
    for directory in (exif, *(exif.get_ifd(ifd) for ifd in (ExifTags.IFD.Exif, ExifTags.IFD.Interop))):
        for tag, value in directory.items():
            out.add(f"EXIF {ExifTags.TAGS.get(tag, tag)}", exif_text(tag, value))
    position = position_text(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if position:
        out.add(POSITION, position)
    for key, value in image.info.items():
        if isinstance(value, (str, bytes)) and key not in {"exif", "icc_profile", "photoshop"}:
            out.add({"xmp": "XMP", "comment": "图片注释"}.get(str(key), f"图片字段 {key}"), text_of(value))
    records = IptcImagePlugin.getiptcinfo(image) if isinstance(image, ImageFile.ImageFile) else None
    for key, record in (records or {}).items():
        entries = record if isinstance(record, list) else [record]
        out.add(f"IPTC {key[0]}:{key[1]}", "\n".join(text_of(entry) for entry in entries))


def exif_text(tag: int, value: object) -> str:
    if tag in WINDOWS_TEXT:
        raw = value if isinstance(value, bytes) else bytes(value) if isinstance(value, tuple) else b""
        return raw.decode("utf-16-le", "replace").rstrip("\x00")
    if isinstance(value, bytes):
        encoding = CODED_TEXT.get(value[:8])
        return value[8:].decode(encoding, "replace").strip("\x00") if encoding else text_of(value)
    return value if isinstance(value, str) else ""


def text_of(value: str | bytes) -> str:
    if isinstance(value, str):
        return latin_as_utf8(value)
    return decode(value)[0].strip("\x00") if value.count(0) * 4 < len(value) + 1 else readable_strings(value)


def latin_as_utf8(value: str) -> str:
    """UTF-8 or GBK text that was taken for Latin-1, as Pillow does with EXIF strings and PNG fields."""
    try:
        return decode(value.encode("latin-1"))[0]
    except UnicodeEncodeError:
        return value


def position_text(gps: dict[int, object]) -> str:
    """纬度, 经度 in degrees, from the four GPS fields; empty when they are not there."""
    try:
        latitude, longitude = degrees(gps[2]), degrees(gps[4])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{gps.get(1, 'N')}{latitude:.5f}, {gps.get(3, 'E')}{longitude:.5f}"


def degrees(value: object) -> float:
    whole, minutes, seconds = (float(part) for part in value)  # type: ignore[attr-defined]
    return whole + minutes / 60 + seconds / 3600
