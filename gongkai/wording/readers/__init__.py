"""Every place of a file in which personal data may stand; what could not be read is said, never passed over."""

from pathlib import Path

from gongkai.wording.readers.dispatch import dispatch
from gongkai.wording.readers.reading import Collector, Limits, Part, Reading, Spent, Unreadable

__all__ = ["Limits", "Part", "Reading", "Unreadable", "read_file"]


def read_file(source: str | Path | bytes, name: str = "", *, limits: Limits | None = None) -> Reading:
    """All texts of a file with their places, and what could not be read; raises nothing but OSError for a missing file."""
    limits = limits or Limits()
    reading = Reading()
    out = Collector(reading, limits, Spent(), dispatch)
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        name = name or path.name
        if path.stat().st_size > limits.file_bytes:
            out.refuse(f"文件超过 {limits.file_bytes // 1024 // 1024} MB，未读")
            return reading
        data = path.read_bytes()
    dispatch(data, name, out)
    return reading
