"""What is asked and what finds nothing, without persons: a line on disk while the page is made, counted by the worker.

No address, no cookie, no time of day is kept; what looks like somebody's data is not kept at all.
"""

import json
import logging
import os
import re
import time
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import rjieba
from django.db import transaction
from django.db.models import Sum

from gongkai.journal import clock
from gongkai.wording.personal import find_personal_data

from ..models import QueryCount
from ..navigation import Navigation
from . import folder, vocabulary
from .understanding import number_in

log = logging.getLogger(__name__)

KEEP_DAYS = 180
LONGEST = 40  # who types more than that tells a story, and perhaps his own
MOST_A_FILE = 200_000
HOT_DAYS, HOT_LEAST = 30, 3
DIGITS = re.compile(r"\d{6}")
Counted = Counter[tuple[str, str, str]]  # by day, query and column
_NAME = "nr"  # the tagger's word class for names of persons


def may_be_kept(query: str) -> bool:
    """Whether a normalised query says nothing of a person: no number, address or mailbox of anybody, no bare name."""
    if not query or len(query) > LONGEST:
        return False
    if number_in(query):
        return True
    if DIGITS.search(query) or "@" in query or find_personal_data(query):
        return False
    return not (len(query) <= 4 and _is_name(query))


def _is_name(query: str) -> bool:
    return [kind for _, kind in _tagger().tag(query)] == [_NAME]


def _tagger() -> rjieba.Jieba:
    global _jieba
    _jieba = _jieba or rjieba.Jieba()
    return _jieba


_jieba: rjieba.Jieba | None = None


def _file() -> Path:
    return folder.root() / "asked"


def note(query: str, column: str, *, found: bool, reported: bool = False) -> None:
    """Write down that this was asked; costs a few microseconds and never fails the page."""
    with suppress(Exception):
        if not may_be_kept(query):
            return
        line = json.dumps([clock.today().isoformat(), query, column, int(found), int(reported)], ensure_ascii=False)
        folder.root().mkdir(parents=True, exist_ok=True)
        # One write of a short line to a file opened for appending is whole, however many processes do it.
        handle = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
        finally:
            os.close(handle)


def count_up() -> int:
    """Move what was noted into the day's counts; returns how many lines. Run by the worker."""
    taken = folder.root() / f"asked.{time.time_ns():x}"
    with suppress(FileNotFoundError):
        _file().rename(taken)
    lines = 0
    for path in sorted(folder.root().glob("asked.*")):
        lines += _count_file(path)
        path.unlink(missing_ok=True)
    return lines


def _count_file(path: Path) -> int:
    asked, nothing, reported = Counted(), Counted(), Counted()
    lines = 0
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            with suppress(ValueError, TypeError):
                day, query, column, found, told = json.loads(line)
                key = (day, query[:80], column[:80])
                asked[key] += 0 if told else 1
                nothing[key] += 0 if told or found else 1
                reported[key] += told
                lines += 1
            if lines >= MOST_A_FILE:
                break
    _add(asked, nothing, reported)
    return lines


def _add(asked: Counted, nothing: Counted, reported: Counted) -> None:
    days = {day for day, _, _ in asked}
    with transaction.atomic():
        # Rows first, then counts: another worker may be adding the same word at this moment.
        known = set(QueryCount.objects.filter(day__in=days).values_list("day", "query", "column"))
        keys = [(date.fromisoformat(day), query, column) for day, query, column in sorted(asked)]
        fresh = [QueryCount(day=day, query=query, column=column) for day, query, column in keys
                 if (day, query, column) not in known]  # fmt: skip
        QueryCount.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        changed = []
        for row in QueryCount.objects.select_for_update().filter(day__in=days).order_by("pk"):
            key = (row.day.isoformat(), row.query, row.column)
            if key in asked:
                row.count += asked[key]
                row.nothing += nothing[key]
                row.reported += reported[key]
                changed.append(row)
        QueryCount.objects.bulk_update(changed, ["count", "nothing", "reported"], batch_size=500)


def prune() -> int:
    """Forget counts that are older than half a year."""
    return QueryCount.objects.filter(day__lt=clock.today() - timedelta(days=KEEP_DAYS)).delete()[0]


def hot(nav: Navigation, most: int = 8) -> list[str]:
    """What was asked most in the last month and found something: made of words that we offer ourselves."""
    since, words = clock.today() - timedelta(days=HOT_DAYS), vocabulary.current(nav)
    rows = (
        QueryCount.objects.filter(day__gte=since)
        .values("query")
        .annotate(times=Sum("count"), without=Sum("nothing"))
        .filter(times__gte=HOT_LEAST, without=0)
        .order_by("-times", "query")
        .values_list("query", flat=True)[: most * 10]
    )
    return [query for query in rows if words.may_be_offered(query)][:most]
