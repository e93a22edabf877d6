"""Without an index: numbers and titles, asked of the database."""

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.db.models.functions import Substr

from gongkai.publications.models import Publication

from .. import navigation
from . import markup, shown

if TYPE_CHECKING:
    from .finding import Found

SHOWN = 50


def find(found: "Found") -> "Found":
    """Items that bear the number, then those whose title holds every word, newest first; no facets, no ranking."""
    wanted, meaning = found.wanted, found.meaning
    titled = [
        reduce(or_, (_all_in_title(phrase.words) for phrase in concept.phrases))
        for concept in meaning.concepts
        if not concept.optional
    ]
    if meaning.sign:
        titled.append(Q(title__contains=meaning.sign))
    condition = reduce(and_, titled) if titled else Q(pk__in=())
    if meaning.number:
        condition = Q(doc_no_key=meaning.number)
    rows = Publication.objects.public().filter(condition)
    if wanted.column:
        rows = rows.filter(Q(column=wanted.column) | Q(column__startswith=f"{wanted.column}."))
    rows = (
        rows.select_related("unit")
        .only(*shown.FIELDS)
        .annotate(body=Substr(F("live_version__body"), 1, shown.BODY_READ))
    )
    listed = list(rows.order_by("-listed_on", "-id")[: SHOWN + 1])
    found.capped, listed = len(listed) > SHOWN, listed[:SHOWN]
    pattern, nav = markup.pattern_of(shown.marked_words(meaning)), navigation.cached()
    start = (wanted.page - 1) * wanted.size
    found.rows = [shown.row_of(row, pattern, nav) for row in listed[start : start + wanted.size]]
    found.total = len(listed)
    return found


def _all_in_title(words: tuple[str, ...]) -> Q:
    return reduce(and_, (Q(title__icontains=word) for word in words))
