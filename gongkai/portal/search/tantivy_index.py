"""The index kept by tantivy: its fields, and how documents go in and questions are put to it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Filter, Index, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from . import engine_queries, pieces, ranking
from .port import GROUPS, VALIDITIES, Answer, Document, Hit, Question, Standing, Unavailable

# Raised with every change of the fields or of how texts are cut: an index of another number is built anew.
FORMAT = 1
HEAP_BYTES = 64_000_000
BROAD = 20_000  # from so many hits on, bodies are no longer weighed
CANDIDATES = 100  # how many of the engine's best are ranked again with today's dates
MOST_YEARS, NO_DAY = 60, 0
NUMBERS = ("publication", "record", "stamp", "day", "effective", "expires", "repealed", "claimed", "flags", "links",
           "group", "validity", "year")  # fmt: skip
TEXTS = {
    "title": "pieces", "keywords": "pieces", "summary": "pieces", "body": "pieces", "files": "pieces",
    "pairs": "pairs", "title_signs": "signs", "initials": "initials",
}  # fmt: skip
SETS = {"signs": "signs", "syllables": "pieces", "number": "raw", "cited": "raw", "columns": "raw", "kind": "raw",
        "audience": "raw", "group_code": "raw", "validity_code": "raw", "key": "raw"}  # fmt: skip
TYPES = tuple(sorted(ranking.TYPES))
DATED, FORWARDING, REPLACED, HAS_VALIDITY = 1, 2, 4, 8
TYPE_SHIFT = 4


def schema() -> Any:
    made = SchemaBuilder()
    for name, tokenizer in TEXTS.items():
        made.add_text_field(name, tokenizer_name=tokenizer, index_option="freq")
    for name, tokenizer in SETS.items():
        made.add_text_field(name, tokenizer_name=tokenizer, index_option="basic")
    for name in NUMBERS:
        made.add_integer_field(name, indexed=name in {"publication", "year"}, fast=True)
    made.add_float_field("weight", fast=True)
    return made.build()


SCHEMA = schema()


def _prepared(index: Any) -> Any:
    """Its tokenizers: texts arrive cut into words; pairs, single characters and initials are cut by the engine."""

    def analyzer(tokenizer: Any) -> Any:
        return TextAnalyzerBuilder(tokenizer).filter(Filter.lowercase()).build()

    index.register_tokenizer("pieces", analyzer(Tokenizer.whitespace()))
    index.register_tokenizer("pairs", analyzer(Tokenizer.ngram(2, 2)))
    index.register_tokenizer("signs", analyzer(Tokenizer.ngram(1, 1)))
    index.register_tokenizer("initials", analyzer(Tokenizer.ngram(engine_queries.FEWEST, engine_queries.MOST)))
    return index


def make(folder: Path) -> Any:
    """A new, empty index in an empty folder."""
    folder.mkdir(parents=True)
    return _prepared(Index(SCHEMA, path=str(folder)))


def open_index(folder: Path) -> Any:
    """The index of a folder; raises Unavailable where it cannot be opened."""
    try:
        return _prepared(Index.open(str(folder)))
    except Exception as fault:  # the engine raises ValueError, OSError and its own for what is damaged
        raise Unavailable(str(fault)) from fault


class TantivyWriter:
    """See `port.Writer`. Opening it takes the engine's own lock; raises Unavailable when somebody else holds that."""

    def __init__(self, index: Any, today: date):
        self.today = today
        try:
            self._writer = index.writer(HEAP_BYTES, 1)
        except Exception as fault:
            raise Unavailable(str(fault)) from fault

    def put(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self._writer.delete_documents_by_term("key", _key(document.publication, document.record))
            self._writer.add_document(_to_engine(document, self.today))

    def add(self, documents: Iterable[Document]) -> None:
        """The same for what is certainly not in the index yet."""
        for document in documents:
            self._writer.add_document(_to_engine(document, self.today))

    def remove(self, publications: Iterable[int]) -> None:
        for publication in publications:
            self._writer.delete_documents_by_term("publication", publication)

    def remove_records(self, keys: Iterable[tuple[int, int]]) -> None:
        for publication, record in keys:
            self._writer.delete_documents_by_term("key", _key(publication, record))

    def commit(self) -> None:
        self._writer.commit()

    def close(self) -> None:
        """Let merges end: without them the segments of many small commits would pile up."""
        self._writer.wait_merging_threads()


def _key(publication: int, record: int) -> str:
    return f"{publication}.{record}"


def _flags(standing: Standing) -> int:
    flags = TYPES.index(standing.search_type) if standing.search_type in TYPES else TYPES.index("notice")
    flags <<= TYPE_SHIFT
    for bit, is_set in ((DATED, standing.dated), (FORWARDING, standing.forwarding), (REPLACED, standing.replaced),
                        (HAS_VALIDITY, standing.has_validity)):  # fmt: skip
        flags |= bit if is_set else 0
    return flags


def _number(day: date | None) -> int:
    return day.toordinal() if day is not None else NO_DAY


def _to_engine(document: Document, today: date) -> Any:
    standing = document.standing
    validity = ranking.validity_of(standing, today)
    parts = document.column.split(".")
    made = tantivy.Document()
    title, keywords, summary, body, files = (
        pieces.plain(text[: pieces.LONGEST_BODY])
        for text in (document.title, document.keywords, document.summary, document.body, document.files)
    )
    spelt = pieces.spelt(f"{title} {keywords}")
    texts = {
        "title": pieces.indexed_words(title), "keywords": pieces.indexed_words(keywords),
        "summary": pieces.indexed_words(summary), "body": pieces.indexed_words(body), "files": pieces.indexed_words(files),
        "pairs": f"{title}\n{keywords}\n{summary}\n{body}", "title_signs": title,
        "signs": pieces.signs_of(title, keywords, summary, body, files), "syllables": pieces.syllables_of(spelt),
        "initials": pieces.initials_of(spelt), "number": document.number, "kind": document.kind,
        "audience": document.audience, "group_code": document.group, "validity_code": validity.value,
        "key": _key(document.publication, document.record),
    }  # fmt: skip
    for name, text in texts.items():
        if text:
            made.add_text(name, text)
    for cited in document.cited:
        made.add_text("cited", cited)
    for depth in range(len(parts)):
        made.add_text("columns", ".".join(parts[: depth + 1]))
    numbers = (document.publication, document.record, document.stamp, standing.day.toordinal(),
               _number(standing.effective_on), _number(standing.expires_on), _number(standing.repealed_on),
               VALIDITIES.index(standing.claimed) if standing.claimed else 0, _flags(standing), standing.popularity,
               GROUPS.index(document.group), VALIDITIES.index(validity.value), standing.day.year)  # fmt: skip
    for name, number in zip(NUMBERS, numbers, strict=True):
        made.add_integer(name, number)
    made.add_float("weight", engine_queries.weight_of(ranking.factor(standing, today)))
    return made


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None


class TantivyReader:
    """See `port.Reader`."""

    def __init__(self, index: Any):
        self._index = index

    def reload(self) -> None:
        self._index.reload()

    def find(self, question: Question, today: date, offset: int, limit: int) -> Answer:
        try:
            return self._find(question, today, offset, limit)
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as fault:  # a panic of the engine is no Exception; a damaged index must not end a request
            raise Unavailable(f"{type(fault).__name__}: {fault}") from None

    def _find(self, question: Question, today: date, offset: int, limit: int) -> Answer:
        searcher = self._index.searcher()
        fields = engine_queries.Fields(SCHEMA, searcher)
        matching = engine_queries.of_text(engine_queries.Fields(SCHEMA, searcher, counting=True), question)
        answer = _counted(searcher, engine_queries.within(SCHEMA, matching, question), question)
        if not answer.total:
            return answer
        is_broad = bool(question.concepts) and answer.total > BROAD
        text = (engine_queries.of_broad_text if is_broad else engine_queries.of_text)(fields, question)
        narrowed = engine_queries.narrowed(SCHEMA, text, question)
        if question.by_date:
            found = searcher.search(narrowed, limit=limit, count=False, order_by_field="day", offset=offset)
            answer.hits = _as_hits(searcher, [address for _, address in found.hits])
        elif offset >= CANDIDATES:
            found = searcher.search(narrowed, limit=limit, count=False, weight_by_field="weight", offset=offset)
            answer.hits = _as_hits(searcher, [address for _, address in found.hits])
        else:
            answer.hits = _ranked(searcher, narrowed, today)[offset : offset + limit]
        return answer

    def holds(self, text: str) -> bool:
        pairs = pieces.pairs_of(text)
        if not pairs:
            return False
        searcher = self._index.searcher()
        return bool(searcher.search(engine_queries.all_pairs(SCHEMA, pairs), limit=1, count=False).hits)

    def stamps(self) -> dict[tuple[int, int], int]:
        searcher = self._index.searcher()
        size = searcher.num_docs
        if not size:
            return {}
        found = searcher.search(Query.all_query(), limit=size, count=False)
        addresses = [address for _, address in found.hits]
        columns = [searcher.fast_field_values(name, addresses) for name in ("publication", "record", "stamp")]
        return {(publication, record): stamp for publication, record, stamp in zip(*columns, strict=True)}


def _as_hits(searcher: Any, addresses: list[Any]) -> list[Hit]:
    publications, records = (searcher.fast_field_values(name, addresses) for name in ("publication", "record"))
    return [Hit(publication, record, 0.0) for publication, record in zip(publications, records, strict=True)]


def _ranked(searcher: Any, query: Any, today: date) -> list[Hit]:
    """The engine's best, ranked by what their dates mean today rather than on the day they were put in."""
    found = searcher.search(query, limit=CANDIDATES, count=False, weight_by_field="weight")
    addresses = [address for _, address in found.hits]
    if not addresses:
        return []
    scores = [score for score, _ in found.hits]
    names = ("publication", "record", "day", "effective", "expires", "repealed", "claimed", "flags", "links", "weight")
    rows = zip(scores, *(searcher.fast_field_values(name, addresses) for name in names), strict=True)
    ranked = sorted((_ranked_hit(row, today) for row in rows), key=lambda one: one[0])
    return _no_longer_first([(hit, gone) for _, hit, gone in ranked])


def _ranked_hit(row: tuple[Any, ...], today: date) -> tuple[tuple[float, int, int], Hit, bool]:
    score, publication, record, day, effective, expires, repealed, claimed, flags, links, weight = row
    standing = Standing(
        search_type=TYPES[flags >> TYPE_SHIFT], day=date.fromordinal(day), dated=bool(flags & DATED),
        forwarding=bool(flags & FORWARDING), replaced=bool(flags & REPLACED), has_validity=bool(flags & HAS_VALIDITY),
        effective_on=_day(effective), expires_on=_day(expires), repealed_on=_day(repealed),
        claimed=VALIDITIES[claimed] if claimed else "",
    )  # fmt: skip
    of_text = score / engine_queries.multiplier(weight)
    final = of_text * ranking.factor(standing, today) + ranking.popularity(links)
    gone = ranking.validity_of(standing, today) in ranking.NO_LONGER
    # Equal scores: the newer first, then the one that came later.
    return (-final, -day, -publication), Hit(publication, record, final), gone


def _no_longer_first(ranked: list[tuple[Hit, bool]]) -> list[Hit]:
    """What is repealed or has expired never stands on top while something valid answers too."""
    first = next((place for place, (_, gone) in enumerate(ranked) if not gone), 0)
    return [hit for hit, _ in [ranked[first], *ranked[:first], *ranked[first + 1 :]]]


def _counted(searcher: Any, query: Any, question: Question) -> Answer:
    """Totals by group, validity and year, each under what the other two narrow to; one pass over the matches."""
    years = {"terms": {"field": "year", "size": MOST_YEARS}}
    validities = {"terms": {"field": "validity", "size": len(VALIDITIES)}, "aggs": {"years": years}}
    cube = {"groups": {"terms": {"field": "group", "size": len(GROUPS)}, "aggs": {"validities": validities}}}
    answer = Answer()
    for group in searcher.aggregate(query, cube)["groups"]["buckets"]:
        for validity in group["validities"]["buckets"]:
            for year in validity["years"]["buckets"]:
                _count(answer, question, GROUPS[int(group["key"])], VALIDITIES[int(validity["key"])],
                       int(year["key"]), year["doc_count"])  # fmt: skip
    return answer


def _count(answer: Answer, question: Question, group: str, validity: str, year: int, count: int) -> None:
    in_group = question.group in ("", group)
    in_validity = question.validity in ("", validity)
    in_year = question.year in (0, year)
    if in_validity and in_year:
        answer.groups[group] = answer.groups.get(group, 0) + count
    if in_group and in_year:
        answer.validities[validity] = answer.validities.get(validity, 0) + count
    if in_group and in_validity:
        answer.years[year] = answer.years.get(year, 0) + count
    if in_group and in_validity and in_year:
        answer.total += count
