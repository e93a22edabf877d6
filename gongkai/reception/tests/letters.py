"""A kind of letter that exists for the tests of reception only, and letters of it."""

from itertools import count
from typing import Any

from gongkai.reception import kinds, services
from gongkai.reception.kinds import LetterKind, Status
from gongkai.reception.rules import Contact, Notice, Submission
from gongkai.reception.services import Receipt

_serial = count(1)
opened: list[tuple[str, dict[str, Any]]] = []


def _open(letter, facts):
    opened.append((letter.number, dict(facts)))


TRIAL = LetterKind("trial", "试写信", "SX", "/ask/trial/", "试一试。", _open, lambda letter: Status("已收到", "已经收到。"),
                   lambda: "七个工作日内答复。", retention_months=12)  # fmt: skip
kinds.register(TRIAL)


def key() -> str:
    return f"a-key-made-for-a-test-{next(_serial):06}"


def submission(**fields: Any) -> Submission:
    values: dict[str, Any] = {
        "subject": "公园几点关门",
        "text": "请问示例公园夏天几点关门？",
        "contact": Contact("李小禾", "138 0000 0002", "li@example.cn"),
        "notice": Notice.EMAIL,
    }
    return Submission(**{**values, **fields})


def receipt(form_key: str = "", **fields: Any) -> Receipt:
    files = fields.pop("files", ())
    citizen = fields.pop("citizen", "")
    return services.submit(
        kind="trial", key=form_key or key(), submission=submission(**fields), files=files, citizen=citizen
    )
