"""A question in the engine's own terms: which word counts how much where, and what narrows the hits."""

import math
from dataclasses import dataclass, replace
from typing import Any

from tantivy import Occur, Query

from . import pieces, ranking
from .port import Concept, Phrase, Question

# Lengths of the stretches of initials that are kept as terms.
FEWEST, MOST = 2, 5
# How often a word stands in a title and how long the title is says nothing: there it counts once, by its rarity.
ONCE_FIELDS = (("title", ranking.TITLE), ("keywords", ranking.KEYWORDS))
WORD_FIELDS = (("summary", ranking.SUMMARY), ("body", ranking.BODY), ("files", ranking.FILES))
# Of this share of what was asked something must be there; where that finds too little, of half.
STRICT, RELAXED = 0.75, 0.5
LIFTING = 0.5
UNLIFTED = 3.0  # the score of a broad question's hit that no title lifts, about that of a word in a body


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an index and how rare a word is in one of them.

    `counting`: only what matches is asked for, not how well; what the answer is the same for is left out.
    """

    schema: Any
    searcher: Any
    counting: bool = False

    def rarity(self, field: str, word: str) -> float:
        """The inverse document frequency as the engine itself counts it."""
        holding, all_of_them = self.searcher.doc_freq(field, word), self.searcher.num_docs
        return math.log(1 + (max(0, all_of_them - holding) + 0.5) / (holding + 0.5))

    def once(self, field: str, word: str, weight: float) -> Any:
        query = Query.term_query(self.schema, field, word, "freq")
        return Query.const_score_query(query, weight * self.rarity(field, word))


# The engine multiplies by log2(2 + weight), never by less than 1, and reckons with floats that end at 2^128: factors,
# which lie between 0.01 and 2, are kept sixty times as large.
SCALE, LEAST_KEPT, MOST_KEPT = 60.0, 1.0, 126.0


def weight_of(factor: float) -> float:
    """The weight to be kept for a factor."""
    return float(2 ** min(MOST_KEPT, max(LEAST_KEPT, factor * SCALE)) - 2)


def multiplier(weight: float) -> float:
    """What the engine multiplies by for a kept weight."""
    return math.log2(2 + weight)


def of_text(fields: Fields, question: Question) -> Any:
    """What matches the text of the question and how well."""
    schema = fields.schema
    ways = []
    if question.number:
        ways.append(Query.boost_query(Query.term_query(schema, "number", question.number, "basic"), ranking.NUMBER))
        ways.append(Query.boost_query(Query.term_query(schema, "cited", question.number, "basic"), ranking.CITED))
    if question.sign:
        ways.append(Query.boost_query(Query.term_query(schema, "title_signs", question.sign, "freq"), ranking.TITLE))
        ways.append(Query.term_query(schema, "signs", question.sign, "basic"))
    for reading in question.spelt:
        ways.append(Query.boost_query(_all_of(schema, "syllables", _joined(reading)), ranking.KEYWORDS))
    if len(question.initials) >= FEWEST:
        ways.append(Query.boost_query(_all_of(schema, "initials", _stretches(question.initials)), ranking.SUMMARY))
    if question.concepts:
        ways.append(_concepts(fields, question))
    if not ways:
        return Query.empty_query()
    return ways[0] if len(ways) == 1 else Query.boolean_query([(Occur.Should, way) for way in ways])


def of_broad_text(fields: Fields, question: Question) -> Any:
    """What matches, for a question that tens of thousands of texts answer: by its words in titles and keywords alone.

    Among so many, how often a body says a word tells little, and asking costs the engine more than all the rest; what no
    title lifts is ranked by type, validity and date.
    """
    lifted = [
        (Occur.Should, fields.once(field, word, weight * phrase.weight))
        for concept in question.concepts
        for phrase in concept.phrases
        for word in phrase.words
        for field, weight in ONCE_FIELDS
    ]
    wanted = [concept for concept in question.concepts if not concept.optional]
    if len(wanted) > 1:
        lifted.append(_whole_title(fields, wanted))
    matching = of_text(replace(fields, counting=True), question)
    return Query.boolean_query([(Occur.Must, Query.const_score_query(matching, UNLIFTED)), *lifted])


def _joined(syllables: tuple[str, ...]) -> list[str]:
    if len(syllables) == 1:
        return list(syllables)
    return [f"{a}.{b}" for a, b in zip(syllables, syllables[1:], strict=False)]


def _stretches(initials: str) -> list[str]:
    if len(initials) <= MOST:
        return [initials]
    return [initials[at : at + MOST] for at in range(len(initials) - MOST + 1)]


def _all_of(schema: Any, field: str, terms: list[str]) -> Any:
    option = "freq" if field == "initials" else "basic"
    return Query.boolean_query([(Occur.Must, Query.term_query(schema, field, term, option)) for term in terms])


def _concepts(fields: Fields, question: Question) -> Any:
    wanted = [concept for concept in question.concepts if not concept.optional]
    lifting = [concept for concept in question.concepts if concept.optional]
    share = RELAXED if question.relaxed else STRICT
    least = max(1, math.ceil(len(wanted) * share)) if len(wanted) > 2 or question.relaxed else len(wanted)
    # One of two things alone must at least be what a text is about.
    alone = question.relaxed and len(wanted) <= 2
    said = Query.boolean_query([(Occur.Should, _concept(fields, one, title_only=alone)) for one in wanted], least)
    if fields.counting:
        return said
    lifted = [(Occur.Should, Query.boost_query(_concept(fields, concept), LIFTING)) for concept in lifting]
    if len(wanted) > 1:
        lifted.append(_whole_title(fields, wanted))
    return Query.boolean_query([(Occur.Must, said), *lifted]) if lifted else said


def _whole_title(fields: Fields, wanted: list[Concept]) -> Any:
    whole = [(Occur.Must, _concept(fields, concept, title_only=True)) for concept in wanted]
    return Occur.Should, Query.boost_query(Query.boolean_query(whole), ranking.WHOLE_TITLE)


def _concept(fields: Fields, concept: Concept, *, title_only: bool = False) -> Any:
    ways = [_phrase(fields, phrase, title_only) for phrase in concept.phrases]
    return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways, 0.1)


def _phrase(fields: Fields, phrase: Phrase, title_only: bool) -> Any:
    words = [fields.once("title", word, ranking.TITLE) if title_only else _word(fields, word) for word in phrase.words]
    query = words[0] if len(words) == 1 else Query.boolean_query([(Occur.Must, word) for word in words])
    return query if phrase.weight == 1 else Query.boost_query(query, phrase.weight)


def _word(fields: Fields, word: str) -> Any:
    """One word in every field; and its character pairs, where the text was cut another way."""
    pairs = pieces.pairs_of(word)
    if fields.counting and pairs:  # a word stands nowhere without its pairs, but files are not kept by pairs
        in_files = Query.term_query(fields.schema, "files", word, "basic")
        return Query.boolean_query([(Occur.Should, all_pairs(fields.schema, pairs)), (Occur.Should, in_files)])
    ways = [(Occur.Should, fields.once(field, word, weight)) for field, weight in ONCE_FIELDS]
    ways += [
        (Occur.Should, Query.boost_query(Query.term_query(fields.schema, field, word, "freq"), weight))
        for field, weight in WORD_FIELDS
    ]
    if pairs:
        ways.append((Occur.Should, Query.boost_query(all_pairs(fields.schema, pairs), ranking.BIGRAMS)))
    return Query.boolean_query(ways)


def all_pairs(schema: Any, pairs: list[str]) -> Any:
    """Every one of these character pairs, wherever it stands."""
    terms = [Query.term_query(schema, "pairs", pair, "freq") for pair in dict.fromkeys(pairs)]
    return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Must, term) for term in terms])


def within(schema: Any, text: Any, question: Question) -> Any:
    """The text in its column, for its audience, without what editors have taken out: what the facets count."""
    conditions = [(Occur.Must, text)]
    for field, value in (("columns", question.column), ("audience", question.audience)):
        if value:
            conditions.append((Occur.Must, _condition(schema, field, value)))
    conditions += [
        (Occur.MustNot, Query.term_query(schema, "publication", publication)) for publication in question.excluded
    ]
    return Query.boolean_query(conditions) if len(conditions) > 1 else text


def narrowed(schema: Any, text: Any, question: Question) -> Any:
    """The same, narrowed by the facets that are chosen."""
    conditions = [(Occur.Must, within(schema, text, question))]
    for field, value in (("group_code", question.group), ("validity_code", question.validity)):
        if value:
            conditions.append((Occur.Must, _condition(schema, field, value)))
    if question.year:
        conditions.append((Occur.Must, Query.const_score_query(Query.term_query(schema, "year", question.year), 0.0)))
    return Query.boolean_query(conditions) if len(conditions) > 1 else conditions[0][1]


def _condition(schema: Any, field: str, value: str) -> Any:
    """A condition that adds nothing to the score."""
    return Query.const_score_query(Query.term_query(schema, field, value, "basic"), 0.0)
