"""What befalls some items in the year: amendments, a correction, a night, a withdrawal, and drafts left as they are."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from gongkai.journal import clock
from gongkai.publications.kinds import get as kind_of
from gongkai.publications.models import Link, Record, Removal, Version
from gongkai.publications.rules.states import PublicationState, VersionState
from gongkai.publications.services import changing, drafting, releasing, removing

from .play import PREFIX, Play, Step, at


class Turns:
    """Steps beside the straight way from draft to release."""

    def __init__(self, play: Play):
        self.play, self.content, self.people = play, play.content, play.people
        self._acts: dict[str, Callable[[dict[str, Any]], Iterator[Step]]] = {
            "amend": self._amend,
            "correct": self._correct,
            "take_down": self._take_down,
            "withdraw": self._withdraw,
            "repeal": self._repeal,
            "reassess": self._reassess,
        }

    def of(self, act: dict[str, Any]) -> Iterator[Step]:
        made = self._acts.get(act["act"])
        return made(act) if made else iter(())

    def revise(self, key: str) -> None:
        version = self.play.newest(key)
        if version is not None and version.state == VersionState.RETURNED:
            drafting.revise(version=version, author=version.author)

    # --- A new version of what is public ---

    def _through(self, key: str, chain: tuple[str, ...], day: date, name: str, by: str = "") -> Iterator[Step]:
        """Submit, every opinion, release: all on one day."""
        play = self.play
        yield Step(at(day, 10, 10), 50, f"submit {name} {key}", lambda: self._submit_newest(key))
        for place, duty in enumerate(chain):
            yield Step(at(day, 10, 40) + timedelta(minutes=25 * place), 51 + place, f"{duty} {name} {key}",
                       partial(self._opinion_newest, key, place, by))  # fmt: skip
        yield Step(at(day, 16, 20), 95, f"release {name} {key}", lambda: play.release(key))

    def _submit_newest(self, key: str) -> None:
        version = self.play.newest(key)
        if version is not None:
            self.play.submit(key, serial=version.serial)

    def _opinion_newest(self, key: str, place: int, by: str = "") -> None:
        version = self.play.newest(key)
        if version is not None:
            self.play.opinion(key, place, serial=version.serial, by=by)

    def _amend(self, act: dict[str, Any]) -> Iterator[Step]:
        day = self._working(self.content.day(act["day"]))
        chain = kind_of(self.content.items[act["key"]]["kind"]).chain
        yield Step(at(day, 9, 30), 49, f"amend {act['key']}", lambda: self._open_amendment(act))
        yield from self._through(act["key"], chain, day, "amended")

    def _open_amendment(self, act: dict[str, Any]) -> None:
        publication = self.play.publication(act["key"])
        item = self.content.items[act["key"]]
        if publication is None or publication.state not in {PublicationState.LIVE, PublicationState.TAKEN_DOWN}:
            return
        note = self.content.fill(act["change_note"], item)
        if publication.versions.filter(change_note=note).exists():
            return
        open_one = publication.versions.filter(act="amend", state=VersionState.DRAFT).first()
        author = self.people.official(act["author"])
        version = open_one or changing.amend(publication=publication, author=author)
        if "body" in act:
            body = self.content.fill(act["body"], item)
        else:
            body = version.body
            for pair in act["replace"]:
                body = body.replace(self.content.fill(pair["old"], item), self.content.fill(pair["new"], item))
        drafting.edit(version=version, editor=author, body=body, change_note=note)

    def _correct(self, act: dict[str, Any]) -> Iterator[Step]:
        day = self._working(self.content.day(act["day"]))

        def begin() -> None:
            publication = self.play.publication(act["key"])
            if publication is None or publication.versions.filter(act="correct").exists():
                return
            changing.correct(publication=publication, author=self.people.official(act["author"]), old=act["old"],
                             new=act["new"], note=act["note"])  # fmt: skip

        yield Step(at(day, 9, 30), 49, f"correct {act['key']}", begin)
        yield from self._through(act["key"], ("edit",), day, "corrected")

    # --- Removals ---

    def _take_down(self, act: dict[str, Any]) -> Iterator[Step]:
        day, confirm = self.content.day(act["day"]), act["confirm"]

        def down() -> None:
            publication = self.play.publication(act["key"])
            if publication is not None and not publication.removals.exists():
                removing.take_down(publication=publication, officer=self.people.official(act["by"]),
                                   reason_code=act["reason_code"], reason=act["reason"])  # fmt: skip

        def agree() -> None:
            publication = self.play.publication(act["key"])
            if publication is not None and publication.removals.filter(state=Removal.State.DONE).exists():
                removing.confirm_take_down(publication=publication, actor=self.people.official(confirm["by"]),
                                           reason=confirm["reason"])  # fmt: skip

        yield Step(at(day, *_clock(act["at"])), 98, f"take down {act['key']}", down)
        yield Step(at(self._working(self.content.day(confirm["day"])), *_clock(confirm["at"])), 1,
                   f"confirm {act['key']}", agree)  # fmt: skip
        yield from self._amend({**act["then"], "key": act["key"]})

    def _withdraw(self, act: dict[str, Any]) -> Iterator[Step]:
        day = self._working(self.content.day(act["day"]))

        def propose() -> None:
            publication = self.play.publication(act["key"])
            if publication is None or publication.removals.exists():
                return
            proposer = self.people.official(act["proposed_by"])
            removing.propose_withdrawal(publication=publication, actor=proposer, reason_code=act["reason_code"],
                                        reason=act["reason"], public_explanation=act["public_explanation"],
                                        behaviour=act["behaviour"])  # fmt: skip

        def decide() -> None:
            publication = self.play.publication(act["key"])
            if publication is not None and publication.removals.filter(state=Removal.State.PROPOSED).exists():
                removing.decide_withdrawal(publication=publication, actor=self.people.official(act["decided_by"]),
                                           agree=True, note=act["decision_note"])  # fmt: skip

        yield Step(at(day, 9, 40), 60, f"propose withdrawal {act['key']}", propose)
        yield Step(at(day, 14, 10), 61, f"decide withdrawal {act['key']}", decide)

    def record_withdrawals(self, batch: dict[str, Any]) -> Iterator[Step]:
        for withdrawal in batch.get("record_withdrawals", ()):
            day = self._working(
                self.content.release_day(batch["key"]) + timedelta(days=withdrawal["days_after_release"])
            )

            def act(withdrawal: dict[str, Any] = withdrawal) -> None:
                key = self.content.fill(withdrawal["record"], batch)
                row = Record.objects.filter(
                    publication__source_key=PREFIX + batch["key"], key=key, state="live"
                ).first()
                if row is not None:
                    officer = self.people.holder("publicity", row.publication.unit.code, set())
                    removing.withdraw_record(row=row, actor=officer, reason=withdrawal["reason"])

            yield Step(at(day, 14, 30), 70, f"withdraw record of {batch['key']}", act)

    # --- Validity, re-examination ---

    def _repeal(self, act: dict[str, Any]) -> Iterator[Step]:
        on = self.content.day(act["on"])
        day = self.content.working_days_after(self.content.release_day(act["by_key"]), 1)

        def mark() -> None:
            publication, by = self.play.publication(act["key"]), self.play.publication(act["by_key"])
            if publication is not None and publication.repealed_on is None:
                changing.repeal(publication=publication, actor=self.people.official(act["actor"]), on=on, by=by,
                                reason=act["reason"])  # fmt: skip

        yield Step(at(day, 9, 50), 71, f"repeal {act['key']}", mark)

    def _reassess(self, act: dict[str, Any]) -> Iterator[Step]:
        day = self._working(self.content.day(act["day"]))

        def look() -> None:
            publication = self.play.publication(act["key"])
            if publication is None or publication.state != PublicationState.WITHHELD:
                return
            if publication.reassess_on is None or publication.reassess_on < day + timedelta(days=364):
                changing.reassess(
                    publication=publication, actor=self.people.official(act["actor"]), reason=act["reason"]
                )

        yield Step(at(day, 10, 20), 72, f"reassess {act['key']}", look)

    # --- What is left undone at the end of the year ---

    def open_draft(self, item: dict[str, Any]) -> Iterator[Step]:
        wanted, day = item["wanted"], self.content.formed(item)
        amends = wanted.get("amends")
        key = amends or item["key"]
        begin = (lambda: self._open_next(item, amends)) if amends else (lambda: self.play.draft(item))
        yield Step(at(day, 9, 35), 5, f"draft {item['key']}", begin)
        if wanted["state"] == "draft":
            return
        yield Step(at(day, 10, 5), 6, f"submit {item['key']}", lambda: self._submit_newest(key))
        chain = kind_of(item["kind"]).chain
        stop = _stop(chain, wanted)
        remarks = {review["duty"]: review for review in wanted["reviews"]}
        for place, duty in enumerate(chain):
            if duty == stop and wanted["state"] == "in_review":
                return
            moment = at(day, 11, 0) + timedelta(minutes=30 * place)
            if duty == stop:
                yield Step(moment, 7 + place, f"return {item['key']}",
                           partial(self._said, key, place, remarks[duty], agree=False))  # fmt: skip
                return
            yield Step(moment, 7 + place, f"{duty} {item['key']}",
                       partial(self._said, key, place, remarks.get(duty, {})))  # fmt: skip
        if wanted["state"] == "scheduled":
            yield Step(at(day, 16, 0), 30, f"schedule {item['key']}", lambda: self._schedule(key, wanted["release"]))

    def _said(self, key: str, place: int, review: dict[str, Any], *, agree: bool = True) -> None:
        version = self.play.newest(key)
        if version is not None:
            self.play.opinion(key, place, serial=version.serial, remarks=review.get("remarks", ""), agree=agree)

    def _open_next(self, item: dict[str, Any], amends: str) -> None:
        publication = self.play.publication(amends)
        note = item["wanted"]["change_note"]
        if publication is None or publication.versions.filter(change_note=note).exists():
            return
        open_one = publication.versions.filter(state=VersionState.DRAFT).first()
        author = self.people.author(item["unit"])
        version: Version = open_one or changing.amend(publication=publication, author=author)
        fill = self.content.fill
        drafting.edit(version=version, editor=author, title=fill(item["title"], item), body=fill(item["body"], item),
                      summary=fill(item["summary"], item)[:500], change_note=note)  # fmt: skip

    def _schedule(self, key: str, release: dict[str, Any]) -> None:
        version = self.play.newest(key)
        if version is None or version.state != VersionState.APPROVED:
            return
        moment = at(self.content.day(release), *_clock(release["at"]))
        if moment > clock.now():
            officer = self.people.holder("publicity", version.publication.unit.code, {version.author_id})
            releasing.schedule(version=version, actor=officer, at=moment)

    def links(self) -> Iterator[Step]:
        """Each link on the day when both its ends are there."""
        items = dict(self.content.items) | {draft["key"]: draft for draft in self.content.acts["drafts"]}
        for key, item in items.items():
            for link in item["links"]:
                ends = [self._there(items[name]) for name in (key, link["to"])]
                yield Step(at(max(ends), 17, 5), 97, f"link {key} {link['to']}",
                           partial(self._link, key, link, item["unit"]))  # fmt: skip

    def _there(self, item: dict[str, Any]) -> date:
        return self.content.release_day(item["key"]) if item["key"] in self.content.items else self.content.formed(item)

    def _link(self, key: str, link: dict[str, str], unit: str) -> None:
        one, other = self.play.publication(key), self.play.publication(link["to"])
        if one is None or other is None:
            return
        if not Link.objects.filter(from_publication=one, to_publication=other, role=link["role"]).exists():
            drafting.link(publication=one, target=other, role=link["role"], editor=self.people.author(unit))

    def _working(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        return self.content.working_days_after(day - timedelta(days=1), 1)


def _stop(chain: tuple[str, ...], wanted: dict[str, Any]) -> str | None:
    """The step at which a draft is left: the one named, or where the kind has no such step, the first without opinion."""
    stop: str | None = wanted.get("waiting_at") or wanted.get("returned_at")
    given = {review["duty"] for review in wanted["reviews"]}
    return stop if stop is None or stop in chain else next(duty for duty in chain if duty not in given)


def _clock(text: str) -> tuple[int, int]:
    hour, _, minute = text.partition(":")
    return int(hour), int(minute)
