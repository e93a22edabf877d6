"""The twenty-eight kinds of letter (文书) of an application: what each must contain, and which remedy it leaves."""

from dataclasses import dataclass

from .decisions import Remedy


@dataclass(frozen=True)
class Letter:
    """One kind. `contents` are its particular contents beside what all have: addressee, receipt, finding, article, seal, date."""

    number: int
    title: str
    contents: tuple[str, ...]
    remedy: Remedy = Remedy.NONE
    to: str = "applicant"  # applicant, third_party, organ or unit


def _rows() -> tuple[Letter, ...]:
    none, refusal, other = Remedy.NONE, Remedy.REFUSAL, Remedy.OTHER
    return (
        Letter(
            1,
            "政府信息公开申请登记表",
            ("申请渠道", "收到日期及其规则", "申请人", "申请内容", "所需形式"),
            none,
            "unit",
        ),
        Letter(2, "政府信息公开申请登记回执", ("编号", "收到日期", "答复期限", "联系方式")),
        Letter(3, "补正告知书", ("全部需要补正的事项", "合理的补正期限", "逾期不补正的后果")),
        Letter(4, "说明理由告知书", ("要求说明的理由", "说明的期限")),
        Letter(5, "延期答复告知书", ("延期的理由", "批准人", "新的答复期限")),
        Letter(
            6,
            "征求意见书（第三方）",
            ("涉及的信息", "自收到之日起15个工作日内", "意见和理由的形式"),
            none,
            "third_party",
        ),
        Letter(7, "征求意见确认函（第三方回函）", ("是否同意公开", "理由"), none, "third_party"),
        Letter(8, "征求意见告知书", ("征求意见所需时间不计入答复期限",)),
        Letter(9, "公开决定告知书", ("决定公开的内容", "理由"), other, "third_party"),
        Letter(10, "征求意见书（共同制作机关）", ("15个工作日", "逾期未提出意见视为同意公开"), none, "organ"),
        Letter(11, "协办函", ("需要协助的事项", "答复日期"), none, "unit"),
        Letter(12, "收费通知书", ("收费依据", "收费标准", "金额", "缴费方式", "缴费期限", "逾期不缴费的后果")),
        Letter(13, "已主动公开告知书", ("获取该信息的方式和途径",), other),
        Letter(14, "予以公开告知书", ("提供的信息，或者获取的方式、途径和时间",), other),
        Letter(15, "部分公开告知书", ("提供的内容", "不予公开的内容、理由和依据"), Remedy.OPEN),
        Letter(16, "不予公开告知书", ("不予公开的情形", "依据", "理由"), refusal),
        Letter(17, "依法查询告知书", ("规定查询办法的法律、行政法规",), other),
        Letter(18, "政府信息不存在告知书", ("已经检索的情况",), other),
        Letter(19, "非本机关负责公开告知书", ("理由", "负责公开的机关名称、联系方式（能够确定的）"), other),
        Letter(20, "无现成信息告知书", ("需要加工、分析的情况",), other),
        Letter(21, "补正后仍不明确告知书", ("此前的补正告知",), other),
        Letter(22, "不作为政府信息公开申请处理告知书", ("相应的渠道",), other),
        Letter(23, "不予重复处理告知书", ("此前答复的文号和日期",), other),
        Letter(24, "公开出版物获取途径告知书", ("获取的途径",), other),
        Letter(25, "不予处理告知书", ("数量、频次的事实", "理由不合理的判断"), other),
        Letter(26, "终止办理告知书", ("未遵守的期限或者结束的原因",), none),
        Letter(27, "更正处理告知书", ("处理结果",), other),
        Letter(28, "政府信息公开建议书", ("发现的问题", "建议", "反馈日期"), none, "unit"),
    )


LETTERS = {letter.number: letter for letter in _rows()}
