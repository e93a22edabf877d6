"""What areas and rooms add to the desk: navigation, tasks, the 新建 menu, search, figures.

An area of the desk registers in `desk/staff/<area>/entries.py`, a room above in its AppConfig.ready. Registering the same
code again replaces nothing and raises: two rooms with one code are a programming error.

    registry.navigation(NavEntry("drafts", "起草", "desk:drafts", WRITERS, order=20, count=queries.my_drafts))
    registry.tasks(TaskSource("publications.reviews", waiting_reviews))
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongkai.bureau.models import Credentials, Official

from .access import EVERYONE, Access

# 我的 / 本处室 / 全局.
MINE, UNIT, BUREAU = "mine", "unit", "bureau"
SCOPES = {MINE: "我的", UNIT: "本处室", BUREAU: "全局"}
Scope = str


@dataclass(frozen=True)
class NavEntry:
    """A line of the left navigation. `count` costs one cheap query at most; 0 shows no figure.

    `prefixes` are further addresses (paths) under which the line is marked as where one is; `*` in them stands for any
    part, and the longest that fits wins: `/desk/v/*/edit/` before `/desk/v/`.
    """

    code: str
    label: str
    url_name: str
    access: Access = EVERYONE
    order: int = 100
    count: Callable[[Official, Credentials], int] | None = None
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One thing to do. With `waiting_for` it is somebody else's turn; `due_on` None: no day is set.

    `key` names the case (`publication:12`), so that two sources do not show it twice: the first one registered wins,
    the earlier due date is kept.
    """

    key: str
    what: str
    stage: str
    unit: str
    url: str
    act_label: str = "办理"
    due_on: date | None = None
    provisional: bool = False
    since: datetime | None = None
    waiting_for: str = ""
    for_signature: bool = False
    owner: str = ""
    number: str = ""


@dataclass(frozen=True)
class TaskSource:
    """`find(official, may, scope)` returns at most a few hundred tasks, most urgent first, in a fixed number of queries."""

    code: str
    find: Callable[[Official, Credentials, Scope], Iterable[Task]]
    order: int = 100


@dataclass(frozen=True)
class NewEntry:
    """A line of the 新建 menu."""

    code: str
    label: str
    url_name: str
    access: Access = EVERYONE
    order: int = 100
    query: str = ""


@dataclass(frozen=True)
class Hit:
    """One result of the desk's search."""

    title: str
    kind: str
    url: str
    number: str = ""
    state: str = ""
    on: date | None = None


@dataclass(frozen=True)
class SearchSource:
    """`find(official, may, words, limit)` looks where this official may look, with indexed or capped queries only."""

    code: str
    label: str
    find: Callable[[Official, Credentials, str, int], Sequence[Hit]]
    order: int = 100


@dataclass(frozen=True)
class Trend:
    """A figure for leaders. `count(weeks)`: one number for each (first moment, end) pair, in one query."""

    code: str
    label: str
    measure: str
    count: Callable[[Sequence[tuple[datetime, datetime]]], Sequence[int]]
    order: int = 100
    more_is_good: bool | None = None
    url_name: str = ""


_navigation: dict[str, NavEntry] = {}
_tasks: dict[str, TaskSource] = {}
_new: dict[str, NewEntry] = {}
_search: dict[str, SearchSource] = {}
_trends: dict[str, Trend] = {}


def _put(register: dict[str, Any], entries: Iterable[Any]) -> None:
    for entry in entries:
        if register.setdefault(entry.code, entry) != entry:
            raise ValueError(f"{entry.code} is registered twice with different content")


def _in_order(register: dict[str, Any]) -> list[Any]:
    return sorted(register.values(), key=lambda entry: entry.order)


def navigation(*entries: NavEntry) -> None:
    """Add lines to the left navigation."""
    _put(_navigation, entries)


def tasks(*sources: TaskSource) -> None:
    """Add sources of 待办."""
    _put(_tasks, sources)


def new(*entries: NewEntry) -> None:
    """Add lines to the 新建 menu."""
    _put(_new, entries)


def search(*sources: SearchSource) -> None:
    """Add where the desk's search looks."""
    _put(_search, sources)


def trends(*figures: Trend) -> None:
    """Add figures to the leader's page; it shows the first five."""
    _put(_trends, figures)


def all_navigation() -> list[NavEntry]:
    return _in_order(_navigation)


def all_tasks() -> list[TaskSource]:
    return _in_order(_tasks)


def all_new() -> list[NewEntry]:
    return _in_order(_new)


def all_search() -> list[SearchSource]:
    return _in_order(_search)


def all_trends() -> list[Trend]:
    return _in_order(_trends)
