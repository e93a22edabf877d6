"""The text of a public file, for the index: read by a child process with limits, since the file came from outside."""

from dataclasses import asdict

from .. import conf, sandbox, storage
from ..models import Upload

MOST_CHARACTERS = 200_000


def text_of(*, upload: Upload) -> str:
    """The text of what the public can fetch; empty for what is not open, not there or cannot be read in time."""
    if upload.state != Upload.State.OPEN or upload.public_copy is None:
        return ""
    path, limits = storage.path_of(upload.public_copy.digest), conf.limits()
    if not path.exists():
        return ""
    order = {"task": "text", "path": str(path), "name": upload.name, "most": MOST_CHARACTERS, "limits": asdict(limits)}
    try:
        return str(sandbox.run(order, sandbox.scanning(limits))["text"])
    except sandbox.Overrun:
        return ""
