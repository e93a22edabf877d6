"""How well the search answers the judged queries over the sample year: nDCG@10, and whether what is wanted stands on top."""

import math
from dataclasses import dataclass
from typing import Any

from gongkai.portal import navigation
from gongkai.portal.search import finding
from gongkai.publications.models import Publication

from .content import load
from .play import PREFIX

DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """One query with its result: `score` is nDCG@10, `first` what stands on top, `reached` whether it is as wanted."""

    query: str
    kind: str
    score: float
    reached: bool
    first: str


def queries() -> list[dict[str, Any]]:
    """Each with `query`, `kind`, `within` and `grades` by key of the sample or document number."""
    return list(load("judged.json")["queries"])


def gain(grades: list[int]) -> float:
    """Discounted cumulative gain with 2^grade − 1."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def judge(rows: list[dict[str, Any]] | None = None) -> list[Judged]:
    """Every judged query put to the search as it is now."""
    nav, known = navigation.current(), _keys()
    found = []
    for row in queries() if rows is None else rows:
        result = finding.find(finding.Wanted(row["query"]), nav)
        shown = [*result.best, *result.rows]
        grades = [
            max((row["grades"].get(key, 0) for key in known.get(one.publication, ())), default=0) for one in shown
        ]
        ideal = gain(sorted(row["grades"].values(), reverse=True))
        best = max(row["grades"].values())
        found.append(Judged(row["query"], row["kind"], gain(grades) / ideal, best in grades[: row["within"]],
                            shown[0].title if shown else "（没有结果）"))  # fmt: skip
    return found


def _keys() -> dict[int, tuple[str, str]]:
    rows = Publication.objects.public().values_list("pk", "source_key", "doc_no_key")
    return {pk: ((key or "").removeprefix(PREFIX), number) for pk, key, number in rows}
