"""One row of a table as bytes that are the same on every database, and a digest of many rows that needs no order."""

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Field
from django.utils.duration import duration_string

_MASK = (1 << 256) - 1


def encoded(values: Iterable[Any]) -> bytes:
    """A row as one line of JSON: keys of objects sorted, time in UTC, bytes in base64."""
    text = json.dumps(
        list(values), default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def decoded(line: bytes, fields: list[Field]) -> list[Any]:
    """The values of a line, as the fields know them in Python."""
    return [
        None if value is None else field.to_python(value)
        for field, value in zip(fields, json.loads(line), strict=True)
    ]  # fmt: skip


class RowSum:
    """Number and digest of rows: the sum of their SHA-256 modulo 2^256, so that collation and order do not matter."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        self.count += 1
        self._sum = (self._sum + int.from_bytes(sha256(line).digest())) & _MASK

    @property
    def digest(self) -> str:
        return f"{self._sum:064x}"
