"""The time limits of an application, each with its rule, article and grade."""

from datetime import date

from gongkai.workdays.rules.counting import Unit
from gongkai.workdays.rules.limits import Limit

REGULATION = "《政府信息公开条例》"
IN_FORCE = date(2019, 5, 15)


def article(number: str) -> str:
    """An article of the regulation as a citation: 《政府信息公开条例》第三十三条."""
    return f"{REGULATION}第{number}条"


# REQ-10 (A): what cannot be answered on the spot is answered within 20 working days of receipt.
ANSWER = (Limit("REQ-10", "答复政府信息公开申请", 20, Unit.WORKING_DAY, article("三十三"), valid_from=IN_FORCE),)
# REQ-11 (A): extended once, by at most 20 working days, approved and told to the applicant.
EXTENSION = (Limit("REQ-11", "延长答复期限", 20, Unit.WORKING_DAY, article("三十三"), valid_from=IN_FORCE),)
# REQ-13 (A): what is unclear is told once, within 7 working days of receipt.
CORRECTION = (Limit("REQ-13", "告知补正", 7, Unit.WORKING_DAY, article("三十"), valid_from=IN_FORCE),)
# REQ-20 (A): a third party answers within 15 working days of receiving the letter; silence decides nothing.
THIRD_PARTY = (Limit("REQ-20", "第三方提出意见", 15, Unit.WORKING_DAY, article("三十二"), valid_from=IN_FORCE),)
# REQ-22 (A): a co-maker answers within 15 working days; silence is consent.
CO_MAKER = (Limit("REQ-22", "共同制作机关提出意见", 15, Unit.WORKING_DAY, article("三十四"), valid_from=IN_FORCE),)

# A day of the house, named in the letter: until when another unit is asked to help.
COOPERATION = Limit("FOI-COOP", "协办答复", 1, Unit.DATE, "依申请公开工作规范", grade="C", moves=False)


def registration(days: int) -> Limit:
    """REQ-07 (B): what arrives is entered, its receipt confirmed, within a working day; a setting of the house."""
    return Limit("REQ-07", "确认收到日期并登记", days, Unit.WORKING_DAY, "依申请公开工作规范", grade="B")
