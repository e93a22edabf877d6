"""Personal data in Chinese text: where it stands, of which kind it is, and how it may be shown (rules.md PRI-02…06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.wording.folding import ZERO_WIDTH, compact, fold
from gongkai.wording.masking import DESK, mask
from gongkai.wording.personal.contacts import find_emails, find_plates
from gongkai.wording.personal.hits import KINDS, LABELS, Hit, without_overlaps
from gongkai.wording.personal.identity import find_bank_cards, find_credit_codes, find_identity_cards
from gongkai.wording.personal.minors import find_minors
from gongkai.wording.personal.phones import find_landlines, find_mobiles
from gongkai.wording.personal.places import find_addresses

__all__ = ["KINDS", "LABELS", "Finding", "find_personal_data"]

FINDERS = (
    find_identity_cards,
    find_credit_codes,
    find_bank_cards,
    find_mobiles,
    find_landlines,
    find_emails,
    find_plates,
    find_addresses,
)
AROUND = 12
SHORTEST_NUMBER = 7  # of an allowed telephone without its area code


@dataclass(frozen=True, slots=True)
class Finding:
    """One datum: `text` as written, `value` in bare form, `masked` for display, `context` with every datum masked."""

    kind: str
    start: int
    end: int
    text: str
    masked: str
    context: str
    value: str

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    def __repr__(self) -> str:  # a traceback or a log line must not carry the datum itself
        return f"<Finding {self.kind} {self.start}:{self.end} {self.masked}>"


def find_personal_data(text: str, *, allow: Iterable[str] = (), on: date | None = None) -> list[Finding]:
    """The personal data in the text, in order, without overlaps.

    `allow` names what is public by nature, such as the bureau's own lines, mailboxes (or `@domain`) and addresses.
    `on` is the day against which labelled birth dates are judged; without it they are not looked at.
    """
    folded, places = visible(fold(text))
    hits = [hit for finder in FINDERS for hit in finder(folded)]
    hits += find_minors(folded, on)
    allowed = [entry for entry in map(bare, allow) if entry]
    kept = [hit for hit in without_overlaps(hits) if not is_allowed(hit, allowed)]
    if places is not None:
        kept = [hit._replace(start=places[hit.start], end=places[hit.end - 1] + 1) for hit in kept]
    return [finding(text, kept, number) for number in range(len(kept))]


def visible(folded: str) -> tuple[str, list[int] | None]:
    """The text without invisible characters, and the place of each remaining one in the original."""
    if ZERO_WIDTH not in folded:
        return folded, None
    places = [place for place, character in enumerate(folded) if character != ZERO_WIDTH]
    return folded.replace(ZERO_WIDTH, ""), places


def bare(entry: str) -> str:
    return fold(entry).strip().lower() if "@" in entry else compact(entry).lower().lstrip("+")


def is_allowed(hit: Hit, allowed: list[str]) -> bool:
    if not allowed or hit.kind == "minor":
        return False
    value = hit.value.lower()
    if hit.kind == "landline":
        parts = value.split("-")
        value = "".join(parts[:2]) if parts[0].startswith("0") else parts[0]
    elif hit.kind != "email":
        value = compact(value).lower()
    for entry in allowed:
        if value == entry or (hit.kind == "email" and entry.startswith("@") and value.endswith(entry)):
            return True
        long_enough = hit.kind == "landline" and min(len(entry), len(value)) >= SHORTEST_NUMBER
        if long_enough and (value.endswith(entry) or entry.endswith(value)):
            return True
        if (
            hit.kind == "address"
            and "@" not in entry
            and value.endswith(entry)
            and len(entry) > 3
            and not entry.isdigit()
        ):
            return True
    return False


def finding(text: str, hits: list[Hit], number: int) -> Finding:
    hit = hits[number]
    return Finding(
        kind=hit.kind,
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        masked=mask(hit.kind, hit.value, DESK),
        context=context(text, hits, number),
        value=hit.value,
    )


def context(text: str, hits: list[Hit], number: int) -> str:
    """What stands around a hit, with it and its neighbours masked, on one line."""
    left, right = hits[number].start - AROUND, hits[number].end + AROUND
    first = number
    while first > 0 and hits[first - 1].end > left:
        first -= 1
    pieces, at = [], max(0, left)
    for place in range(first, len(hits)):
        hit = hits[place]
        if hit.start >= right:
            break
        pieces += [text[at : hit.start] if at < hit.start else "", mask(hit.kind, hit.value, DESK)]
        at = hit.end
    pieces.append(text[at : max(at, right)])
    return " ".join("".join(pieces).split())
