"""The letters of the year: written by people, handed out, answered by two officials, some of them published."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from gongkai.bureau.models import Official
from gongkai.mailbox import services
from gongkai.mailbox.models import Matter
from gongkai.publications.models import Version
from gongkai.publications.rules.states import VersionState
from gongkai.publications.services import checking, explaining, releasing, reviewing
from gongkai.reception import services as reception
from gongkai.reception.rules import Contact, Notice, Submission
from gongkai.reception.secrets import key_digest

from .content import Content, load
from .people import People
from .play import Play, Step, at

FAULT_TITLES = {
    "dead_link": "链接打不开", "wrong_text": "错别字或者内容有误", "outdated": "内容过时，没有更新", "broken": "功能不能使用",
    "hard_to_use": "无障碍或者使用不便", "other": "其他",
}  # fmt: skip
HANDS_OUT, PUBLISHED_AFTER = "wang-suyuan", 3


class Letters:
    """Steps of all letters."""

    def __init__(self, content: Content, people: People):
        self.content, self.people, self.play = content, people, Play(content, people)
        self.rows: list[dict[str, Any]] = load("letters.json")["letters"]

    def steps(self) -> Iterator[Step]:
        for row in self.rows:
            yield from self._letter(row)

    def _letter(self, row: dict[str, Any]) -> Iterator[Step]:
        came = self._working(self.content.day({"days_ago": row["days_ago"]}))
        name = row["key"]
        yield Step(at(came, 10, 7), 80, f"letter {name}", lambda: self._write(row))
        if row.get("stop") == "new":
            return
        given = self._after(came, 1)
        if row.get("invalid"):
            yield self._step(given, 9, 12, "invalid", row, lambda m: services.invalidate(
                matter=m, actor=self._official(HANDS_OUT), why=row["invalid"]), "new")  # fmt: skip
            return
        if row.get("merge"):
            yield self._step(given, 14, 30, "merge", row, lambda m: services.merge(
                matter=m, actor=self._official(HANDS_OUT), into=self._matter(row["merge"])), "new")  # fmt: skip
            return
        first = (row.get("transfer") or {}).get("from", row["unit"])
        yield self._step(given, 9, 20, "assign", row, lambda m: self._assign(m, first), "new")
        if row.get("stop") != "assigned":
            yield from self._answer(row, came, given)

    def _answer(self, row: dict[str, Any], came: date, given: date) -> Iterator[Step]:
        if row.get("transfer"):
            yield self._step(given, 13, 40, "transfer", row, lambda m: self._transfer(m, row), "assigned")
        if row.get("ask"):
            yield self._step(given, 10, 5, "ask", row, lambda m: services.ask_back(
                matter=m, actor=self._drafter(m), text=row["ask"][0]), "assigned")  # fmt: skip
            if row.get("stop") == "asked":
                return
            yield Step(at(self._after(given, 1), 19, 30), 81, f"supply {row['key']}", lambda: self._supply(row))
        if row.get("extend"):
            yield self._step(self._after(came, 4), 15, 5, "extend", row, lambda m: services.extend(
                matter=m, actor=self._reviewer(m), reason=row["extend"]), "assigned")  # fmt: skip
        day = self._after(came, row["answer_after_workdays"] or 2)
        yield self._step(day, 9, 40, "draft", row, lambda m: services.draft_answer(
            matter=m, actor=self._drafter(m), text=row["answer"]), "assigned")  # fmt: skip
        yield self._step(day, 10, 2, "submit", row, lambda m: services.submit_answer(
            matter=m, actor=self._drafter(m)), "assigned")  # fmt: skip
        if row.get("stop") == "review":
            return
        yield self._step(day, 15, 20, "approve", row, lambda m: services.approve(
            matter=m, actor=self._reviewer(m)), "review")  # fmt: skip
        if row.get("rate"):
            yield self._step(self._after(day, 1), 20, 15, "rate", row, partial(self._rate, row), "answered")
        if row.get("published"):
            yield from self._publish(row, day)

    def _publish(self, row: dict[str, Any], day: date) -> Iterator[Step]:
        day = self._after(day, PUBLISHED_AFTER)
        for place, act in enumerate(
            (self._begin, self._submit, self._opinion, self._opinion, self._opinion, self._release)
        ):
            yield Step(
                at(day, 10 + place, 10), 82 + place, f"publish {place} {row['key']}", partial(self._on, act, row)
            )

    # --- Single acts, each recognised by the state of the data ---

    def _step(self, day: date, hour: int, minute: int, name: str, row: dict[str, Any], act: Callable[[Matter], object],
              stage: str) -> Step:  # fmt: skip
        def carry_out() -> None:
            matter = self._matter(row["key"])
            if matter.stage == stage:
                act(matter)

        return Step(at(day, hour, minute), 81, f"{name} {row['key']}", carry_out)

    def _matter(self, key: str) -> Matter:
        return Matter.objects.select_related("letter", "unit").get(
            letter__key_digest=key_digest(f"sample-letter-{key}")
        )

    def _write(self, row: dict[str, Any]) -> None:
        fault = row.get("fault", "")
        publication = self.play.publication(row["document"]) if row.get("document") else None
        subject = row.get("subject") or f"网站找错：{FAULT_TITLES[fault]}"
        about = publication.title if publication else row.get("page", "")
        facts = {"document": publication} if publication else {"fault": fault or "other"}
        reception.submit(
            kind=row["kind"], key=f"sample-letter-{row['key']}", facts=facts,
            submission=Submission(subject, row["text"], Contact(**row["contact"]), about, Notice(row["notice"]),
                                  bool(row.get("publish"))),
        )  # fmt: skip

    def _official(self, username: str) -> Official:
        return self.people.official(username)

    def _drafter(self, matter: Matter) -> Official:
        return self.people.holder("draft", matter.unit.code, set())

    def _reviewer(self, matter: Matter) -> Official:
        return self.people.holder("office_review", matter.unit.code, {matter.draft_by_id or 0})

    def _assign(self, matter: Matter, code: str) -> None:
        services.assign(matter=matter, actor=self._official(HANDS_OUT), unit=self.people.unit_then(code))

    def _transfer(self, matter: Matter, row: dict[str, Any]) -> None:
        unit = self.people.unit_then(row["unit"])
        if matter.unit_id != unit.pk:
            services.transfer(matter=matter, actor=self._drafter(matter), unit=unit, reason=row["transfer"]["reason"])

    def _supply(self, row: dict[str, Any]) -> None:
        matter = self._matter(row["key"])
        reception.write_back(letter=matter.letter, key=f"sample-reply-{row['key']}", text=row["ask"][1])
        services.supplied(letter_id=matter.letter_id)

    def _rate(self, row: dict[str, Any], matter: Matter) -> None:
        if matter.letter.rated_at is None:
            reception.rate(letter=matter.letter, score=row["rate"][0], words=row["rate"][1])

    # --- 选登 ---

    def _on(self, act: Callable[[Matter], None], row: dict[str, Any]) -> None:
        act(self._matter(row["key"]))

    def _begin(self, matter: Matter) -> None:
        if matter.published_as_id is None:
            services.publish(matter=matter, actor=self._drafter(matter))

    def _version(self, matter: Matter) -> Version:
        rows = Version.objects.select_related("publication__unit", "author")
        return rows.get(publication_id=matter.published_as_id, serial=1)

    def _submit(self, matter: Matter) -> None:
        version = self._version(matter)
        if version.state != VersionState.DRAFT:
            return
        for finding in checking.run(version).findings:
            if finding["level"] == "block" and not finding["overridden"]:
                explaining.override(
                    version=version, finding=finding["id"], by=version.author, reason="已逐句核对，不是个人信息。"
                )
        reviewing.submit(version=version, author=version.author)

    def _opinion(self, matter: Matter) -> None:
        version = self._version(matter)
        if version.state != VersionState.REVIEW:
            return
        barred = {version.author_id, *version.reviews.values_list("reviewer", flat=True)}
        reviewer = self.people.holder(version.step_duty(), matter.unit.code, barred)
        reviewing.pass_step(version=version, reviewer=reviewer, seen=version.fingerprint)

    def _release(self, matter: Matter) -> None:
        version = self._version(matter)
        if version.state == VersionState.APPROVED:
            officer = self.people.holder("publicity", matter.unit.code, {version.author_id})
            releasing.release(version=version, actor=officer)

    # --- Days ---

    def _working(self, day: date) -> date:
        return self._after(day - timedelta(days=1), 1)

    def _after(self, day: date, count: int) -> date:
        return self.content.working_days_after(day, count)
