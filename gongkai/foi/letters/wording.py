"""What the wordings of all kinds share: fields, the opening, values that the law has given up, how a kind is made."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from gongkai.bureau.models import DutyCode
from gongkai.letters.kinds import Kind
from gongkai.letters.rules.repealed import Repealed
from gongkai.letters.rules.structure import Letter
from gongkai.letters.rules.templates import Content, Field, FieldType

from ..rules.decisions import Remedy
from ..rules.letters import LETTERS

ROOM = "foi"
LAW = "《中华人民共和国政府信息公开条例》"
# REM-08 (A): given up by the 行政诉讼法 of 2014 and the regulation of 2019.
REPEALED = (
    Repealed("3个月", ("诉讼", "起诉"), "提起行政诉讼的期限是6个月（《行政诉讼法》第四十六条），不能写3个月。"),
    Repealed(
        "15个工作日", ("答复期限", "内答复", "予以答复"),
        "答复申请的期限是20个工作日（《政府信息公开条例》第三十三条），不能写15个工作日。",
    ),
    *(
        Repealed(f"不超过{days}个工作日", ("延长", "延期"), "延长答复的期限最长20个工作日（《政府信息公开条例》第三十三条）。")
        for days in (10, 15)
    ),
)  # fmt: skip
NUMBER = Field("编号", "沪绿容公开申〔2026〕17号", help="登记编号")
RECEIVED = Field("收到日期", date(2026, 3, 2), FieldType.DATE)
WANTED = Field("申请内容", "2026年行道树修剪计划", personal=True)
CALLED = Field("称谓", "您", help="对个人称“您”，对单位称“贵单位”")
OPENING = "本机关于{{收到日期}}收到{{称谓}}提出的政府信息公开申请（编号：{{编号}}），申请获取“{{申请内容}}”。"
CASE = (NUMBER, RECEIVED, WANTED, CALLED)


def lines(name: str, *sample: str, required: bool = True, personal: bool = False, help: str = "") -> Field:
    """A passage of one or more paragraphs."""
    return Field(name, sample, FieldType.LINES, required, personal, help)


def day(name: str, required: bool = True) -> Field:
    return Field(name, date(2026, 3, 30), FieldType.DATE, required)


def no_remedy(letter: Letter) -> Iterable[str]:
    """REM-07: what only moves the procedure on leaves no remedy, and says nothing of one."""
    return ["程序性文书不写救济途径，请去掉救济告知。"] if letter.remedy else []


def code_of(number: int) -> str:
    """The code under which a kind of the list is registered."""
    return f"{ROOM}-{number:02}"


def number_of(code: str) -> int:
    return int(code.rpartition("-")[2])


def kind(
    number: int, title: str, template: str, fields: Iterable[Field], contents: dict[str, Any], **more: Any
) -> Kind:
    """A kind of the list. `contents` says for each particular content of the list which fields or words hold it."""
    remedy = LETTERS[number].remedy
    demanded = tuple(
        Content(label, fields=(where,))
        if any(where == field.name for field in fields)
        else Content(label, words=(where,))
        for label, where in contents.items()
    )
    values = {
        "remedy": remedy is not Remedy.NONE,
        "duties": frozenset({DutyCode.SIGN}) if remedy is not Remedy.NONE else PROCEDURE,
        "second_person": remedy is not Remedy.NONE,
        "checks": (no_remedy,) if remedy is Remedy.NONE else (),
        "kept_by_room": True,
        "repealed": REPEALED,
    }
    fields = tuple(fields)
    return Kind(code_of(number), title, ROOM, fields, template, demanded, **(values | more))


# Whoever handles applications sends what moves the procedure on; the room's table of stages says when and who.
PROCEDURE = frozenset({DutyCode.PUBLICITY, DutyCode.DRAFT})
