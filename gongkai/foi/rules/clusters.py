"""Requests that ask for the same thing in other words: an inverted index over their words, bounded and deterministic."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

# Similar enough: so much of the words of both together stands in each (Jaccard), engineering value.
THRESHOLD = 0.5
MOST_REQUESTS = 3000
# A word that so many requests have says little; it brings no two of them together, and bounds the pairs looked at.
MOST_IN_A_LIST = 60
# Words of every application.
EMPTY = frozenset(
    [
        "申请",
        "公开",
        "信息",
        "政府",
        "政府信息",
        "获取",
        "提供",
        "关于",
        "相关",
        "有关",
        "情况",
        "文件",
        "资料",
        "材料",
        "内容",
        "的",
        "和",
        "与",
        "及",
        "或",
        "在",
        "对",
        "本",
        "我",
        "年",
        "月",
        "日",
        "请",
        "一份",
    ]
)


@dataclass(frozen=True)
class Request:
    """One application: its id, who asked as an opaque key ('' for unknown), the words of what is wanted."""

    id: int
    applicant: str
    words: frozenset[str]


@dataclass(frozen=True)
class Cluster:
    """Applications by id that ask for the same, how many applicants stand behind them, the words they share."""

    ids: tuple[int, ...]
    applicants: int
    words: tuple[str, ...]


def normalised(words: Iterable[str]) -> frozenset[str]:
    """The words that say what is wanted: lower case, without those of every application and single signs."""
    return frozenset(word for raw in words if len(word := raw.strip().lower()) > 1 and word not in EMPTY)


def clusters(requests: Sequence[Request], *, threshold: float = THRESHOLD, least: int = 2) -> list[Cluster]:
    """Groups of similar requests of at least `least` different applicants, the largest first.

    The same requests in another order give the same groups. Only the first MOST_REQUESTS by id, newest first, are looked at.
    """
    known = sorted(requests, key=lambda one: -one.id)[:MOST_REQUESTS]
    usable = [one for one in known if one.words]
    root = list(range(len(usable)))
    for left, right in _pairs(usable):
        if _alike(usable[left].words, usable[right].words) >= threshold:
            _join(root, left, right)
    groups: dict[int, list[Request]] = defaultdict(list)
    for place, one in enumerate(usable):
        groups[_top(root, place)].append(one)
    found = [_cluster(group) for group in groups.values()]
    return sorted(
        (one for one in found if one.applicants >= least), key=lambda one: (-one.applicants, -len(one.ids), one.ids)
    )


def _pairs(requests: Sequence[Request]) -> Iterable[tuple[int, int]]:
    """Pairs that share a word that is not everybody's."""
    lists: dict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(requests):
        for word in one.words:
            lists[word].append(place)
        lists[one.words].append(place)  # the very same words always meet
    for key in lists:
        places = lists[key]
        if isinstance(key, str) and len(places) > MOST_IN_A_LIST:
            continue
        if isinstance(key, frozenset):
            yield from zip(places, places[1:], strict=False)
            continue
        for at, left in enumerate(places):
            for right in places[at + 1 :]:
                yield left, right


def _alike(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right)


def _top(root: list[int], place: int) -> int:
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


def _join(root: list[int], left: int, right: int) -> None:
    first, second = sorted((_top(root, left), _top(root, right)))
    root[second] = first


def _cluster(group: list[Request]) -> Cluster:
    named = {one.applicant for one in group if one.applicant}
    unknown = sum(not one.applicant for one in group)
    counted = Counter(word for one in group for word in one.words)
    shared = sorted(
        (word for word, count in counted.items() if count * 2 >= len(group)), key=lambda w: (-counted[w], w)
    )
    return Cluster(tuple(sorted(one.id for one in group)), len(named) + unknown, tuple(shared[:6]))
