"""The case page: one skeleton for publication, application, matter, incident, inspection."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from gongkai.journal.parties import HasParty
from gongkai.journal.refusals import Reason
from gongkai.workdays.models import Deadline
from gongkai.workdays.queries import deadlines_of, standing_of
from gongkai.workdays.rules.lights import Light

from ..lights import Lights, tone_of
from ..timeline import Timeline, timeline_of
from .cells import Chip
from .page import Page


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
    """One deadline of the case: its light, and why the date is what it is."""

    deadline: Deadline
    light: Light
    lines: tuple[str, ...]

    @property
    def tone(self) -> str:
        return tone_of(self.light.level)


def clocks_of(record: HasParty) -> list[ClockBox]:
    """Open deadlines of a case with their derivation: two queries."""
    lights = Lights()
    boxes = []
    for deadline in deadlines_of(record).open().prefetch_related("ledger"):
        derivation = standing_of(deadline).derivation
        boxes.append(
            ClockBox(
                deadline=deadline,
                light=lights.of(deadline.due_on, provisional=deadline.provisional),
                lines=tuple(derivation.lines()) if derivation else (),
            )
        )
    return boxes


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
        return clocks_of(self.case)

    def timeline(self) -> Timeline:
        return timeline_of(self.case, self.official, self.request.GET)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.case = self.record()
        return self.show()

    def context(self, **more: Any) -> dict[str, Any]:
        acts, tabs, clocks = list(self.acts()), list(self.tabs()), self.clocks()
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
