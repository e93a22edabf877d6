"""How high a document stands: text × type × validity × recency + popularity. Start values, tuned on the judged queries."""

import math
from datetime import date

from gongkai.publications.rules.validity import Validity, validity_on

from .port import Standing

# Weights of the fields that a word may stand in.
TITLE, NUMBER, KEYWORDS, SUMMARY, BODY, FILES, BIGRAMS = 8.0, 10.0, 4.0, 3.0, 1.0, 0.7, 0.5
CITED = 1.0
WHOLE_TITLE = 3.0  # three times more what the title counts where it holds everything that was asked for

TYPES = {
    "service": 2.0, "question": 1.5, "policy": 1.0, "interpretation": 1.3, "notice": 1.0, "page": 1.0, "data": 1.0,
    "record": 0.8, "news": 0.6,
}  # fmt: skip
POLICY_IN_FORCE = 1.6
VALIDITIES = {Validity.REPEALED: 0.3, Validity.EXPIRED: 0.3}
FORWARDING = 0.4  # 关于转发…的通知 repeats a title that belongs to another document
REPLACED = 0.5
HALF_LIFE_DAYS, RECENCY_FLOOR = 180, 0.2
POPULARITY = 0.3
NO_LONGER = frozenset({Validity.REPEALED, Validity.EXPIRED})


def validity_of(standing: Standing, today: date) -> Validity:
    return validity_on(
        today,
        applies=standing.has_validity,
        effective_on=standing.effective_on,
        expires_on=standing.expires_on,
        repealed_on=standing.repealed_on,
        claimed=standing.claimed,
    )


def recency(day: date, today: date) -> float:
    """1/(1 + age/180 d) + 0.2; what is dated in the future counts as of today."""
    age = max(0, (today - day).days)
    return 1 / (1 + age / HALF_LIFE_DAYS) + RECENCY_FLOOR


def factor(standing: Standing, today: date) -> float:
    """Everything that multiplies the score of the text."""
    validity = validity_of(standing, today)
    value = TYPES.get(standing.search_type, 1.0)
    if standing.search_type == "policy" and validity == Validity.IN_FORCE:
        value = POLICY_IN_FORCE
    value *= VALIDITIES.get(validity, 1.0)
    value *= FORWARDING if standing.forwarding else 1.0
    value *= REPLACED if standing.replaced else 1.0
    return value * (recency(standing.day, today) if standing.dated else 1.0)


def popularity(links: int) -> float:
    """A small bonus for what many other public items lead to."""
    return POPULARITY * math.log1p(links)
