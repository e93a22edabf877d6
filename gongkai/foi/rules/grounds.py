"""The grounds on which a part of a document is withheld, with the short label that stands on the mark.

Art. 14–16: what may not or need not be given; Art. 37: what remains is given. State secrets never enter the platform.
"""

from dataclasses import dataclass

from .limits import article


@dataclass(frozen=True)
class Ground:
    """One ground: its code in records, the label on the black area, and how officials read it."""

    code: str
    label: str
    words: str

    @property
    def choice(self) -> str:
        return f"{self.label}　{self.words}"


GROUNDS = {
    ground.code: ground
    for ground in (
        Ground("art14", "第十四条", "法律、行政法规禁止公开，或者公开后可能危及国家安全、公共安全、经济安全、社会稳定"),
        Ground("art15", "第十五条", "商业秘密、个人隐私等，公开会对第三方合法权益造成损害"),
        Ground("art16a", "第十六条第一款", "人事管理、后勤管理、内部工作流程等内部事务信息"),
        Ground("art16b", "第十六条第二款", "讨论记录、过程稿、磋商信函、请示报告等过程性信息，行政执法案卷信息"),
    )
}
BASIS = article("三十七")
