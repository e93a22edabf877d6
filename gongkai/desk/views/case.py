"""The case page: one skeleton for publication, application, matter, incident, inspection."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from gongkai.journal.parties import HasParty
from gongkai.journal.refusals import Reason
from gongkai.workdays.models import Deadline
from gongkai.workdays.queries import deadlines_of, standing_of
from gongkai.workdays.rules.ledger import State
from gongkai.workdays.rules.lights import Level, Light

from ..lights import Lights, tone_of
from ..timeline import Timeline, timeline_of
from .cells import Chip
from .page import Page

# Beside the open deadlines so many that were met.
MOST_MET = 2


@dataclass(frozen=True)
class Act:
    """A button. `reasons` not empty: it is not possible now and stands under 更多 with them."""

    code: str
    label: str
    url: str = ""
    dangerous: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Tab:
    """A part of the case under its own address (`?tab=code`); `template` gets the page's context."""

    code: str
    label: str
    template: str
    count: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ClockBox:
    """One deadline of the case: its light (or how it ended), and why the date is what it is."""

    deadline: Deadline
    light: Light
    lines: tuple[str, ...]
    tone: str


def clocks_of(record: HasParty, lights: Lights) -> list[ClockBox]:
    """Open deadlines of a case, then those met last, each with its derivation: two queries."""
    rows = list(deadlines_of(record).exclude(state=State.CLOSED).prefetch_related("ledger"))
    met = [deadline for deadline in rows if not deadline.is_open]
    return [_box(deadline, lights) for deadline in [row for row in rows if row.is_open] + met[-MOST_MET:]]


def _box(deadline: Deadline, lights: Lights) -> ClockBox:
    derivation = standing_of(deadline).derivation
    lines = tuple(derivation.lines()) if derivation else ()
    if deadline.is_open:
        light = lights.of(deadline.due_on, provisional=deadline.provisional)
        return ClockBox(deadline, light, lines, tone_of(light.level))
    late = deadline.met_in_time is False
    word = "逾期办结" if late else "按期办结"
    return ClockBox(deadline, Light(Level.LATER, word, f"{deadline.met_on} 办结"), lines, "red" if late else "green")


class CasePage(Page):
    """Declare `record()` (raises Http404), and what its boxes hold; `body_template` shows what it is.

    Everything has a default, so that a small case needs `record`, `acts` and a template.
    """

    template_name: ClassVar[str] = "desk/case.html"
    body_template: ClassVar[str] = ""

    def record(self) -> Any:
        """The record, once a request; raises Http404 where the official may not know of it."""
        raise NotImplementedError

    def heading(self) -> str:
        return str(self.case)

    def number(self) -> str:
        return ""

    def chips(self) -> list[Chip]:
        """Stage and outcome. The clock's chip is added."""
        return []

    def acts(self) -> Sequence[Act]:
        """Everything one might do, the next lawful act first; those with reasons are shown under 更多."""
        return ()

    def tabs(self) -> Sequence[Tab]:
        return ()

    def people(self) -> list[tuple[str, str]]:
        """Who: lead, co-handlers, next to act."""
        return []

    def blocks(self) -> Sequence[Reason]:
        """What keeps the case from its next step, each with a link to the cure."""
        return ()

    def clocks(self) -> list[ClockBox]:
        return clocks_of(self.case, self.lights)

    def shared(self) -> Sequence[HasParty]:
        """Records whose acts befell this one too: the set it was released in."""
        return ()

    def timeline(self) -> Timeline:
        return timeline_of(self.case, self.official, self.request.GET, self.shared())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.case = self.record()
        return self.show()

    def context(self, **more: Any) -> dict[str, Any]:
        acts = [] if self.may.reads_all else list(self.acts())
        tabs, clocks = list(self.tabs()), self.clocks()
        possible = [act for act in acts if not act.reasons]
        asked = self.request.GET.get("tab")
        return super().context(
            case=self.case,
            number=self.number(),
            chips=self.chips(),
            primary=possible[0] if possible and not possible[0].dangerous else None,
            others=possible[1:] if possible and not possible[0].dangerous else possible,
            refused=[act for act in acts if act.reasons],
            tabs=tabs,
            tab=next((tab for tab in tabs if tab.code == asked), tabs[0] if tabs else None),
            people=self.people(),
            blocks=self.blocks(),
            clocks=clocks,
            timeline=self.timeline(),
            **more,
        )
