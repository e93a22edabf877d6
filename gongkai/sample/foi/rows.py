"""The two hundred applications as data: those told one by one, those of a theme, those of one person who sends many."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from gongkai.foi.models import Form, Way
from gongkai.foi.rules.clock import Channel
from gongkai.foi.services.intake import Wanted
from gongkai.reception.rules import Contact

from ..content import Content, load

# How the applications of a theme come in, and the way in which their applicants wish to be answered.
CHANNELS = (
    "internet", "internet", "counter", "internet", "signed_post", "internet", "email", "internet", "ordinary_post",
    "counter", "internet", "fax",
)  # fmt: skip
WAYS = {"email": Way.EMAIL, "signed_post": Way.POST, "ordinary_post": Way.POST}
OLDEST, NEWEST = 352, 5  # days ago, of the applications of themes
RATINGS = ((5, "答复清楚"), (4, ""), (5, ""), (3, "希望再快一些"))


@dataclass(frozen=True)
class Row:
    """One application and what befalls it; `more` holds the particular turns by name."""

    key: str
    came: date
    who: dict[str, Any]
    channel: str
    unit: str
    subject: str
    text: str
    decision: str
    after: int
    register: str = ""
    content_class: str = ""
    archived: bool = False  # a handful: the worker makes a file of each
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def wanted(self) -> Wanted:
        way = self.more.get("way") or WAYS.get(self.channel, Way.ONLINE)
        return Wanted(
            applicant_kind=self.who["kind"], identity=self.who["identity"], address=self.who["address"],
            form=self.more.get("form", Form.ELECTRONIC), way=way, needs_help=bool(self.more.get("help")),
            channel=Channel(self.channel),
        )  # fmt: skip

    @property
    def contact(self) -> Contact:
        return Contact(self.who["name"], self.who["phone"], self.who["email"])


class Rows:
    """All applications of the year with their days."""

    def __init__(self, content: Content, *, few: bool = False):
        self.content, self.few = content, few

    @cached_property
    def applicants(self) -> list[dict[str, Any]]:
        return list(load("foi/applicants.json"))

    def all(self) -> list[Row]:
        """Those told one by one; of the others all, or where `few` are wanted the first of each outcome and turn."""
        told, more = list(self._told()), [*self._themes(), *self._mass()]
        if not self.few:
            return [*told, *more]
        firsts = {(row.key.startswith("mass-"), row.register, row.decision): row for row in reversed(more)}
        return [*told, *firsts.values()]

    def _told(self) -> Iterator[Row]:
        for place, case in enumerate(load("foi/cases.json")["cases"]):
            came = self._came(case["days_ago"], case["channel"])
            yield Row(
                key=case["key"], came=came, who=self.applicants[case["who"]], channel=case["channel"], unit=case["unit"],
                subject=case["subject"], text=case["text"], decision=case["decision"],
                after=case.get("after", 6 + place % 7), register=case.get("register", ""),
                content_class=case.get("class", ""), archived=place % 4 == 0, more=case,
            )  # fmt: skip

    def _themes(self) -> Iterator[Row]:
        """One of each theme in turn, spread over the year."""
        themes = load("foi/themes.json")["themes"]
        longest = max(len(theme["places"]) for theme in themes)
        turns = [(theme, n) for n in range(longest) for theme in themes if n < len(theme["places"])]
        for place, (theme, n) in enumerate(turns):
            channel = CHANNELS[(place * 5) % len(CHANNELS)]
            came = self._came(OLDEST - place * (OLDEST - NEWEST) // len(turns), channel)
            slots = {"place": theme["places"][n], "year": str(came.year), "year-1": str(came.year - 1),
                     "year-2": str(came.year - 2)}  # fmt: skip
            decision = theme["decisions"][n % len(theme["decisions"])]
            more: dict[str, Any] = {"answers": {"text": theme.get("answers", {}).get(decision, "")}}
            if place % 6 == 1:
                more["rate"] = RATINGS[place % len(RATINGS)]
            if place % 9 == 4 and channel == "internet":
                more["download"] = True
            yield Row(
                key=f"{theme['key']}-{n}", came=came, who=self.applicants[(place * 7 + 3) % (len(self.applicants) - 1)],
                channel=channel, unit=theme["unit"], subject=filled(theme["subject"], slots),
                text=filled(theme["text"], slots), decision=decision, after=5 + (place * 5) % 12,
                register=theme.get("register", ""), content_class=theme["class"], more=more,
            )  # fmt: skip

    def _mass(self) -> Iterator[Row]:
        """One person sends four a working day, all nearly the same (Art. 35)."""
        mass, who = load("foi/mass.json"), self.applicants[-1]
        total = len(mass["places"]) * mass["rows"]
        day = self._came(mass["first_days_ago"], "counter")
        for n in range(total):
            slots = {"place": mass["places"][n % len(mass["places"])], "n": str(n // len(mass["places"]) + 1)}
            came = self.content.working_days_after(day, n // 4)
            yield Row(
                key=f"mass-{n}", came=came, who=who, channel="internet", unit=mass["unit"],
                subject=filled(mass["subject"], slots), text=filled(mass["text"], slots), after=9 + n % 5,
                content_class="trees", **_turn(mass, n),
            )  # fmt: skip

    def _came(self, days_ago: int, channel: str) -> date:
        """The post and the counter know working days only."""
        day = self.content.as_of - timedelta(days=days_ago)
        return day if channel in {"internet", "email"} else self.content.working_days_after(day - timedelta(days=1), 1)


def _turn(mass: dict[str, Any], n: int) -> dict[str, Any]:
    """The first are answered, the next need reasons, some are charged for, some withdrawn, the last have been answered."""
    if n < 8:
        return {"decision": "D14", "more": {}}
    if n < 20:
        return {"decision": "D19", "more": {"reasons": {"ask": mass["ask"], "reply": mass["reply"]}}}
    if n < 26:
        fee = {
            "amount": 100,
            "standard": f"按件计收，当月第{n - 9}件，每件100元",
            "how": "凭缴款通知到代理银行缴纳，或者网上缴纳",
        }
        return {"decision": "D22", "more": {"fee": fee}}
    if n < 30:
        return {"decision": "D23", "more": {"withdraw": "applicant"}}
    return {"decision": "D17", "more": {"earlier": "mass-0"}}


def filled(text: str, slots: dict[str, str]) -> str:
    """`text` with its slots in braces filled."""
    for name, value in slots.items():
        text = text.replace("{" + name + "}", value)
    return text
