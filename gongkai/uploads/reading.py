"""The personal-data scan of one file as plain data, for the child process."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongkai.wording.personal.hits import LABELS
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
