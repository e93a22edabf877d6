"""What reading a file yields: its texts with the place of each, and what could not be read and why."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A text and its place in the file, in Chinese; `spots` gives the more exact place from an offset onwards.

    `rest` marks what was gathered without regard to its place, so that it may repeat what other parts hold.
    """

    where: str
    text: str
    spots: tuple[tuple[int, str], ...] = ()
    rest: bool = False

    def place(self, offset: int) -> str:
        """Where the character at this offset stands."""
        number = bisect_right(self.spots, offset, key=lambda spot: spot[0])
        return self.spots[number - 1][1] if number else self.where


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place that no text could be taken from; a person must look at it."""

    where: str
    why: str


@dataclass(slots=True)
class Reading:
    """Everything found in one file; `opened` is false when the file as a whole could not be opened."""

    parts: list[Part] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    opened: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps against hostile files; what lies beyond them is reported as unreadable, never passed over."""

    file_bytes: int = 300 * MEBIBYTE
    unpacked_bytes: int = 400 * MEBIBYTE
    members: int = 5000
    depth: int = 5
    characters: int = 60_000_000
    parts: int = 300_000
    images: int = 200
    recognised_images: int = 60  # by OCR
    recognition_seconds: int = 300
    seconds: int = 600  # for the whole file, asked between its parts


class TooMuch(Exception):
    """A cap of `Limits` is reached; the message says which."""


@dataclass(slots=True)
class Spent:
    """How much of the limits one top-level file has used, nested files included."""

    unpacked: int = 0
    members: int = 0
    characters: int = 0
    images: int = 0
    recognised: int = 0
    recognition_seconds: float = 0.0
    started: float = field(default_factory=monotonic)


@dataclass(frozen=True, slots=True)
class Collector:
    """Takes what readers find, puts the path of nested files before each place, and watches the limits."""

    reading: Reading
    limits: Limits
    spent: Spent
    dispatch: Callable[[bytes, str, "Collector"], None]
    prefix: str = ""
    depth: int = 0

    def add(self, where: str, text: str, spots: list[tuple[int, str]] | None = None, *, rest: bool = False) -> None:
        """Keep a text, unless it is blank."""
        if not text or text.isspace():
            return
        self.spent.characters += len(text)
        if self.spent.characters > self.limits.characters or len(self.reading.parts) >= self.limits.parts:
            raise TooMuch("文字过多")
        self.watch_clock()
        exact = tuple((offset, self.prefix + place) for offset, place in spots or ())
        self.reading.parts.append(Part(self.prefix + where, text, exact, rest))

    def cannot(self, where: str, why: str) -> None:
        """Say that a place could not be read."""
        entry = Unreadable((self.prefix + where).removesuffix(" › ") or "整个文件", why)
        if entry not in self.reading.unreadable[-50:]:
            self.reading.unreadable.append(entry)

    def refuse(self, why: str) -> None:
        """Say that this file as a whole could not be opened."""
        self.cannot("", why)
        if self.depth == 0:
            self.reading.opened = False

    def nested(self, data: bytes, name: str, where: str) -> None:
        """Read a file that lies inside this one."""
        inner = replace(self, prefix=f"{self.prefix}{where} › ", depth=self.depth + 1)
        if inner.depth > self.limits.depth:
            self.cannot(where, f"嵌套超过 {self.limits.depth} 层，未读")
            return
        self.dispatch(data, name, inner)

    def unpack(self, size: int) -> None:
        """Count a member of an archive before it is unpacked; raises TooMuch."""
        self.spent.members += 1
        self.spent.unpacked += size
        if self.spent.members > self.limits.members:
            raise TooMuch(f"内含文件超过 {self.limits.members} 个")
        if self.spent.unpacked > self.limits.unpacked_bytes:
            raise TooMuch(f"解压后超过 {self.limits.unpacked_bytes // MEBIBYTE} MB")
        self.watch_clock()

    def watch_clock(self) -> None:
        if monotonic() - self.spent.started > self.limits.seconds:
            raise TooMuch("读取时间过长")
