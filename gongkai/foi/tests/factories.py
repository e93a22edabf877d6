"""Applications for tests, sent by the public form's own services and brought to their stage as officials would."""

from datetime import date
from typing import Any

from gongkai.foi import services
from gongkai.foi.models import Application
from gongkai.foi.services import redacting
from gongkai.foi.services.intake import KIND, Wanted
from gongkai.journal import clock
from gongkai.mailbox.tests.factories import Team, key
from gongkai.reception import services as reception
from gongkai.reception.rules import Contact, Notice, Submission
from gongkai.reception.services import Receipt

__all__ = ["Team"]
TEXT = "您申请的信息予以公开，电子文件已附在答复中。"
IDENTITY = "110101199003078515"


def submission(**fields: Any) -> Submission:
    values: dict[str, Any] = {
        "subject": "2026年行道树修剪计划",
        "text": "申请公开2026年中心城区行道树修剪计划及其批准文件。",
        "contact": Contact("王晓明", "13800000001", "wang@example.cn"),
        "notice": Notice.NONE,
    }
    return Submission(**{**values, **fields})


def receipt(**wanted: Any) -> Receipt:
    """An application as its applicant has just sent it."""
    facts = {"wanted": Wanted(**{"identity": IDENTITY, **wanted})}
    return reception.submit(kind=KIND, key=key(), submission=submission(), facts=facts)


def fresh(case: Application) -> Application:
    return Application.objects.select_related("letter", "unit", "register__unit", "paper").get(pk=case.pk)


def received(team: Team, **wanted: Any) -> Application:
    return Application.objects.select_related("letter", "unit", "register__unit").get(letter=receipt(**wanted).letter)


def registered(team: Team, on: date | None = None, **wanted: Any) -> Application:
    return services.register(
        case=received(team, **wanted), actor=team.publicity, received_on=on or clock.today(), evidence="电话确认"
    )


def assigned(team: Team, **wanted: Any) -> Application:
    return services.assign(
        case=registered(team, **wanted), actor=team.publicity, unit=team.draft.unit, handler=team.draft
    )


# What an official writes into the letter of each decision beside its main passage.
WRITTEN: dict[str, dict[str, Any]] = {
    "D03": {"不予公开的内容": "第5页的单价。", "不予公开的理由": "单价属于商业秘密。", "不予公开的依据": "《政府信息公开条例》第十五条"},
    "D11": {"规定查询办法的法律、行政法规": "《不动产登记暂行条例》第二十七条"},
    "D16": {"事项的性质": "投诉事项"},
    "D17": {"此前答复的文号": "沪绿容公开答〔2025〕3号", "此前答复的日期": date(2025, 5, 6)},
    "D19": {"判断": "所述理由不合理。"},
    "D20": {"判断": "要求重新出具已经取得的信息。"},
}  # fmt: skip


def drafted(team: Team, code: str = "D02", findings: Any = ("supply",), **wanted: Any) -> Application:
    case = assigned(team, **wanted)
    if code == "D03":
        redacting.state_apart(case=case, actor=team.draft, statement="第5页单独成件，没有随附。")
    return services.draft_decision(
        case=case, actor=team.draft, code=code, findings=findings, text=TEXT, facts=WRITTEN.get(code)
    )


def settled(team: Team, code: str = "D03", remedy: str = "1") -> None:
    """A legal officer has said which remedy such decisions leave."""
    services.settle(actor=team.legal, code=code, remedy=remedy, reasons="与法制处研究确定。", valid_from=clock.today())


def in_review(team: Team, **more: Any) -> Application:
    return services.submit_decision(case=drafted(team, **more), actor=team.draft)


def in_secrecy(team: Team, **more: Any) -> Application:
    return services.pass_step(case=in_review(team, **more), actor=team.legal)


def for_signature(team: Team, **more: Any) -> Application:
    return services.pass_step(case=in_secrecy(team, **more), actor=team.secrecy)


def decided(team: Team, **more: Any) -> Application:
    return services.sign(case=for_signature(team, **more), actor=team.sign)


def answered(team: Team, **more: Any) -> Application:
    return services.deliver(case=decided(team, **more), actor=team.publicity, proof="网上送达")


def archived(team: Team, **more: Any) -> Application:
    return services.archive(case=answered(team, **more), actor=team.publicity)
