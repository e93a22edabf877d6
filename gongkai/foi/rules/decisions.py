"""The one table of decisions (D01–D23): situation → article → what must be found → letter → remedy → row of the report."""

from dataclasses import dataclass
from enum import StrEnum

from .limits import article


class Remedy(StrEnum):
    """Which remedy a decision leaves (§3.5 of the rule sheet): by kind of decision, worded by its date."""

    REFUSAL = "1"
    OTHER = "2"
    NONE = "none"
    OPEN = "open"  # the rules leave it open: a legal officer says so once, before the first such letter


class Finding(StrEnum):
    """What must be on record before a decision can be made."""

    PLACE = "place"
    SUPPLY = "supply"
    REASONS = "reasons"
    CONFIDENTIALITY = "confidentiality"
    THIRD_PARTY = "third_party"
    ACCESS_LAW = "access_law"
    SEARCH = "search"
    OTHER_ORGAN = "other_organ"
    CORRECTION = "correction"
    CHANNEL = "channel"
    EARLIER_ANSWER = "earlier_answer"
    EXCESS = "excess"
    FEE_NOTICE = "fee_notice"
    PROCESSING = "processing"
    CAUSE = "cause"


FINDING_WORDS = {
    Finding.PLACE: "已公开的位置和获取方式",
    Finding.SUPPLY: "提供的信息，或者获取的方式、途径、时间",
    Finding.REASONS: "不予公开的理由",
    Finding.CONFIDENTIALITY: "保密审查意见",
    Finding.THIRD_PARTY: "征求第三方意见的记录",
    Finding.ACCESS_LAW: "规定查询办法的法律、行政法规",
    Finding.SEARCH: "检索记录（范围、检索词、检索人、时间）",
    Finding.OTHER_ORGAN: "不属于本机关的理由；能够确定的，负责机关的名称和联系方式",
    Finding.CORRECTION: "补正告知及其期限",
    Finding.CHANNEL: "告知的其他渠道",
    Finding.EARLIER_ANSWER: "此前答复的文号和日期",
    Finding.EXCESS: "数量、频次的事实和对理由的判断",
    Finding.FEE_NOTICE: "收费通知及其期限",
    Finding.PROCESSING: "需要加工、分析的情况",
    Finding.CAUSE: "结束办理的原因",
}


class Line(StrEnum):
    """The rows of table 三 in which a handled application is counted; format of 2021."""

    GRANTED = "三、（一）予以公开"
    PARTLY = "三、（二）部分公开"
    CLASSIFIED = "三、（三）不予公开/1.属于国家秘密"
    FORBIDDEN = "三、（三）不予公开/2.其他法律行政法规禁止公开"
    SAFETY = "三、（三）不予公开/3.危及“三安全一稳定”"
    THIRD_PARTY = "三、（三）不予公开/4.保护第三方合法权益"
    INTERNAL = "三、（三）不予公开/5.属于三类内部事务信息"
    PROCESS = "三、（三）不予公开/6.属于四类过程性信息"
    CASE_FILE = "三、（三）不予公开/7.属于行政执法案卷"
    REGISTER = "三、（三）不予公开/8.属于行政查询事项"
    NOT_HELD = "三、（四）无法提供/1.本机关不掌握相关政府信息"
    TO_BE_MADE = "三、（四）无法提供/2.没有现成信息需要另行制作"
    UNCLEAR = "三、（四）无法提供/3.补正后申请内容仍不明确"
    PETITION = "三、（五）不予处理/1.信访举报投诉类申请"
    REPEATED = "三、（五）不予处理/2.重复申请"
    PUBLICATION = "三、（五）不予处理/3.要求提供公开出版物"
    EXCESSIVE = "三、（五）不予处理/4.无正当理由大量反复申请"
    CONFIRMATION = "三、（五）不予处理/5.要求行政机关确认或重新出具已获取信息"
    NOT_CORRECTED = "三、（六）其他处理/1.逾期不补正"
    NOT_PAID = "三、（六）其他处理/2.逾期不缴费"
    OTHER = "三、（六）其他处理/3.其他"


OTHER_2019 = "三、（六）其他处理"


@dataclass(frozen=True)
class Decision:
    """One way in which an application ends. `letter` is the number of its kind in `letters.LETTERS`."""

    code: str
    situation: str
    basis: str
    line: Line
    remedy: Remedy
    letter: int
    findings: tuple[Finding, ...] = ()
    mapping_grade: str = "B"  # of the row: the form's printed rows are B, where the rule sheet guesses C

    def line_in(self, table_format: int) -> str:
        """The row in the form of that year: in the form of 2019, (六) is a single row (§4.3)."""
        return OTHER_2019 if table_format == 2019 and self.line.startswith(OTHER_2019) else self.line.value


def _refused(code: str, situation: str, basis: str, line: Line, *findings: Finding) -> Decision:
    """Reasons are mandatory for every refusal (REQ-30, A)."""
    return Decision(code, situation, basis, line, Remedy.REFUSAL, 16, (Finding.REASONS, *findings))


def _art(*numbers: str) -> str:
    return "、".join([article(numbers[0]), *(f"第{number}" for number in numbers[1:])])


_36_3 = "三十六条第三项"
DECISIONS = {
    decision.code: decision
    for decision in (
        Decision(
            "D01", "已经主动公开", article("三十六") + "第一项", Line.GRANTED, Remedy.OTHER, 13, (Finding.PLACE,), "C"
        ),
        Decision("D02", "可以公开", article("三十六") + "第二项", Line.GRANTED, Remedy.OTHER, 14, (Finding.SUPPLY,)),
        Decision(
            "D03",
            "可以区分处理，部分公开",
            article("三十七"),
            Line.PARTLY,
            Remedy.OPEN,
            15,
            (Finding.SUPPLY, Finding.REASONS),
        ),
        _refused("D04", "属于国家秘密", _art("十四", _36_3), Line.CLASSIFIED, Finding.CONFIDENTIALITY),
        _refused("D05", "法律、行政法规禁止公开", _art("十四", _36_3), Line.FORBIDDEN),
        _refused("D06", "公开后可能危及国家安全、公共安全、经济安全、社会稳定", _art("十四", _36_3), Line.SAFETY),
        _refused(
            "D07",
            "公开会对第三方合法权益造成损害",
            _art("十五", "三十二条", _36_3),
            Line.THIRD_PARTY,
            Finding.THIRD_PARTY,
        ),
        _refused("D08", "属于人事管理、后勤管理、内部工作流程信息", _art("十六", _36_3), Line.INTERNAL),
        _refused("D09", "属于讨论记录、过程稿、磋商信函、请示报告", _art("十六", _36_3), Line.PROCESS),
        _refused("D10", "属于行政执法案卷信息", _art("十六", _36_3), Line.CASE_FILE),
        Decision(
            "D11",
            "法律、行政法规对查询办法有专门规定",
            article("三十六") + "第七项",
            Line.REGISTER,
            Remedy.OTHER,
            17,
            (Finding.ACCESS_LAW,),
        ),
        Decision(
            "D12",
            "经检索没有所申请的信息",
            article("三十六") + "第四项",
            Line.NOT_HELD,
            Remedy.OTHER,
            18,
            (Finding.SEARCH,),
        ),
        Decision(
            "D13",
            "不属于本机关负责公开",
            article("三十六") + "第五项",
            Line.NOT_HELD,
            Remedy.OTHER,
            19,
            (Finding.OTHER_ORGAN,),
        ),
        Decision(
            "D14",
            "需要对现有信息加工、分析",
            article("三十八"),
            Line.TO_BE_MADE,
            Remedy.OTHER,
            20,
            (Finding.PROCESSING,),
        ),
        Decision("D15", "补正后仍不明确", article("三十"), Line.UNCLEAR, Remedy.OTHER, 21, (Finding.CORRECTION,)),
        Decision(
            "D16",
            "以申请形式进行信访、投诉、举报",
            article("三十九") + "第一款",
            Line.PETITION,
            Remedy.OTHER,
            22,
            (Finding.CHANNEL,),
        ),
        Decision(
            "D17",
            "已就同一信息作出过答复",
            article("三十六") + "第六项",
            Line.REPEATED,
            Remedy.OTHER,
            23,
            (Finding.EARLIER_ANSWER,),
        ),
        Decision(
            "D18",
            "要求提供公开出版物",
            article("三十九") + "第二款",
            Line.PUBLICATION,
            Remedy.OTHER,
            24,
            (Finding.CHANNEL,),
        ),
        Decision(
            "D19",
            "申请数量、频次明显超过合理范围且理由不合理",
            article("三十五"),
            Line.EXCESSIVE,
            Remedy.OTHER,
            25,
            (Finding.EXCESS,),
        ),
        Decision(
            "D20",
            "要求确认或者重新出具已获取的信息",
            "年度报告格式",
            Line.CONFIRMATION,
            Remedy.OTHER,
            25,
            (Finding.EARLIER_ANSWER,),
        ),
        Decision("D21", "逾期不补正", article("三十"), Line.NOT_CORRECTED, Remedy.NONE, 26, (Finding.CORRECTION,)),
        Decision("D22", "逾期不缴费", "国办函〔2020〕109号", Line.NOT_PAID, Remedy.OPEN, 26, (Finding.FEE_NOTICE,)),
        Decision("D23", "申请人撤回等其他情形", "", Line.OTHER, Remedy.NONE, 26, (Finding.CAUSE,)),
    )
}


# Those by which everything that was asked for is disclosed: a third party's refusal then has to be outweighed (Art. 32).
DISCLOSING = ("D01", "D02")
# Whose remedy the law's text leaves open: a legal officer settles it before the first such letter.
OPEN_REMEDIES = tuple(code for code, decision in DECISIONS.items() if decision.remedy is Remedy.OPEN)


def missing(decision: Decision, found: frozenset[Finding]) -> list[str]:
    """What still has to be recorded before this decision can be made, as sentences."""
    return [
        f"“{decision.situation}”的决定需要记录{FINDING_WORDS[finding]}（{decision.basis or '其他情形'}，{decision.code}）。"
        for finding in decision.findings
        if finding not in found
    ]
