"""Letters for tests, sent by the public form's own services and brought to their stage as officials would."""

from itertools import count
from typing import Any

from gongkai.bureau.models import Unit
from gongkai.bureau.tests import factories as bureau
from gongkai.mailbox import services
from gongkai.mailbox.models import Matter
from gongkai.publications.tests.factories import Team as PublishingTeam
from gongkai.reception import services as reception
from gongkai.reception.rules import Contact, Notice, Submission
from gongkai.reception.services import Receipt

_serial = count(1)
ANSWER = "您好，您反映的链接已经修复，感谢您的指正。如有疑问，请联系本局。"


class Team(PublishingTeam):
    """The publishing team, with a second official who examines and a second unit that answers."""

    def __init__(self) -> None:
        super().__init__()
        self.other: Unit = bureau.unit("green", name="绿化处", short_name="绿化处")
        self.other_drafter = bureau.official("draft", of=self.other, scope=self.other, name="绿化处起草员")


def submission(**fields: Any) -> Submission:
    values: dict[str, Any] = {
        "subject": "网站找错：链接打不开",
        "text": "办事指南页面里“下载表格”的链接打不开。",
        "about": "/c/service/",
        "contact": Contact("王晓明", "13800000001", "wang@example.cn"),
        "notice": Notice.EMAIL,
        "may_publish": True,
    }
    return Submission(**{**values, **fields})


def key() -> str:
    return f"a-key-made-for-a-test-{next(_serial):06}"


def receipt(
    kind: str = "site_fault", *, facts: Any = None, form_key: str = "", files: Any = (), **fields: Any
) -> Receipt:
    """A letter as its writer has just sent it."""
    return reception.submit(
        kind=kind, key=form_key or key(), submission=submission(**fields), files=files, facts=facts or {"fault": "dead_link"}
    )  # fmt: skip


def new(team: Team, **fields: Any) -> Matter:
    return Matter.objects.select_related("letter", "unit").get(letter=receipt(**fields).letter)


def assigned(team: Team, **fields: Any) -> Matter:
    return services.assign(matter=new(team, **fields), actor=team.publicity, unit=team.draft.unit, handler=team.draft)


def asked(team: Team, **fields: Any) -> Matter:
    return services.ask_back(matter=assigned(team, **fields), actor=team.draft, text="请补充页面的地址。")


def drafted(team: Team, text: str = ANSWER, **fields: Any) -> Matter:
    return services.draft_answer(matter=assigned(team, **fields), actor=team.draft, text=text)


def in_review(team: Team, text: str = ANSWER, **fields: Any) -> Matter:
    return services.submit_answer(matter=drafted(team, text, **fields), actor=team.draft)


def answered(team: Team, text: str = ANSWER, **fields: Any) -> Matter:
    return services.approve(matter=in_review(team, text, **fields), actor=team.office_review)


def closed(team: Team, **fields: Any) -> Matter:
    return services.close(matter=answered(team, **fields), actor=team.publicity)


def invalid(team: Team, **fields: Any) -> Matter:
    return services.invalidate(matter=new(team, **fields), actor=team.publicity, why="advertising")


def merged(team: Team, **fields: Any) -> Matter:
    return services.merge(matter=new(team, **fields), actor=team.publicity, into=assigned(team, **fields))


AT = {
    "new": new, "assigned": assigned, "asked": asked, "review": in_review, "answered": answered, "closed": closed,
    "invalid": invalid, "merged": merged,
}  # fmt: skip
