"""Publications for tests, brought to their state through the services, as an official would."""

from datetime import date
from itertools import count
from typing import Any

from gongkai.bureau.models import Official, Unit
from gongkai.bureau.tests import factories as bureau
from gongkai.publications.models import Publication, Version
from gongkai.publications.services import changing, drafting, releasing, removing, reviewing

_serial = count(1)


class Team:
    """One official a duty; `team.draft`, `team.sign` and so on."""

    def __init__(self) -> None:
        self.unit: Unit = bureau.unit("office")
        self._people = bureau.everyone()

    def __getattr__(self, duty: str) -> Official:
        try:
            return self._people[duty]
        except KeyError:
            raise AttributeError(duty) from None


def draft(team: Team, **fields: Any) -> Version:
    """A complete draft of a notice."""
    values = {
        "kind": "notice",
        "title": f"关于公园延长开放时间的通知{next(_serial)}",
        "body": "<p>自下月起，市属公园延长开放时间至二十二时。</p>",
        "summary": "市属公园延长开放时间。",
        "openness": "public",
        "formed_on": date(2026, 6, 1),
        "unit": team.unit,
        "author": team.draft,
    }
    return drafting.draft(**{**values, **fields})


def in_review(team: Team, **fields: Any) -> Version:
    return reviewing.submit(version=draft(team, **fields), author=team.draft)


def pass_all(team: Team, version: Version) -> Version:
    """Every step of the chain passes, each by its own official."""
    while duty := version.step_duty():
        version = reviewing.pass_step(version=version, reviewer=getattr(team, duty), seen=version.fingerprint)
    return version


def approved(team: Team, **fields: Any) -> Version:
    return pass_all(team, in_review(team, **fields))


def live(team: Team, **fields: Any) -> Publication:
    return releasing.release(version=approved(team, **fields), actor=team.publicity)


def taken_down(team: Team, **fields: Any) -> Publication:
    publication = live(team, **fields)
    removing.take_down(
        publication=publication, officer=team.duty_officer, reason_code="personal_data", reason="正文有手机号码"
    )
    publication.refresh_from_db()
    return publication


def withdrawn(
    team: Team, *, behaviour: str = "notice", redirect_to: Publication | None = None, **fields: Any
) -> Publication:
    publication = live(team, **fields)
    removing.propose_withdrawal(
        publication=publication, actor=team.publicity, reason_code="superseded", reason="已被新通知替代",
        public_explanation="本通知已由新的通知替代。", behaviour=behaviour, redirect_to=redirect_to,
    )  # fmt: skip
    removing.decide_withdrawal(publication=publication, actor=team.sign, agree=True, note="")
    publication.refresh_from_db()
    return publication


def erased(team: Team, **fields: Any) -> Publication:
    publication = live(team, **fields)
    removing.propose_erasure(
        publication=publication, actor=team.publicity, reason_code="court", reason="执行裁定", legal_ground="民事裁定书"
    )
    removing.decide_erasure(publication=publication, actor=team.sign, agree=True, note="")
    publication.refresh_from_db()
    return publication


def withheld(team: Team, **fields: Any) -> Publication:
    values = {"openness": "not_public", "withholding_code": "workflow", "withholding_text": "内部办文流程"}
    return changing.withhold(version=approved(team, **{**values, **fields}), actor=team.publicity)
