"""What a finder reports before overlaps are settled, and the order in which kinds win a stretch of text."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

KINDS = ("id_card", "credit_code", "bank_card", "email", "mobile", "landline", "plate", "minor", "address")
LABELS = {
    "id_card": "身份证件号码",
    "mobile": "手机号码",
    "landline": "固定电话",
    "bank_card": "银行卡号",
    "credit_code": "统一社会信用代码",
    "plate": "车牌号",
    "email": "电子邮箱",
    "address": "住址（到门牌）",
    "minor": "未成年人信息",
}
ORDER = {kind: place for place, kind in enumerate(KINDS)}


class Hit(NamedTuple):
    """A datum in folded text: `value` is its bare form (digits without separators, upper case)."""

    kind: str
    start: int
    end: int
    value: str


Finder = Callable[[str], Iterator[Hit]]


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """The hits in order of place; where two share a character, the kind named first in KINDS stays, then the longer."""
    ranked = sorted(set(hits), key=lambda hit: (ORDER[hit.kind], hit.start - hit.end, hit.start))
    taken: list[Hit] = []
    by_start: list[int] = []
    for hit in ranked:
        place = bisect_left(by_start, hit.start)
        if place > 0 and taken[place - 1].end > hit.start:
            continue
        if place < len(taken) and taken[place].start < hit.end:
            continue
        by_start.insert(place, hit.start)
        taken.insert(place, hit)
    return taken
