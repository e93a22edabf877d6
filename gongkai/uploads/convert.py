"""Old office formats become modern ones through LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from gongkai.journal.refusals import Refused

from .rules import LEGACY

PROGRAMS = ("soffice", "libreoffice")
FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
ABSENT = "本机没有安装 LibreOffice，无法转换旧格式文件。请另存为 {} 后上传。"
FAILED = "旧格式文件无法转换，可能已损坏。请用办公软件打开后另存为 {} 再上传。"
SLOW = "旧格式文件的转换超过了 {} 秒。请另存为 {} 后上传。"


def program() -> str:
    """The path of LibreOffice on this machine, or empty."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), "")


def to_modern(path: Path, code: str, folder: Path, seconds: int) -> Path:
    """The modern document made from an old one, in `folder`; raises Refused where that cannot be done.

    LibreOffice runs with a profile of its own that is thrown away, so that no macro is trusted and two runs never meet.
    """
    modern = LEGACY[code]
    office = program()
    if not office:
        raise Refused([ABSENT.format(modern)])
    source = folder / f"original.{code}"
    if path != source:
        shutil.copyfile(path, source)
    order = [
        office,
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        FILTERS[modern],
        "--outdir",
        str(folder / "converted"),
        str(source),
    ]
    _run(order, folder, seconds, modern)
    result = folder / "converted" / f"original.{modern}"
    if not result.is_file() or not result.stat().st_size:
        raise Refused([FAILED.format(modern)])
    return result


def _run(order: list[str], folder: Path, seconds: int, modern: str) -> None:
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603  a fixed program; the document's name is ours
        order,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as office:
        try:
            office.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Refused([SLOW.format(seconds, modern)]) from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(office.pid, signal.SIGKILL)
