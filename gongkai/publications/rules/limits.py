"""The time limits of publication, each with its rule, source and grade; the version is chosen by the date of the act."""

from datetime import date

from gongkai.workdays.rules.counting import Unit
from gongkai.workdays.rules.limits import Limit

# PUB-12 (A): within 20 working days of the information's formation or change, unless a law sets another limit.
PROACTIVE = (
    Limit("PUB-12", "主动公开", 20, Unit.WORKING_DAY, "《政府信息公开条例》第二十六条", valid_from=date(2019, 5, 15)),
)


def confirmation(working_days: int) -> Limit:
    """A take-down is confirmed or reversed by a second person; a rule of the house, not of law (C)."""
    return Limit("HOUSE-1", "确认或恢复撤下的信息", working_days, Unit.WORKING_DAY, "本平台规则", grade="C")


def reassessment(months: int) -> Limit:
    """PUB-08: art. 18 demands that what is withheld is looked at again; how often is the bureau's own choice (C)."""
    return Limit("PUB-08", "重新审查不主动公开的信息", months, Unit.MONTH, "《政府信息公开条例》第十八条", grade="C")
