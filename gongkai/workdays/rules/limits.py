"""A time limit as a rule states it: number, unit, article, grade, and the days within which the rule is in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .counting import Unit
from .ledger import Term


class NoRule(LookupError):
    """No version of a rule was in force on the day of the act."""


@dataclass(frozen=True)
class Limit:
    """One version of a rule. Grade B and C are defaults of the house, never shown as law."""

    rule: str  # PUB-12
    duty: str  # what is owed, in Chinese: 主动公开
    amount: int
    unit: Unit
    basis: str  # 《政府信息公开条例》第二十六条
    grade: str = "A"
    moves: bool = True
    valid_from: date = date.min
    valid_to: date | None = None

    @property
    def is_law(self) -> bool:
        return self.grade == "A"

    @property
    def words(self) -> str:
        return f"{self.amount}{self.unit.words}" if self.unit is not Unit.DATE else "法定日期"

    def term(self, fixed_on: date | None = None) -> Term:
        """What the ledger counts with; a limit in Unit.DATE needs the date of this case."""
        if (self.unit is Unit.DATE) != (fixed_on is not None):
            raise ValueError(f"{self.rule}: a named date goes with Unit.DATE and with nothing else")
        return Term(self.amount, self.unit, self.moves, fixed_on)


def in_force(versions: Iterable[Limit], on: date) -> Limit:
    """The version in force on the day of the act, which is not today; raises NoRule."""
    for limit in versions:
        if limit.valid_from <= on and (limit.valid_to is None or on <= limit.valid_to):
            return limit
    raise NoRule(f"{on}没有可以适用的期限规定。")
