"""One search from what was typed to what is shown: understood, asked of the index, checked against the database."""

from dataclasses import dataclass, field, replace

from gongkai.journal import clock
from gongkai.wording import pinyin, segments

from ..navigation import Navigation
from . import fallback, folder, shown, understanding, vocabulary
from .port import Answer, Hit, Question, Unavailable
from .shown import Row
from .understanding import Meaning
from .vocabulary import Vocabulary

PAGE_SIZE = 10
# Below this a question is asked again with less demanded of each text.
FEW = 3
# Pages end here: nobody reads on, and every page further costs the engine more.
MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks: words, where to look, what to narrow to."""

    typed: str
    column: str = ""
    group: str = ""
    validity: str = ""
    year: int = 0
    audience: str = ""
    by_date: bool = False
    literal: bool = False
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def narrowed(self) -> bool:
        return bool(self.group or self.validity or self.year)


@dataclass(slots=True)
class Found:
    """What is shown for it. `fallback`: the index was away and only titles were looked through."""

    wanted: Wanted
    meaning: Meaning
    rows: list[Row] = field(default_factory=list)
    best: list[Row] = field(default_factory=list)
    answer: Answer = field(default_factory=Answer)
    total: int = 0
    corrected: str = ""  # what was looked for in place of what was typed
    suggestion: str = ""  # what may have been meant
    relaxed: bool = False
    fallback: bool = False
    capped: bool = False

    @property
    def pages(self) -> int:
        return min(MOST_PAGES, max(1, -(-self.total // self.wanted.size)))


def find(wanted: Wanted, nav: Navigation) -> Found:
    """Everything the page of results shows; the database decides what of it is public."""
    words = vocabulary.current(nav)
    found = Found(wanted, understanding.understood(wanted.typed, words.synonyms))
    if found.meaning.empty:
        return found
    try:
        hits = _asked(found, words)
    except Unavailable:
        found.fallback = True
        return fallback.find(found)
    pinned = words.best.get(found.meaning.text, ()) if wanted.page == 1 and not wanted.narrowed else ()
    shown.fill(found, hits, pinned, nav)
    return found


def _asked(found: Found, words: Vocabulary) -> list[Hit]:
    """The hits of the wanted page; puts a slip right where that is certain. Raises Unavailable."""
    wanted, meaning, reader = found.wanted, found.meaning, folder.reader()
    meant = "" if meaning.number or wanted.literal else _meant(meaning.text, words)
    if meant and (meaning.text.isascii() or not reader.holds(_changed(meaning.text, meant))):
        other = understanding.understood(meant, words.synonyms)
        answer = _ask(found, other, words)
        if answer.total and (_spelt_out(meaning.text, meant) or _nothing_to_lose(found, meaning, words)):
            found.corrected, found.meaning, found.answer, found.total = meant, other, answer, answer.total
            return answer.hits
        found.suggestion = meant if answer.total else ""
    found.relaxed = False
    answer = _ask(found, meaning, words)
    found.answer, found.total = answer, answer.total
    return answer.hits


def _spelt_out(text: str, meant: str) -> bool:
    """Whether letters are the whole pinyin of a word, so that it can be searched for as if it had been written."""
    return text.isascii() and pinyin.full(meant) == "".join(sign for sign in text if sign.isalpha())


def _nothing_to_lose(found: Found, meaning: Meaning, words: Vocabulary) -> bool:
    """Whether what was typed finds nothing as it stands: Latin letters may be initials as well."""
    return not meaning.text.isascii() or not _ask(found, meaning, words).total


def _meant(text: str, words: Vocabulary) -> str:
    """What was probably meant; '' where nothing is wrong."""
    corrected = words.lexicon.corrected(text, segments.is_word)
    return corrected if corrected != text else ""


def _changed(text: str, corrected: str) -> str:
    """The stretch of the text that the correction replaces, with one character around it."""
    start = next((n for n, (a, b) in enumerate(zip(text, corrected, strict=False)) if a != b), 0)
    return text[max(0, start - 1) : start + 2]


def _ask(found: Found, meaning: Meaning, words: Vocabulary) -> Answer:
    """The answer of the index, asked once more with less demanded where it found too little."""
    question = question_of(found.wanted, meaning, words)
    offset = (found.wanted.page - 1) * found.wanted.size
    reader, today = folder.reader(), clock.today()
    answer = reader.find(question, today, offset, found.wanted.size)
    said = [concept for concept in meaning.concepts if not concept.optional]
    if answer.total < FEW and len(said) > 1 and not meaning.number:
        return _wider(found, answer, reader.find(replace(question, relaxed=True), today, offset, found.wanted.size))
    return answer


def _wider(found: Found, strict: Answer, wider: Answer) -> Answer:
    """What holds nearly everything first, then the rest."""
    if wider.total <= strict.total:
        return strict
    found.relaxed = True
    first = {(hit.publication, hit.record) for hit in strict.hits}
    rest = [hit for hit in wider.hits if (hit.publication, hit.record) not in first]
    wider.hits = [*strict.hits, *rest][: found.wanted.size]
    return wider


def question_of(wanted: Wanted, meaning: Meaning, words: Vocabulary) -> Question:
    """What is asked of the index."""
    return Question(
        concepts=meaning.concepts, sign=meaning.sign, number=meaning.number, spelt=meaning.spelt,
        initials=meaning.initials, column=wanted.column, group=wanted.group, validity=wanted.validity, year=wanted.year,
        audience=wanted.audience, by_date=wanted.by_date, excluded=words.worst.get(meaning.text, ()),
    )  # fmt: skip
