"""The public attribute and its legal reasons (《条例》 2019 arts. 13–16, 18; 国办发〔2016〕80号 一(一) for PUB-20)."""

from enum import StrEnum


class Openness(StrEnum):
    PUBLIC = "public"
    ON_REQUEST = "on_request"
    NOT_PUBLIC = "not_public"


OPENNESS_LABELS = {
    Openness.PUBLIC: "主动公开",
    Openness.ON_REQUEST: "依申请公开",
    Openness.NOT_PUBLIC: "不予公开",
}

# code → (what it is, article, is withholding mandatory). State secrets have no code here: they never enter the platform.
WITHHOLDING_REASONS: dict[str, tuple[str, str, bool]] = {
    "law_forbids": ("法律、行政法规禁止公开", "《政府信息公开条例》第十四条", True),
    "stability": ("公开后可能危及国家安全、公共安全、经济安全、社会稳定", "《政府信息公开条例》第十四条", True),
    "trade_secret": ("涉及商业秘密，公开会对第三方合法权益造成损害", "《政府信息公开条例》第十五条", True),
    "privacy": ("涉及个人隐私，公开会对第三方合法权益造成损害", "《政府信息公开条例》第十五条", True),
    "personnel": ("内部事务信息：人事管理", "《政府信息公开条例》第十六条第一款", False),
    "logistics": ("内部事务信息：后勤管理", "《政府信息公开条例》第十六条第一款", False),
    "workflow": ("内部事务信息：内部工作流程", "《政府信息公开条例》第十六条第一款", False),
    "discussion": ("过程性信息：讨论记录", "《政府信息公开条例》第十六条第二款", False),
    "draft": ("过程性信息：过程稿", "《政府信息公开条例》第十六条第二款", False),
    "negotiation": ("过程性信息：磋商信函", "《政府信息公开条例》第十六条第二款", False),
    "request_report": ("过程性信息：请示报告", "《政府信息公开条例》第十六条第二款", False),
    "enforcement_file": ("行政执法案卷信息", "《政府信息公开条例》第十六条第二款", False),
}
THIRD_PARTY_REASONS = frozenset({"trade_secret", "privacy"})


def openness_refusals(
    openness: str, reason_code: str, reason_text: str, *, is_policy: bool, chain: tuple[str, ...]
) -> list[str]:
    """Why this attribute cannot go to signature; a policy document that stays closed needs the 政务公开 office's look."""
    if openness not in set(Openness):
        return ["还不能送审：没有确定公开属性。请在起草时选定“主动公开”“依申请公开”或“不予公开”。"]
    if openness == Openness.PUBLIC:
        return []
    found = []
    if reason_code not in WITHHOLDING_REASONS:
        found.append(f"还不能送审：公开属性为“{OPENNESS_LABELS[Openness(openness)]}”，但没有选定法定理由。")
    if not reason_text.strip():
        found.append("还不能送审：请写明不主动公开的具体理由，理由不能只写条款名称。")
    if is_policy and "publicity" not in chain:
        found.append("还不能送审：政策性文件拟不公开的，应先经政务公开工作机构审查。")
    return found
