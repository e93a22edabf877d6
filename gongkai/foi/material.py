"""Questions about the material that is to be given: its pages, what is withheld on them, what may go out."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from gongkai.uploads.models import Upload
from gongkai.uploads.redaction.lines import Line, Place, find

from .models import Application, Redaction, RedactionPage
from .rules import redacting as rules
from .rules.redacting import State

MOST_PLACES = 300


def of_case(case: Application) -> QuerySet[Redaction]:
    """The material of an application that is still there, with its people."""
    rows = case.redactions.exclude(state=State.DROPPED)
    return rows.select_related("source__stored", "result__stored", "approved_by", "made_by").order_by("pk")


def page_of(material: Redaction, number: int) -> RedactionPage | None:
    return material.pages.filter(number=number).first()


def lines_of(page: RedactionPage | None) -> list[Line]:
    """The text of a page with its places; empty where it has none."""
    return [Line.of(line) for line in _data(page)] if page else []


def _data(page: RedactionPage) -> list[dict[str, Any]]:
    return json.loads(page.lines.reveal()) if page.lines else []  # type: ignore[attr-defined]  # ciphertext that reveals itself


def page_data(material: Redaction, numbers: Iterable[int], *, lines: bool = True) -> list[dict[str, Any]]:
    """Some pages as the engine takes them: number, text with places, marks with labels. Two queries."""
    wanted = list(numbers)
    marks: dict[int, list[dict[str, Any]]] = {}
    for mark in material.marks.filter(page__in=wanted).order_by("pk"):
        marks.setdefault(mark.page, []).append({"boxes": mark.boxes, "label": mark.label})
    texts = {row.number: _data(row) for row in material.pages.filter(number__in=wanted)} if lines else {}
    return [
        {"number": number, "lines": texts.get(number, []), "marks": marks.get(number, [])} for number in wanted
    ]  # fmt: skip


def places_of(material: Redaction, term: str) -> list[tuple[int, Place]]:
    """Every place of a word in the document, with its page; the first `MOST_PLACES` of them."""
    found: list[tuple[int, Place]] = []
    for row in material.pages.order_by("number").iterator(chunk_size=20):
        found += [(row.number, place) for place in find(lines_of(row), term) if place.boxes]
        if len(found) >= MOST_PLACES:
            break
    return found[:MOST_PLACES]


def missing(case: Application) -> list[str]:
    """What the answer still needs of its material, as sentences (Art. 37)."""
    states = list(case.redactions.exclude(state=State.DROPPED).values_list("state", flat=True))
    apart = case.decision == "D03" and hasattr(case, "withheld_apart")
    return rules.missing(case.decision, states, apart)


def to_hand_out(case: Application) -> list[Upload]:
    """The results that go out with the answer: approved and clean, and never a source."""
    rows = case.redactions.filter(state=State.APPROVED, result__isnull=False, result__owner_id="").select_related(
        "result__stored"
    )
    return [row.result for row in rows.order_by("pk") if row.result]
