"""Personal data in texts, pages and whole files: readers and finder put together."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongkai.wording.masking import mask_text
from gongkai.wording.personal import Finding, find_personal_data
from gongkai.wording.readers import Limits, Part, Reading, Unreadable, read_file
from gongkai.wording.readers.images import POSITION
from gongkai.wording.readers.pages import paragraph_text

# Two line ends keep a number from running from one place into the next.
BETWEEN_PARTS = "\n\n"
TOGETHER = 400_000  # characters looked at in one go


@dataclass(frozen=True, slots=True)
class Located:
    """A finding and the place in the file where it stands."""

    where: str
    finding: Finding

    @property
    def kind(self) -> str:
        return self.finding.kind

    @property
    def masked(self) -> str:
        return self.finding.masked


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, and what no text could be taken from; `opened` is false when the whole file could not be opened."""

    found: tuple[Located, ...]
    unreadable: tuple[Unreadable, ...]
    opened: bool = True

    @property
    def clean(self) -> bool:
        """Nothing found and everything read: no person need confirm."""
        return not self.found and not self.unreadable and self.opened


def scan_file(
    source: str | Path | bytes,
    name: str = "",
    *,
    allow: Iterable[str] = (),
    on: date | None = None,
    limits: Limits | None = None,
) -> Scan:
    """Read every place of the file and look for personal data; raises only OSError when the file is not there."""
    return scan_reading(read_file(source, name, limits=limits), allow=allow, on=on)


def scan_reading(reading: Reading, *, allow: Iterable[str] = (), on: date | None = None) -> Scan:
    """The same for a file that has been read already."""
    allow = tuple(allow)
    found: dict[tuple[str, str, str], Located] = {}
    known: set[tuple[str, str, str]] = set()
    for rest in (False, True):
        for batch in batches([part for part in reading.parts if part.rest is rest]):
            for located in scan_parts(batch, allow, on):
                datum = (located.where.rpartition(" › ")[0], located.kind, located.finding.value)
                if rest and datum in known:
                    continue
                known.add(datum)
                found.setdefault((located.where, located.kind, located.finding.value), located)
    unreadable = tuple(Unreadable(without_data(place.where), place.why) for place in reading.unreadable)
    return Scan(
        tuple(Located(without_data(located.where), located.finding) for located in found.values()),
        unreadable,
        reading.opened,
    )


def without_data(place: str) -> str:
    """The place with personal data masked that names of files, sheets and properties bring into it."""
    return mask_text(place, find_personal_data(place))


def scan_text(text: str, *, where: str = "正文", allow: Iterable[str] = (), on: date | None = None) -> list[Located]:
    """The findings in a plain text, all at the given place."""
    return [Located(where, finding) for finding in find_personal_data(text, allow=allow, on=on)]


def scan_html(markup: str, *, allow: Iterable[str] = (), on: date | None = None) -> Scan:
    """The findings in the HTML of a text, with 正文第n段 as place; also in attributes, comments and packed-in pictures."""
    return scan_file(as_page(markup), ".html", allow=allow, on=on) if markup.strip() else Scan((), ())


def as_page(markup: str) -> bytes:
    """The fragment as the bytes of a page, whatever it begins with."""
    return b"\xef\xbb\xbf<html><body>" + markup.encode("utf-8", "replace") + b"</body></html>"


def find_in_html(markup: str, *, allow: Iterable[str] = (), on: date | None = None) -> list[Located]:
    """The findings in the visible text only, quick enough for every autosave."""
    text, spots = paragraph_text(markup)
    part = Part("正文", text, tuple(spots))
    return [Located(part.place(f.start), f) for f in find_personal_data(text, allow=allow, on=on)]


def batches(parts: Sequence[Part]) -> Iterable[list[Part]]:
    """The parts in groups of a size that the finder takes in one go."""
    batch, size = [], 0
    for part in parts:
        batch.append(part)
        size += len(part.text)
        if size > TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def scan_parts(parts: Sequence[Part], allow: tuple[str, ...], on: date | None) -> Iterable[Located]:
    starts, offset = [], 0
    for part in parts:
        starts.append(offset)
        offset += len(part.text) + len(BETWEEN_PARTS)
    for finding in find_personal_data(BETWEEN_PARTS.join(part.text for part in parts), allow=allow, on=on):
        number = bisect_right(starts, finding.start) - 1
        yield Located(parts[number].place(finding.start - starts[number]), finding)
    for part in parts:
        # The position of a photograph is exact to a few metres: it tells a home as well as an address does.
        if part.where.endswith(POSITION):
            yield Located(part.where, position(part.text))


def position(text: str) -> Finding:
    masked = " ".join(coordinate.split(".")[0] + ".***" for coordinate in text.split(", "))
    return Finding("address", 0, len(text), text, masked, masked, text)
