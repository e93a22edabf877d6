"""Leaders' titles and order: wrong titles and wrong sequence are found from the bureau's own list of leaders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.wording.checks import TITLE, WARN, WordFinding

SEPARATORS = "、，,和与及"
LONGEST_TITLE = 20


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader in the order of the list: the rank is the place, `titles` are those that are right."""

    name: str
    titles: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the leader is in office on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


def check_leaders(text: str, leaders: Sequence[Leader], *, on: date, titles: Sequence[str] = ()) -> list[WordFinding]:
    """Leaders with a title that is not theirs, and enumerations of leaders that do not follow the order of the list.

    `titles` are further titles that exist in the bureau, so that 局长 before a deputy's name is noticed.
    """
    in_office = [leader for leader in leaders if leader.holds(on)]
    known = {title for leader in leaders for title in leader.titles} | set(titles)
    places = sorted(
        (start, rank, leader) for rank, leader in enumerate(in_office) for start in occurrences(text, leader.name)
    )
    found = [finding for start, _, leader in places if (finding := wrong_title(text, start, leader, known))]
    for (start, rank, leader), (after, next_rank, follower) in zip(places, places[1:], strict=False):
        between = text[start + len(leader.name) : after]
        if rank > next_rank and is_enumeration(between, known):
            note = f"按领导名册，{follower.name}排在{leader.name}之前"
            end = after + len(follower.name)
            found.append(
                WordFinding(
                    start, end, text[start:end], TITLE, WARN, "", note, text[max(0, start - 10) : end + 10], "领导名册"
                )
            )
    return sorted(found, key=lambda finding: finding.start)


def occurrences(text: str, name: str) -> list[int]:
    found, start = [], text.find(name) if name else -1
    while start >= 0:
        found.append(start)
        start = text.find(name, start + len(name))
    return found


def wrong_title(text: str, start: int, leader: Leader, known: set[str]) -> WordFinding | None:
    """A title directly before the name that belongs to somebody else."""
    left = text[max(0, start - LONGEST_TITLE) : start]
    standing = max((title for title in known if left.endswith(title)), key=len, default="")
    if not standing or standing in leader.titles:
        return None
    begin, end = start - len(standing), start + len(leader.name)
    replacement = f"{leader.titles[0]}{leader.name}" if leader.titles else ""
    note = f"{leader.name}的职务应为{'、'.join(leader.titles)}"
    return WordFinding(
        begin, end, text[begin:end], TITLE, WARN, replacement, note, text[max(0, begin - 10) : end + 10], "领导名册"
    )


def is_enumeration(between: str, known: set[str]) -> bool:
    """Whether only separators and titles stand between two names."""
    rest = between
    for title in sorted(known, key=len, reverse=True):
        rest = rest.replace(title, "")
    return bool(between) and not rest.strip(SEPARATORS + " ") and any(mark in between for mark in SEPARATORS)
