"""The word lists as the checks use them: the one the platform comes with, the bureau's own, and its leaders in order."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Max

from gongkai.bureau.models import LeaderProfile
from gongkai.journal import clock
from gongkai.wording.checks import CLASSES, Entry, WordFinding, WordList, check_words, default_word_list
from gongkai.wording.leaders import Leader, check_leaders

from .models import Word

Stamp = tuple[int | None, int, int, int | None, int, int]


@dataclass(frozen=True)
class Lists:
    """What holds on a day: asked for once a text, then used for each of its parts."""

    on: date
    lists: tuple[WordList, ...]
    leaders: tuple[Leader, ...]

    def check(self, text: str) -> list[WordFinding]:
        """Words and titles in the text that are wrong, sensitive, or out of order."""
        found = check_words(text, self.lists, on=self.on)
        return found + check_leaders(text, self.leaders, on=self.on) if self.leaders else found


def in_use() -> Lists:
    """The lists of today; two small queries, the entries themselves only when a table has changed."""
    return _lists(clock.today(), _stamp())


def _stamp() -> Stamp:
    words = Word.objects.aggregate(last=Max("id"), count=Count("id"), ended=Count("valid_to"))
    leaders = LeaderProfile.objects.aggregate(last=Max("id"), count=Count("id"), ended=Count("valid_to"))
    return (words["last"], words["count"], words["ended"], leaders["last"], leaders["count"], leaders["ended"])


@lru_cache(maxsize=4)
def _lists(on: date, stamp: Stamp) -> Lists:
    own = tuple(
        Entry(
            word=row.word, kind=row.word_class, level=row.level, replacement=row.replacement, note=row.note,
            valid_from=row.valid_from, valid_to=row.valid_to, exceptions=tuple(row.exceptions),
        )
        for row in Word.objects.order_by("id")
    )  # fmt: skip
    lists = (default_word_list(), WordList("本局词表", f"{on}-{hash(stamp)}", own)) if own else (default_word_list(),)
    leaders = tuple(
        Leader(row.name, (row.post,), row.valid_from, row.valid_to)
        for row in LeaderProfile.objects.order_by("order", "id")
    )
    return Lists(on, lists, leaders)


def label_of(kind: str) -> str:
    """What a class of words is called."""
    return CLASSES[kind]
