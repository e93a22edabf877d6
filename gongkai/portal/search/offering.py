"""Words and titles offered while somebody types; only what may be offered to anybody, and titles that are public now."""

from gongkai.journal import clock
from gongkai.publications.models import Publication

from ..navigation import Navigation
from . import finding, folder, querylog, understanding, vocabulary
from .port import Unavailable

MOST_WORDS, MOST_TITLES = 5, 5


def suggestions(typed: str, nav: Navigation) -> list[str]:
    """Words first, then titles; what is often asked while nothing is typed."""
    text = understanding.normalised(typed)
    if not text:
        return querylog.hot(nav)
    words = vocabulary.current(nav)
    offered = words.lexicon.starting(text, MOST_WORDS)
    return list(dict.fromkeys([*offered, *_titles(text, words)]))


def _titles(text: str, words: vocabulary.Vocabulary) -> list[str]:
    meaning = understanding.understood(text, words.synonyms)
    if meaning.empty:
        return []
    try:
        question = finding.question_of(finding.Wanted(text), meaning, words)
        hits = folder.reader().find(question, clock.today(), 0, MOST_TITLES).hits
    except Unavailable:
        return []
    ids = [hit.publication for hit in hits if not hit.record]
    titles = dict(Publication.objects.public().filter(pk__in=ids).values_list("pk", "title"))
    return [titles[pk] for pk in ids if pk in titles]
