"""Reconsideration and litigation in the sample year: entered, answered, ended, and what a correction orders."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from gongkai.bureau.models import Official
from gongkai.foi import services
from gongkai.foi.models import Dispute
from gongkai.foi.rules.disputes import Against, Procedure, Stage
from gongkai.journal import clock
from gongkai.workdays.rules.counting import Unit

from ..content import Content
from ..people import People
from ..play import Step, at
from .acts import Acts
from .rows import Row

LEGAL_OFFICER = "ye-shutong"


class Disputes:
    """Steps of the cases that follow an application."""

    def __init__(self, content: Content, people: People, acts: Acts):
        self.content, self.people, self.acts = content, people, acts

    def steps(self, row: Row, answered: date) -> Iterator[Step]:
        dispute: dict[str, Any] = row.more["dispute"]
        yield from self._one(row, dispute, self._begins(dispute, answered), None)

    def ends_on(self, row: Row, answered: date) -> date:
        dispute = row.more["dispute"]
        return self._after(self._begins(dispute, answered), dispute["end"])

    def _begins(self, dispute: dict[str, Any], answered: date) -> date:
        if "days_ago" in dispute:
            return self._after(self.content.as_of - timedelta(days=dispute["days_ago"] + 1), 1)
        return self._after(answered, dispute["after"])

    def _one(self, row: Row, dispute: dict[str, Any], day: date, prior: str | None) -> Iterator[Step]:
        yield self._step(day, 9, 55, "enter", row, dispute, partial(self._enter, row, dispute, prior))
        if "defend" not in dispute:
            return
        defended = self._after(day, dispute["defend"])
        yield self._step(defended, 10, 55, "defend", row, dispute, partial(self._defend, dispute))
        if "end" not in dispute:
            return
        ended = self._after(day, dispute["end"])
        yield self._step(ended, 11, 25, "end", row, dispute, partial(self._end, dispute))
        if "then" in dispute:
            follows = dispute["then"]
            yield from self._one(row, follows, self._after(ended, follows["after"]), dispute["number"])

    def _step(self, day: date, hour: int, minute: int, name: str, row: Row, dispute: dict[str, Any], act: Any) -> Step:
        return Step(at(day, hour, minute), 86, f"foi {name} {dispute['number']} {row.key}", act)

    def _officer(self) -> Official:
        return self.people.official(LEGAL_OFFICER)

    def _dispute(self, number: str) -> Dispute | None:
        return Dispute.objects.select_related("application").filter(case_number=number).first()

    def _enter(self, row: Row, dispute: dict[str, Any], prior: str | None) -> None:
        case = self.acts.case(row.key)
        if case is None or self._dispute(dispute["number"]) is not None:
            return
        services.enter_dispute(
            application=case, actor=self._officer(), road=dispute["road"], body=dispute["body"],
            against=dispute.get("against", Against.DECISION), received_on=clock.today(), case_number=dispute["number"],
            procedure=dispute.get("procedure", Procedure.ORDINARY), prior=self._dispute(prior) if prior else None,
        )  # fmt: skip

    def _defend(self, dispute: dict[str, Any]) -> None:
        found = self._dispute(dispute["number"])
        if found is not None and found.stage == Stage.RECEIVED:
            services.defend_dispute(case=found, actor=self._officer())

    def _end(self, dispute: dict[str, Any]) -> None:
        found = self._dispute(dispute["number"])
        if found is not None and found.stage == Stage.DEFENDED:
            services.end_dispute(
                case=found, actor=self._officer(), result=dispute["result"], number=dispute["result_number"],
                note=dispute["note"], redo_amount=dispute.get("redo"), redo_measure=Unit.WORKING_DAY,
            )  # fmt: skip

    def _after(self, day: date, count: int) -> date:
        return self.content.working_days_after(day, count)
