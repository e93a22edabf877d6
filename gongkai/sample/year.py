"""The script of the year: which steps there are, on which day, at which minute."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from gongkai.publications import kinds

from .content import Content
from .people import People
from .play import Play, Step, at
from .turns import Turns

# Opinions of one day follow each other by these minutes; remarks are few, as in life.
REMARKS = ("同意。", "", "", "文字已核。", "", "")


def chain_of(item: dict[str, Any]) -> tuple[str, ...]:
    """The chain as the rules will make it: closed policy documents pass the 政务公开 office as well."""
    kind = kinds.get(item["kind"])
    if kind.is_policy and item["openness"] != "public" and "publicity" not in kind.chain:
        place = kind.chain.index("secrecy")
        return (*kind.chain[:place], "publicity", *kind.chain[place:])
    return kind.chain


class Year:
    """All steps of the year, in no particular order."""

    def __init__(self, content: Content, people: People, *, only: set[str] | None = None):
        self.content, self.people, self.only = content, people, only
        self.play = Play(content, people)
        self.turns = Turns(self.play)
        self.chance = random.Random(20190301)  # noqa: S311  minutes of an invented day
        self.returns = {act["key"]: act for act in content.acts["acts"] if act["act"] == "return_once"}

    def steps(self) -> list[Step]:
        found: list[Step] = [
            Step(at(self.content.working_days_before(day + timedelta(days=1), 1), 8, 45), 0, "absence", act)
            for day, act in self.people.absences()
        ]
        for key, item in self.content.items.items():
            if self.only is None or key in self.only:
                found += self._item(item)
        for act in self.content.acts["acts"]:
            if self.only is None or act.get("key") in self.only:
                found += self.turns.of(act)
        for batch in self.content.acts["batches"]:
            found += self.turns.record_withdrawals(batch)
        for draft in self.content.acts["drafts"]:
            found += self.turns.open_draft(draft)
        found += self.turns.links()
        return found

    def _item(self, item: dict[str, Any]) -> Iterator[Step]:
        key, formed, release = item["key"], self.content.formed(item), self.content.release_day(item["key"])
        play, back = self.play, self.returns.get(key)
        hour, minute = 9, self.chance.randrange(5, 50)
        yield Step(at(formed, hour, minute), 1, f"draft {key}", lambda: play.draft(item))
        if item.get("involves_other_organ"):
            for act in self.content.acts["acts"]:
                if act["act"] == "confirm_organ" and act["key"] == key:
                    yield Step(at(formed, 9, 58), 2, f"organ {key}", partial(play.confirm_organ, act))
        yield Step(at(formed, 10, minute), 3, f"submit {key}", lambda: play.submit(key))
        chain, serial, day = chain_of(item), 1, formed
        if back is not None:
            place = chain.index(back["at"])
            yield from self._opinions(key, chain[:place], 1, formed, formed, 0)
            yield Step(at(formed, 15, 40), 40, f"return {key}", lambda: play.opinion(
                key, place, remarks=back["remarks"], agree=False, by=back["by"]))  # fmt: skip
            day, serial = self.content.working_days_after(formed, back["resubmitted_after_days"]), 2
            yield Step(at(day, 9, 20), 1, f"revise {key}", lambda: self.turns.revise(key))
            yield Step(at(day, 10, 0), 3, f"submit again {key}", lambda: play.submit(key, serial=2))
            release = max(release, day)
        yield from self._opinions(key, chain, serial, day, release, 0)
        yield Step(at(release, 16, self.chance.randrange(5, 55)), 90, f"release {key}", lambda: play.release(key))

    def _opinions(
        self, key: str, chain: tuple[str, ...], serial: int, first: date, last: date, start: int
    ) -> Iterator[Step]:
        """One opinion after another from the first day to the last: a day each where there are enough."""
        days = [first]
        while days[-1] < last:
            days.append(self.content.working_days_after(days[-1], 1))
        for place in range(start, len(chain)):
            day = days[min(place * len(days) // max(1, len(chain)), len(days) - 1)]
            words = self.chance.choice(REMARKS)
            yield Step(
                at(day, 11, 0) + timedelta(minutes=40 * place), 10 + place, f"{chain[place]} {key}",
                partial(self.play.opinion, key, place, serial=serial, remarks=words),
            )  # fmt: skip
