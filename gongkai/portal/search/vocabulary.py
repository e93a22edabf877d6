"""What the search knows of words and of editors' wishes, kept in process under a stamp."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from gongkai.wording.segments import domain_words
from gongkai.wording.spelling import Lexicon

from ..models import Bet, NavigationStamp, Synonym
from ..navigation import Navigation
from .understanding import WRAPPING, Synonyms

LONGEST_OFFERED = 12


@dataclass(frozen=True)
class Vocabulary:
    """Everything the understanding of a query needs; immutable, shared by the threads of a process."""

    synonyms: Synonyms
    column_names: tuple[str, ...]
    best: dict[str, tuple[int, ...]]
    worst: dict[str, tuple[int, ...]]

    @cached_property
    def lexicon(self) -> Lexicon:
        """Words that may be offered to anybody: our own, the editors', the columns'. Never a word of a single text."""
        return Lexicon((*domain_words(), *self.synonyms.words, *self.column_names))

    def may_be_offered(self, query: str) -> bool:
        """Whether a query is made of such words only, so that nobody can bring words of his own onto our pages."""
        if len(query) > LONGEST_OFFERED:
            return False
        return query in self.lexicon or self.lexicon.made_of_words(_unwrapped(query))


def _unwrapped(query: str) -> str:
    """The query without blanks and the words people wrap a question in."""
    rest = query.replace(" ", "")
    for word in sorted((word for word in WRAPPING if len(word) > 1), key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest.rstrip("的了吗呢")


_kept: tuple[tuple[str | None, str | None], Vocabulary] | None = None


def current(nav: Navigation) -> Vocabulary:
    """The vocabulary as it is now: it is kept under its own stamp and that of the navigation."""
    global _kept
    stamp = NavigationStamp.objects.filter(pk=NavigationStamp.SEARCH).values_list("token", flat=True).first()
    if _kept is None or nav.token is None or _kept[0] != (nav.token, stamp):
        _kept = ((nav.token, stamp), _read(nav))
    return _kept[1]


def _read(nav: Navigation) -> Vocabulary:
    # The last day in use is the one before the day it was ended: an editor's word holds at once, both ways.
    synonyms = Synonym.objects.filter(valid_to__isnull=True).order_by("pk").values_list("word", "meaning")
    bets: dict[str, dict[str, list[int]]] = {kind: defaultdict(list) for kind in Bet.Kind.values}
    for query, publication, kind in (
        Bet.objects.filter(valid_to__isnull=True).order_by("pk").values_list("query", "publication", "kind")
    ):
        bets[kind][query].append(publication)
    return Vocabulary(
        synonyms=Synonyms(synonyms),
        column_names=tuple(node.name for node in nav.nodes.values() if node.shown),
        best={query: tuple(ids) for query, ids in bets[Bet.Kind.BEST].items()},
        worst={query: tuple(ids) for query, ids in bets[Bet.Kind.WORST].items()},
    )
