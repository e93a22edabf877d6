"""The text of public files, read once a version and kept beside the index; gone with what it belongs to."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gongkai.publications.models import Attachment
from gongkai.uploads.models import Upload
from gongkai.uploads.services import text_of

from . import folder
from .pieces import LONGEST_BODY

FORMAT = 1


def _folder() -> Path:
    return folder.root() / "texts"


def _path(publication: int, version: int | None) -> Path:
    return _folder() / str(publication % 1000) / f"{publication}-{version}.{FORMAT}.txt"


def _waiting() -> Path:
    return _folder() / "waiting"


def of_files(publication: int, version: int | None, files: Iterable[Attachment], *, read: bool) -> str:
    """The names and texts of a version's files; a file that cannot be read gives its name only.

    Reading takes long: with `read` false what was not read yet gives its names, and the item waits for its turn.
    """
    path, files = _path(publication, version), list(files)
    with suppress(OSError):
        return path.read_text(encoding="utf-8")
    if not read:
        _waiting().mkdir(parents=True, exist_ok=True)
        (_waiting() / str(publication)).touch()
        return "\n".join(file.name for file in files)
    text = "\n".join(_of(file) for file in files)[:LONGEST_BODY]
    forget([publication])
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return text


def _of(file: Attachment) -> str:
    return f"{file.name}\n{text_of(upload=file.upload)}" if file.upload.state == Upload.State.OPEN else file.name


def waiting() -> list[int]:
    """Publications whose files are still to be read."""
    with suppress(OSError):
        return [int(path.name) for path in _waiting().iterdir() if path.name.isdecimal()]
    return []


def read(publication: int) -> None:
    """This one's files have been read."""
    (_waiting() / str(publication)).unlink(missing_ok=True)


def forget(publications: Iterable[int]) -> None:
    """Remove what is kept of these publications' files."""
    for publication in publications:
        for path in _path(publication, 0).parent.glob(f"{publication}-*"):
            path.unlink(missing_ok=True)
