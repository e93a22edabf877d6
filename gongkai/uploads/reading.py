"""What is read out of one file as plain data, for the child process: the personal-data scan, and the text itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongkai.wording.personal.hits import LABELS
from gongkai.wording.readers import read_file
from gongkai.wording.scan import scan_file

WHOLE = "整个文件"


def read_for_scan(path: Path, name: str, allow: Sequence[str] = ()) -> dict[str, Any]:
    """Findings, masked, with their place; and the parts that could not be read, with the reason."""
    result = scan_file(path, name, allow=allow)
    unreadable = [{"where": part.where, "why": part.why} for part in result.unreadable]
    if not result.opened and not unreadable:
        unreadable = [{"where": WHOLE, "why": "无法打开"}]
    return {
        "findings": [
            {"kind": found.kind, "label": LABELS[found.kind], "where": found.where, "masked": found.masked}
            for found in result.found
        ],
        "unreadable": unreadable,
    }


def read_text(path: Path, name: str, most: int) -> dict[str, Any]:
    """The text of a file, up to `most` characters; what cannot be read is left out."""
    pieces: list[str] = []
    for part in read_file(path, name).parts:
        if not part.rest and most > 0:
            pieces.append(part.text[:most])
            most -= len(part.text)
    return {"text": "\n".join(pieces)}
