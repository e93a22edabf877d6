"""Redaction of uploads: pages to mark, the rebuilt document, its check. The room keeps the marks and decides; see `redaction`.

Each call does one portion of the work in a child process, outside of any transaction. Raises Refused with a sentence.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from gongkai.journal.parties import HasParty, Party
from gongkai.journal.refusals import Refused

from .. import conf, queries, storage
from ..models import Upload
from ..redaction import running
from ..redaction.running import PAGES_AT_ONCE, Unfit
from . import taking

PAGES, RESULT = "redaction.pages", "redaction.result"
RESOLUTION = 110  # dots an inch, on the screen
KEY = re.compile(r"[0-9a-z-]{8,60}")
LOST = "制作到一半的页面已经过期，请重新制作。"

__all__ = ["PAGES_AT_ONCE", "Opened", "check", "draw", "finish", "open_pages", "picture", "read"]


class Opened(NamedTuple):
    """A document as pages: the upload that has them (set from it, where it had none), their number, what was left out."""

    pages: Upload
    total: int
    left_out: dict[str, int]


def open_pages(*, upload: Upload, actor: HasParty | Party, most: int) -> Opened:
    """Count the pages; a Word document or a text is set as pages first. Raises Refused."""
    with storage.workplace() as folder, _refusing():
        made = folder / "pages.pdf"
        path, code = _held(upload), upload.stored.code
        said = running.open_document(path=path, code=code, made=made, most=most, limits=conf.limits())
        if not said["made"]:
            return Opened(upload, said["count"], said["left_out"])
        with made.open("rb") as file:
            pages = taking.take_in(file=file, name="页面.pdf", actor=actor, purpose=PAGES)
    return Opened(pages, said["count"], said["left_out"])


def read(*, upload: Upload, pages: Sequence[int]) -> list[dict[str, Any]]:
    """Size, text and places of some pages; raises Refused."""
    with _refusing():
        return running.read_pages(path=_held(upload), code=upload.stored.code, pages=pages, limits=conf.limits())


def picture(*, upload: Upload, number: int) -> bytes:
    """One page as PNG for the screen; raises Refused."""
    with tempfile.TemporaryDirectory() as folder, _refusing():
        output = Path(folder) / "page.png"
        running.show_page(
            path=_held(upload), code=upload.stored.code, number=number, resolution=RESOLUTION, output=output,
            limits=conf.limits(),
        )  # fmt: skip
        return output.read_bytes()


def draw(*, upload: Upload, pages: Sequence[Mapping[str, Any]], key: str) -> None:
    """Rebuild some pages, {number, lines, marks: [{boxes, label}]} each, and lay them aside under `key`; raises Refused."""
    folder = _aside(key)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _refusing():
        running.draw_pages(
            path=_held(upload), code=upload.stored.code, pages=pages, folder=folder, limits=conf.limits()
        )


def finish(*, key: str, count: int, name: str, actor: HasParty | Party) -> Upload:
    """The new document from the pages under `key`, taken in like any other; raises Refused."""
    aside = _aside(key)
    if not all((aside / f"{number}.json").exists() for number in range(1, count + 1)):
        raise Refused([LOST])
    with storage.workplace() as folder, _refusing():
        made = folder / "result.pdf"
        running.bind(folder=aside, count=count, output=made, limits=conf.limits())
        with made.open("rb") as file:
            result = taking.take_in(file=file, name=name, actor=actor, purpose=RESULT)
    for left in aside.iterdir():
        left.unlink(missing_ok=True)
    aside.rmdir()
    return result


def check(*, upload: Upload, terms: Sequence[str], pages: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """{faults, recognised} of the whole result, or of some of its pages; raises Refused."""
    with _refusing():
        return running.check(path=_held(upload), terms=terms, limits=conf.limits(), pages=pages)


def _held(upload: Upload) -> Path:
    if upload.state == Upload.State.REMOVED:
        raise Refused([queries.GONE])
    if upload.is_held:
        raise Refused([queries.INFECTED if upload.virus == Upload.Virus.INFECTED else queries.HELD])
    path = storage.path_of(upload.stored.digest)
    if not path.exists():
        raise Refused(["文件不在存储中，请重新上传。"])
    return path


def _aside(key: str) -> Path:
    """Where rebuilt pages wait for the others; the sweeper removes what is left there."""
    if not KEY.fullmatch(key):
        raise ValueError("a key names no other folder")
    return conf.folder() / storage.INCOMING / f"redaction-{key}"


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Unfit as fault:
        raise Refused([str(fault)]) from None
