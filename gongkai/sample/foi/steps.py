"""The applications of the year as steps in order of time, each recognised by the state of the case."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from gongkai.foi import services
from gongkai.foi.models import Application, Place, Register, RemedyRuling
from gongkai.foi.rules.clock import Channel
from gongkai.foi.rules.decisions import OPEN_REMEDIES
from gongkai.foi.rules.stages import BEFORE_DECISION
from gongkai.foi.services.registers import open_register
from gongkai.journal import clock

from ..content import Content, load
from ..people import People
from ..play import Step, at
from .acts import Acts
from .disputes import Disputes
from .rows import Row, Rows

Act = Callable[[Row, Application], object]
Guard = Callable[[Application], bool]
LEGAL_OFFICER = "huo-zhengze"
# How many working days after it came an application is registered: what both sides confirm takes a call first.
REGISTERED_AFTER = {Channel.INTERNET: 1, Channel.EMAIL: 1, Channel.FAX: 1, Channel.ORDINARY_POST: 2}
FILED_AFTER = 8  # working days from the answer to the archive


def stage(*names: str, edition: int | None = None) -> Guard:
    """Whether the case stands there, with the draft of that edition."""
    return lambda case: case.stage in names and (edition is None or case.edition == edition)


class Applications:
    """Steps of all applications, of the registers, the places of acceptance, and of what is disputed."""

    def __init__(self, content: Content, people: People, *, few: bool = False):
        self.content, self.people, self.few = content, people, few
        self.acts = Acts(content, people, load("foi/answers.json"))
        self.disputes = Disputes(content, people, self.acts)

    def steps(self) -> list[Step]:
        setting = [("foi registers", self._registers), ("foi rulings", self._rulings), ("foi places", self._places)]
        found = [Step(at(self.content.first, 8, 55), place, name, act) for place, (name, act) in enumerate(setting)]
        for row in Rows(self.content, few=self.few).all():
            found += self._row(row)
        return found

    # --- What is settled on the first day ---

    def _registers(self) -> None:
        """Of the affiliated units; the bureau's own begins with its first application."""
        for row in load("foi/setting.json")["registers"]:
            unit = self.people.unit(row["unit"])
            if not Register.objects.filter(unit=unit).exists():
                open_register(actor=self.acts.clerk(), unit=unit, series=row["series"], organ=row["organ"])

    def _rulings(self) -> None:
        for row in load("foi/setting.json")["rulings"]:
            if row["code"] in OPEN_REMEDIES and not RemedyRuling.objects.filter(decision=row["code"]).exists():
                services.settle(actor=self.people.official(LEGAL_OFFICER), valid_from=clock.today(), **row)

    def _places(self) -> None:
        for row in load("foi/setting.json")["places"]:
            unit = self.people.unit(row["unit"])
            if not Place.objects.filter(unit=unit, name=row["name"]).exists():
                services.save_place(actor=self.acts.clerk(), **(row | {"unit": unit}))

    # --- One application ---

    def _row(self, row: Row) -> Iterator[Step]:
        acts, stop = self.acts, row.more.get("stop", "")
        yield Step(at(row.came, 9, 12 + len(row.key) % 20), 84, f"foi submit {row.key}", partial(acts.submit, row))
        if stop == "received":
            return
        day = self._after(row.came, REGISTERED_AFTER.get(Channel(row.channel), 0))
        yield self._step(day, 10, 20, "register", row, acts.register, stage("received"))
        if stop == "registered":
            return
        yield self._step(day, 14, 5, "assign", row, acts.assign, lambda case: case.handler_id is None)
        if stop != "assigned":
            yield from self._handled(row, day)
        if "message" in row.more:
            yield self._step(self._after(day, 18), 19, 40, "message", row, acts.message, stage("in_hand", "answered"))

    def _handled(self, row: Row, day: date) -> Iterator[Step]:
        if "withdraw" in row.more:
            yield self._step(self._after(day, 5), 15, 20, "withdraw", row, self.acts.withdraw, stage(*BEFORE_DECISION))
            return
        for turn in (self._correction, self._reasons, self._fee):
            steps, next_day = turn(row, day)
            yield from steps
            if next_day is None:
                return
            day = next_day
        asked, ready = self._asked(row, day)
        yield from asked
        if ready is not None and row.more.get("stop") != "consult":
            yield from self._decided(row, max(ready, self._after(day, row.after)), 1)

    def _correction(self, row: Row, day: date) -> tuple[list[Step], date | None]:
        """The day from which it is handled on: that of the correction; none where there is none."""
        if "correct" not in row.more:
            return [], day
        asked = self._after(day, 3)
        found = [self._step(asked, 10, 45, "ask", row, self.acts.ask_correction,
                            lambda case: case.stage == "in_hand" and case.correction_on is None)]  # fmt: skip
        if "answer" not in row.more["correct"]:
            return [*found, *self._lapsed(row, self._after(asked, 12), "correction")], None
        day = self._after(asked, 4)
        return [*found, self._step(day, 16, 5, "correct", row, self.acts.correct, stage("correction"))], day

    def _reasons(self, row: Row, day: date) -> tuple[list[Step], date | None]:
        if "reasons" not in row.more:
            return [], day
        asked, acts = self._after(day, 3), self.acts
        found = [self._step(asked, 11, 5, "ask reasons", row, acts.ask_reasons, lambda case: (
            case.stage == "in_hand" and not case.papers.filter(number=4).exists()))]  # fmt: skip
        if "reply" not in row.more["reasons"]:
            return found, None
        said = self._after(asked, 4)
        found.append(self._step(said, 16, 10, "give reasons", row, acts.give_reasons, stage("reasons")))
        if "delay" in row.more["reasons"]:
            found.append(self._step(self._after(said, 2), 10, 30, "delay", row, acts.delay, lambda case: (
                case.stage == "in_hand" and not case.papers.filter(number=5).exists())))  # fmt: skip
        return found, day

    def _fee(self, row: Row, day: date) -> tuple[list[Step], date | None]:
        if "fee" not in row.more:
            return [], day
        asked = self._after(day, 4)
        found = [self._step(asked, 11, 15, "charge", row, self.acts.charge,
                            lambda case: case.stage == "in_hand" and case.fee is None)]  # fmt: skip
        if "paid" not in row.more["fee"]:
            return [*found, *self._lapsed(row, self._after(asked + timedelta(days=31), 1), "payment")], None
        day = self._after(asked, row.more["fee"]["paid"])
        return [*found, self._step(day, 15, 15, "pay", row, self.acts.pay, stage("payment"))], day

    def _lapsed(self, row: Row, day: date, waiting: str) -> Iterator[Step]:
        yield self._step(day, 9, 35, "lapse", row, self.acts.lapse, stage(waiting))
        yield from self._examined(row, day, 1)

    def _asked(self, row: Row, day: date) -> tuple[list[Step], date | None]:
        """Others are asked, it is searched, more time is given; the day on which all that is over, none while it is not."""
        acts, found, ready = self.acts, [], self._after(day, 4)
        if "cooperate" in row.more:
            found += [self._step(self._after(day, 2), 11, 20, "cooperate", row, acts.cooperate,
                                 lambda case: case.stage == "in_hand" and not case.cooperations.exists()),
                      self._step(self._after(day, 7), 14, 50, "reply", row, acts.reply,
                                 lambda case: case.cooperations.filter(replied_on__isnull=True).exists())]  # fmt: skip
            ready = self._after(day, 8)
        if "search" in row.more or row.decision == "D12":
            found.append(self._step(self._after(day, 3), 15, 35, "search", row, acts.search,
                                    lambda case: case.stage == "in_hand" and not case.searches.exists()))  # fmt: skip
        over: date | None = ready
        if "consult" in row.more:
            consulted, over = self._consulted(row, self._after(day, 2))
            found += consulted
            ready = max(ready, over or ready)
        if "extend" in row.more:
            ready = max(self._after(day, 9), self._after(ready, 1))
            found.append(self._step(ready, 10, 15, "extend", row, acts.extend, lambda case: case.extended_days == 0))
        return found, ready if over else None

    def _consulted(self, row: Row, day: date) -> tuple[list[Step], date | None]:
        acts, said = self.acts, row.more["consult"][0]["said"]
        found = [self._step(day, 14, 20, "consult", row, acts.consult,
                            lambda case: case.stage == "in_hand" and not case.consultations.exists())]  # fmt: skip
        if not said:
            return found, None
        if said == "silent":
            over = self._after(day, 17)
            return [*found, Step(at(over, 8, 35), 85, f"foi silent {row.key}", services.lapse_silent)], over
        over = self._after(day, row.more["consult"][0]["after"])
        answered = self._step(over, 10, 25, "opinion", row, acts.opinion,
                              lambda case: case.consultations.filter(opinion="").exists())  # fmt: skip
        return [*found, answered], over

    # --- From the draft to the archive ---

    def _decided(self, row: Row, day: date, edition: int) -> Iterator[Step]:
        acts, back = self.acts, "return" in row.more
        write = acts.draft if edition == 1 else acts.draft_again
        yield self._step(day, 11, 30, f"draft {edition}", row, write, stage("in_hand", edition=edition - 1))
        if row.more.get("stop") == "drafted":
            return
        yield self._step(day, 15, 30, f"send {edition}", row, acts.submit_decision, lambda case: (
            case.stage == "in_hand" and case.edition == edition and not case.remarks))  # fmt: skip
        if back and edition == 1:
            yield self._step(self._after(day, 1), 9, 25, "return", row, acts.send_back, stage("review", edition=1))
            day = self._after(day, 2)
            yield self._step(day, 9, 40, "draft 2", row, acts.draft_again, stage("in_hand", edition=1))
            yield self._step(day, 15, 40, "send 2", row, acts.submit_decision, stage("in_hand", edition=2))
            edition = 2
        yield from self._examined(row, day, edition)

    def _examined(self, row: Row, day: date, edition: int) -> Iterator[Step]:
        acts, stop = self.acts, row.more.get("stop", "")
        chain = (("review", 1, 10, 40, acts.legal), ("secrecy", 1, 15, 20, acts.secrecy),
                 ("signature", 2, 11, 0, acts.sign), ("decided", 2, 16, 10, acts.deliver))  # fmt: skip
        for name, days, hour, minute, act in chain:
            if stop == name:
                return
            yield self._step(
                self._after(day, days), hour, minute, f"{name} {edition}", row, act, stage(name, edition=edition)
            )
        yield from self._afterwards(row, self._after(day, 2), edition)

    def _afterwards(self, row: Row, day: date, edition: int) -> Iterator[Step]:
        acts, more = self.acts, row.more
        if "download" in more:
            yield self._step(day, 20, 5, "download", row, acts.download, lambda case: case.papers.filter(
                message__isnull=False, taken_at__isnull=True).exists())  # fmt: skip
        if "rate" in more:
            yield self._step(
                self._after(day, 1), 20, 25, "rate", row, acts.rate, lambda case: case.letter.rated_at is None
            )
        if "wish" in more:
            yield self._step(self._after(day, 1), 20, 35, "wish", row, acts.wish,
                             lambda case: not hasattr(case, "open_wish"))  # fmt: skip
        if row.archived:
            yield self._step(self._after(day, FILED_AFTER), 16, 40, f"archive {edition}", row, acts.archive,
                             stage("answered", edition=edition))  # fmt: skip
        if "dispute" in more and "again" not in more:
            yield from self.disputes.steps(row, day)
        elif "dispute" in more and edition == 1:
            yield from self.disputes.steps(row, day)
            ordered = self.disputes.ends_on(row, day)
            yield from self._decided(row, self._after(ordered, 5), 3)

    def _step(self, day: date, hour: int, minute: int, name: str, row: Row, act: Act, guard: Guard) -> Step:
        def carry_out() -> None:
            case = self.acts.case(row.key)
            if case is not None and guard(case):
                act(row, case)

        return Step(at(day, hour, minute), 85, f"foi {name} {row.key}", carry_out)

    def _after(self, day: date, count: int) -> date:
        return self.content.working_days_after(day, count)
