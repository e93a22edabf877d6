"""Text recognition through tesseract, where it is installed with simplified Chinese; pages are drawn by pdftoppm."""

import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from io import BytesIO
from time import monotonic

from PIL import Image, ImageOps

from gongkai.wording.readers.reading import Collector

LANGUAGES = "chi_sim+eng"
SECONDS_PER_IMAGE = 60
SMALL_SIDE, LARGE_SIDE = 1200, 4200  # small type is enlarged before recognition, large scans are reduced
SMALLEST = (40, 12)  # pixels: nothing smaller holds a number
PAGE_RESOLUTION = "200"
BETWEEN_CHINESE = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、]) (?=[\u4e00-\u9fff，。；：、\d])|(?<=\d) (?=[\u4e00-\u9fff])"
)


@cache
def installed() -> bool:
    """Whether recognition of Chinese is possible on this machine."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listing = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)  # noqa: S603  (fixed program, no shell)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"chi_sim" in listing.stdout + listing.stderr


@cache
def can_draw_pages() -> bool:
    return shutil.which("pdftoppm") is not None


def recognise(image: Image.Image, where: str, out: Collector) -> str | None:
    """The text in the picture; None (said to the collector) when it could not be looked at."""
    if image.width < SMALLEST[0] or image.height < SMALLEST[1]:
        return ""
    if not installed():
        out.cannot(where, "图片中的文字无法识别（本机未安装文字识别程序），请人工确认")
        return None
    spent, limits = out.spent, out.limits
    if spent.recognised >= limits.recognised_images or spent.recognition_seconds > limits.recognition_seconds:
        out.cannot(where, "图片过多，超出文字识别的限额，请人工确认")
        return None
    grey = prepared(image)
    low, high = grey.getextrema()
    if low == high:
        return ""
    spent.recognised += 1
    begun = monotonic()
    text = run_tesseract(grey)
    spent.recognition_seconds += monotonic() - begun
    if text is None:
        out.cannot(where, "文字识别失败或超时，请人工确认")
    return text


def prepared(image: Image.Image) -> Image.Image:
    """Upright, on white, grey, and of a size at which characters are recognised."""
    image = ImageOps.exif_transpose(image)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered)
    grey = image.convert("L")
    longer = max(grey.size)
    factor = min(3.0, SMALL_SIDE / longer) if longer < SMALL_SIDE else min(1.0, LARGE_SIDE / longer)
    size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    return grey if factor == 1.0 else grey.resize(size, Image.Resampling.LANCZOS)


def run_tesseract(image: Image.Image) -> str | None:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout", "-l", LANGUAGES, "--psm", "3"]
    try:
        result = subprocess.run(  # noqa: S603  (fixed program, no shell)
            command,
            input=buffer.getvalue(),
            capture_output=True,
            timeout=SECONDS_PER_IMAGE,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if result.returncode != 0:
        return None
    return BETWEEN_CHINESE.sub("", result.stdout.decode("utf-8", "replace").replace("\x0c", ""))


def draw_page(pdf: bytes, number: int) -> Image.Image | None:
    """Page `number` (from 1) as a picture, or None when the page cannot be drawn."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        page = str(number)
        command = [
            shutil.which("pdftoppm") or "pdftoppm",
            "-r",
            PAGE_RESOLUTION,
            "-f",
            page,
            "-l",
            page,
            "-gray",
            "-scale-to",
            "3000",
        ]
        try:
            result = subprocess.run(  # noqa: S603  (fixed program, no shell)
                [*command, "-png", file.name], capture_output=True, timeout=SECONDS_PER_IMAGE, check=False
            )
            picture = Image.open(BytesIO(result.stdout))
            picture.load()
        except (OSError, subprocess.TimeoutExpired, ValueError, Image.DecompressionBombError):
            return None
    return picture
