"""The merger inside the year, as administrators do it: a unit is founded, two end, their people and duties move."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from gongkai.bureau.models import DutyCode, RoleChange, Unit
from gongkai.bureau.services import changes, officials, units
from gongkai.publications.models import CatalogueItem
from gongkai.publications.services import reference

from .content import Content
from .people import HEAD, SECURITY, SYSTEM, People, office_of
from .play import Step, at


def steps(content: Content, people: People) -> Iterator[Step]:
    """The new unit exists from the day of the merger; who worked in the old ones is its own from then on."""
    for merger in content.bureau["reorganisations"]:
        day = content.working_days_after(content.day(merger["day"]) - timedelta(days=1), 1)
        yield Step(at(day, 8, 5), 0, f"merge {merger['into']}", partial(_merge, content, people, merger))
        for place, (official, duty) in enumerate(_moves(content, people, merger)):
            minute = timedelta(minutes=place)
            yield Step(at(day, 8, 15) + minute, 1, f"propose {official} {duty}",
                       partial(_propose, people, official, duty, merger))  # fmt: skip
            yield Step(at(day, 8, 40) + minute, 2, f"confirm {official} {duty}",
                       partial(_confirm, people, official))  # fmt: skip
    yield Step(at(content.last, 16, 30), 98, "propose edit", partial(_waiting, people))


def _merge(content: Content, people: People, merger: dict[str, Any]) -> None:
    if Unit.objects.filter(code=merger["into"]).exists():
        return
    actor, day = people.official(SYSTEM), content.day(merger["day"])
    row = next(unit for unit in content.bureau["units"] if unit["code"] == merger["into"])
    office = office_of(content, row, content.bureau["units"].index(row))
    made = units.create(
        code=office.code, valid_from=day, actor=actor, name=office.name, short_name=office.short_name,
        kind=office.kind, order=office.order, parent=people.unit(office.parent), duties_text=office.duties_text,
        address=office.address, phone=office.phone, office_hours=office.office_hours,
    )  # fmt: skip
    for code in merger["merged"]:
        units.end(unit=people.unit(code), on=day, successors=[made], actor=actor, reason=merger["reason"])
    for official in content.bureau["officials"]:
        if official["unit"] == merger["into"]:
            officials.change(official=people.official(official["id"]), actor=actor, unit=made, post=official["post"])
    people.forget()
    clerk = people.holder("catalogue", "OFFICE", set())
    for item in CatalogueItem.objects.filter(subject__code__in=merger["merged"]):
        reference.save_catalogue_item(actor=clerk, item=item, subject=made)


def _moves(content: Content, people: People, merger: dict[str, Any]) -> list[tuple[str, str]]:
    """(official, duty) for each duty in the new unit: its own people's, and the signature of the leader in charge."""
    found = [
        (official["id"], duty)
        for official in content.bureau["officials"]
        if official["unit"] == merger["into"]
        for duty in official["duties"]
        if duty in {DutyCode.DRAFT, DutyCode.OFFICE_REVIEW}
    ]
    signer = content.bureau["signs_for"][merger["into"]]
    return found if signer == HEAD else [*found, (signer, str(DutyCode.SIGN))]


def _propose(people: People, username: str, duty: str, merger: dict[str, Any]) -> None:
    official, unit = people.official(username), people.unit(merger["into"])
    change = {"do": "grant", "duty": duty, "unit": unit.pk}
    if not RoleChange.objects.filter(official=official, change=change).exists():
        changes.propose(official=official, change=change, reason="机构调整，职责随之调整。",
                        proposer=people.official(SYSTEM))  # fmt: skip


def _confirm(people: People, username: str) -> None:
    for change in RoleChange.objects.filter(official=people.official(username), state=RoleChange.State.PROPOSED):
        changes.decide(change=change, decider=people.official(SECURITY), agree=True)


def _waiting(people: People) -> None:
    """One change that still waits for its second administrator at the end of the year."""
    official = people.official("ruan-zhixia")
    if not RoleChange.objects.filter(official=official).exists():
        changes.propose(official=official, change={"do": "grant", "duty": str(DutyCode.EDIT), "unit": None},
                        reason="办公室核稿人手不足，拟由其兼任核稿。", proposer=people.official(SYSTEM))  # fmt: skip
