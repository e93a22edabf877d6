"""Two kinds of letter that only tests know, and a bureau that writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from gongkai.bureau.models import DutyCode
from gongkai.bureau.tests import factories as bureau
from gongkai.journal.parties import SYSTEM, Party
from gongkai.letters import kinds, services
from gongkai.letters.composing import Content
from gongkai.letters.models import LetterSeries, OfficialLetter
from gongkai.letters.rules.repealed import Repealed
from gongkai.letters.rules.templates import Content as Demanded
from gongkai.letters.rules.templates import Field, FieldType
from gongkai.letters.services.numbers import save_series

SIX_MONTHS = Repealed("3个月", ("诉讼", "起诉"), "提起行政诉讼的期限是6个月（《行政诉讼法》第四十六条），不能写3个月。")
RECEIVED = Field("收到日期", date(2026, 3, 2), FieldType.DATE)
REFUSAL = kinds.Kind(
    code="demo-refusal",
    title="不予公开告知书",
    room="demo",
    fields=(
        RECEIVED,
        Field("申请内容", "行道树养护合同的报价明细", personal=True),
        Field("理由", ("报价明细属于第三方商业秘密。", "第三方不同意公开。"), FieldType.LINES),
        Field("清单", {"head": ["序号", "名称"], "rows": [["1", "报价明细"]]}, FieldType.TABLE, required=False),
        Field("联系电话", "52567788", required=False),
    ),
    template="""本机关于{{收到日期}}收到您提出的政府信息公开申请，申请公开“{{申请内容}}”。
一、不予公开的理由
{{理由}}
{{清单}}
根据《中华人民共和国政府信息公开条例》第十五条的规定，本机关决定不予公开。
如有疑问，请拨打{{联系电话}}。""",
    contents=(
        Demanded("不予公开的理由", fields=("理由",)),
        Demanded("依据", words=("《中华人民共和国政府信息公开条例》",)),
    ),
    remedy=True,
    repealed=(SIX_MONTHS,),
    checks=(lambda letter: ["收件人不能是“本局”。"] if letter.addressee == "本局" else [],),
)
RECEIPT = kinds.Kind(
    code="demo-receipt",
    title="登记回执",
    room="demo",
    fields=(RECEIVED,),
    template="本机关于{{收到日期}}收到您的申请，已经登记。",
    automatic=True,
    second_person=False,
    duties=frozenset({DutyCode.DRAFT}),
)
REMEDY = (
    "如对本决定不服，可以自知道本决定之日起60日内，向测试市人民政府申请行政复议；也可以自知道本决定之日起6个月内提起行政诉讼。",
)
CASE = Party("application", "7", "第 7 号申请")
FACTS = {
    "收到日期": date(2026, 3, 2),
    "申请内容": "报价明细",
    "理由": ["属于商业秘密。"],
}


@contextmanager
def registered() -> Iterator[None]:
    kinds.register(REFUSAL, RECEIPT)
    try:
        yield
    finally:
        kinds.unregister(REFUSAL.code, RECEIPT.code)


class Office:
    """A bureau with a writer, two lawyers, a signer, and a series of numbers for all its letters."""

    def __init__(self) -> None:
        self.unit = bureau.unit("BUREAU", name="测试市绿化局", short_name="绿化局", kind="bureau")
        people = {name: bureau.official(duty, of=self.unit, name=who) for name, duty, who in (
            ("writer", "draft", "起草员"), ("lawyer", "legal", "法制甲"), ("second", "legal", "法制乙"),
            ("signer", "sign", "签发人"), ("clerk", "publicity", "公开员"))}  # fmt: skip
        self.writer, self.lawyer, self.second = people["writer"], people["lawyer"], people["second"]
        self.signer, self.clerk = people["signer"], people["clerk"]
        self.series = self.begin_series()

    def begin_series(self, **changes: Any) -> LetterSeries:
        fields = {"name": "信息公开", "word": "测绿信公", "pattern": "{word}〔{year}〕{serial}号", "is_general": True}
        return save_series(actor=self.clerk, unit=self.unit, **(fields | changes))

    def draft(self, kind: kinds.Kind = REFUSAL, addressee: str = "李明", **facts: Any) -> OfficialLetter:
        known = {each.name for each in kind.fields}
        given = {name: value for name, value in (FACTS | facts).items() if name in known}
        return services.draft(
            kind=kind.code, unit=self.unit, subject=CASE, addressee=addressee, addressee_kind="person",
            content=Content(given), author=self.writer,
        )  # fmt: skip

    def issued(self, kind: kinds.Kind = REFUSAL, **more: Any) -> OfficialLetter:
        letter = self.draft(kind, **more)
        if kind.automatic:
            return services.issue(letter=letter, issuer=SYSTEM)
        return services.issue(letter=letter, issuer=self.signer, remedy=REMEDY)


def changed(kind: kinds.Kind, **fields: Any) -> kinds.Kind:
    """Put a changed kind in the place of a registered one."""
    kinds.unregister(kind.code)
    made = replace(kind, **fields)
    kinds.register(made)
    return made
