"""What the components of public pages are given: a room fills them, one partial each shows them (`/style/` shows all).

{% include "portal/_consultation.html" with one=consultation %}
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .charts import Chart

# Tones of chips; the word always says what the colour says.
PLAIN, SOON, CLOSED, DONE, OVER = "", "soon", "closed", "done", "over"
SOON_DAYS = 5  # a rule of the house: from so many days before the end on, the chip says 即将截止


@dataclass(frozen=True)
class Chip:
    word: str
    tone: str = PLAIN


@dataclass(frozen=True)
class Stage:
    """A step of a timeline. `state`: done, next or late; a step still to come has the day it is planned for."""

    name: str
    on: date | None = None
    state: str = "next"
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of the opinions, each with a reason."""

    adopted: int
    partly: int
    rejected: int
    url: str = ""


@dataclass(frozen=True)
class Consultation:
    """Opinions are asked for until a moment; afterwards the same card says what came of them."""

    title: str
    url: str
    opens_on: date
    closes_at: datetime
    today: date
    reference: str = ""
    received: int | None = None
    links: Sequence[tuple[str, str]] = ()
    outcome: Outcome | None = None

    @property
    def days_left(self) -> int:
        """Days from today to the last day; 0 on the last day, negative afterwards."""
        return (self.closes_at.date() - self.today).days

    @property
    def days(self) -> int:
        """Length of the whole period in days, at least 1."""
        return max(1, (self.closes_at.date() - self.opens_on).days)

    @property
    def elapsed(self) -> int:
        """Days of the period that have passed."""
        return min(self.days, max(0, self.days - self.days_left))

    @property
    def chip(self) -> Chip:
        if self.days_left < 0:
            return Chip("已反馈", DONE) if self.outcome else Chip("已截止", CLOSED)
        return Chip("即将截止", SOON) if self.days_left <= SOON_DAYS else Chip("征集中")

    def next_change(self) -> date | None:
        """The next day on which this card looks different, for pages that are kept; None once it is over."""
        return date.fromordinal(self.today.toordinal() + 1) if self.days_left >= 0 else None


@dataclass(frozen=True)
class Answered:
    """A question with its answer, who gave it, how long it took and what the writer thought of it."""

    question: str
    answer: str
    unit: str
    asked_on: date
    answered_on: date | None = None
    working_days: int | None = None
    satisfaction: str = ""
    url: str = ""


@dataclass(frozen=True)
class DataCard:
    """A number with its measure, change, period and source; the link leads to the table."""

    name: str
    number: str
    measure: str
    url: str
    change: str = ""
    period: str = ""
    source: str = ""

    @property
    def note(self) -> str:
        return "　".join(part for part in (self.change, self.period, self.source) if part)


@dataclass(frozen=True)
class Drawn:
    """A chart with the table that says the same."""

    title: str
    chart: Chart
    head: tuple[str, str]
    rows: Sequence[tuple[str, str]]
    source: str = ""
