"""draw-v1: who is drawn follows from what was announced, from public numbers and from sealed codes, and from nothing else.

The order is that of draft-thomson-elegy-vrs: HKDF with SHA-256 over one-time codes that were committed to before the
public numbers existed. The place of one item does not depend on the others, so that avoidance and removals disturb nothing.
"""

import hashlib
import hmac
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OFFICER = "officer"  # officers' labels: draw_id/officer/item/officer
DIGEST = 32  # bytes


class Refused(Exception):
    """Every reason why a draw cannot be made, as sentences."""

    def __init__(self, reasons: Iterable[str]):
        self.reasons = list(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True)
class Source:
    """One drum of public numbers; `ordered` where the order in which they fell counts."""

    name: str
    values: tuple[int, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Commitment:
    """Whose code, its digest as announced, and the code (hex) once it is opened."""

    by: str
    commit: str
    otp: str = ""


@dataclass(frozen=True)
class Pool:
    """Of these items `k` are drawn; what is graded by risk is simply pools with different k."""

    name: str
    k: int
    items: tuple[str, ...]


@dataclass(frozen=True)
class Officers:
    """Who is assigned to each drawn item: `per_item` of them, never against a pair to avoid (回避)."""

    per_item: int
    names: tuple[str, ...]
    avoid: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Draw:
    """Everything the result depends on. Names are kept as announced; labels are in NFC and without blanks at the ends."""

    draw_id: str
    sources: tuple[Source, ...]
    commitments: tuple[Commitment, ...]
    pools: tuple[Pool, ...]
    officers: Officers | None = None

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Draw":
        """Read the announcement's layout; raises ValueError with a Chinese sentence where it cannot be read."""
        try:
            seats = raw.get("officers")
            return cls(
                draw_id=_name(raw["draw_id"]),
                sources=tuple(
                    Source(str(row.get("name", "")), tuple(map(_number, row["values"])), bool(row.get("ordered")))
                    for row in raw["sources"]
                ),
                commitments=tuple(
                    Commitment(str(row.get("by", "")), str(row["commit"]).lower(), str(row.get("otp") or "").lower())
                    for row in raw["commitments"]
                ),
                pools=tuple(
                    Pool(_name(row["pool"]), _number(row["k"]), tuple(map(_name, row["items"]))) for row in raw["pools"]
                ),
                officers=_officers(seats) if seats else None,
            )
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError(f"抽取公告缺少内容或者格式不对：{fault}。") from fault


def _officers(raw: Mapping[str, Any]) -> Officers:
    pairs = frozenset((_name(item), _name(officer)) for item, officer in raw.get("avoid") or ())
    return Officers(_number(raw["per_item"]), tuple(map(_name, raw["items"])), pairs)


def _name(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError(f"“{text}”不是文字")
    return unicodedata.normalize("NFC", text).strip()


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"“{value}”不是不小于0的整数")
    return value


@dataclass(frozen=True)
class Assigned:
    """One drawn item with its officers, in the order in which they were drawn."""

    item: str
    officers: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"item": self.item, "officers": list(self.officers)}


@dataclass(frozen=True)
class Result:
    """What was drawn, who stands in reserve in which order, and the values with which anyone can recompute it."""

    key_string: str
    prk: bytes
    drawn: tuple[Assigned, ...]
    reserves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def share(percent: int | float, size: int) -> int:
    """How many items a share of a pool is: rounded up, so that 5 % of 7 is 1."""
    return math.ceil(size * percent / 100)


def code_of(secret: bytes) -> tuple[str, str]:
    """The one-time code of a secret and the commitment to it, both in hex: otp = SHA-256(secret), commit = SHA-256(otp)."""
    otp = hashlib.sha256(secret).digest()
    return otp.hex(), hashlib.sha256(otp).hexdigest()


def key_string(sources: Iterable[Source]) -> str:
    """RFC 3797 §4: each source's values ascending unless ordered, each followed by a dot, then a slash."""
    return "".join(
        "".join(f"{value}." for value in (source.values if source.ordered else sorted(source.values))) + "/"
        for source in sources
    )


def extract(commitments: Iterable[Commitment], numbers: str) -> bytes:
    """HKDF-Extract: the key of the whole draw, from the opened codes and the public numbers."""
    codes = b"".join(bytes.fromhex(row.otp) for row in commitments)
    return hmac.digest(codes, numbers.encode(), "sha256")


def position(prk: bytes, label: str) -> bytes:
    """HKDF-Expand to 32 bytes: where a label stands in the order."""
    return hmac.digest(prk, label.encode() + b"\x01", "sha256")


def faults(draw: Draw) -> list[str]:
    """Everything that keeps this announcement from being drawn, codes apart."""
    found = []
    if not draw.draw_id:
        found.append("抽取没有编号。")
    if not draw.sources or any(not source.values for source in draw.sources):
        found.append("每个公开随机数来源都应当有数值。")
    if not draw.pools:
        found.append("没有抽取对象。")
    for pool in draw.pools:
        if pool.k > len(pool.items):
            found.append(f"“{pool.name}”有{len(pool.items)}个对象，少于应抽取的{pool.k}个。")
        if "" in pool.items:
            found.append(f"“{pool.name}”里有没有名称的对象。")
    labels = Counter(f"{pool.name}/{item}" for pool in draw.pools for item in pool.items)
    found += [f"对象“{label}”重复。" for label, count in labels.items() if count > 1]
    return found + (_officer_faults(draw, draw.officers) if draw.officers else [])


def _officer_faults(draw: Draw, officers: Officers) -> list[str]:
    found = [f"执法人员“{name}”重复。" for name, count in Counter(officers.names).items() if count > 1]
    if officers.per_item > len(officers.names):
        found.append(f"每个对象需要{officers.per_item}名执法人员，名单只有{len(officers.names)}名。")
    avoided = Counter(item for item, officer in officers.avoid if officer in set(officers.names))
    short = len(officers.names) - officers.per_item
    names = dict.fromkeys(item for pool in draw.pools for item in pool.items)
    found += [f"回避以后，“{item}”不足{officers.per_item}名执法人员。" for item in names if avoided[item] > short >= 0]
    if any(pool.name == OFFICER for pool in draw.pools):
        found.append(f"对象分组不能命名为“{OFFICER}”。")
    return found


def opening_faults(draw: Draw) -> list[str]:
    """Codes that are missing or do not match what was announced."""
    found = [] if draw.commitments else ["没有承诺值，不能抽取。"]
    for row in draw.commitments:
        if not row.otp:
            found.append(f"“{row.by}”的一次性口令尚未开启。")
            continue
        try:
            otp = bytes.fromhex(row.otp)
        except ValueError:
            found.append(f"“{row.by}”的一次性口令不是十六进制。")
            continue
        if len(otp) != DIGEST or hashlib.sha256(otp).hexdigest() != row.commit:
            found.append(f"“{row.by}”开启的口令与公告的承诺值不符。")
    return found


def make(draw: Draw) -> Result:
    """The result that follows; the same for everyone who computes it. Raises Refused with every reason."""
    found = faults(draw) + opening_faults(draw)
    if found:
        raise Refused(found)
    numbers = key_string(draw.sources)
    prk = extract(draw.commitments, numbers)
    picked: list[str] = []
    reserves: dict[str, tuple[str, ...]] = {}
    for pool in draw.pools:
        prefix = f"{draw.draw_id}/{pool.name}/"
        order = sorted(pool.items, key=lambda item: position(prk, prefix + item))
        picked += order[: pool.k]
        reserves[pool.name] = tuple(order[pool.k :])
    drawn = _assign(draw.draw_id, draw.officers, prk, picked) if draw.officers else tuple(map(Assigned, picked))
    return Result(numbers, prk, drawn, reserves)


def _assign(draw_id: str, officers: Officers, prk: bytes, picked: Sequence[str]) -> tuple[Assigned, ...]:
    """Officers for each item in the order drawn: sorted anew for it, without those to avoid and those at the cap."""
    if not officers.names or not officers.per_item:
        return tuple(map(Assigned, picked))
    load = dict.fromkeys(officers.names, 0)
    cap = math.ceil(officers.per_item * len(picked) / len(officers.names))
    drawn = []
    for item in picked:
        prefix = f"{draw_id}/{OFFICER}/{item}/"
        order = sorted(officers.names, key=lambda name: position(prk, prefix + name))
        able = [name for name in order if (item, name) not in officers.avoid]
        if len(able) < officers.per_item:
            raise Refused([f"回避以后，“{item}”不足{officers.per_item}名执法人员。"])
        free = [name for name in able if load[name] < cap]
        while len(free) < officers.per_item:
            cap += 1
            free = [name for name in able if load[name] < cap]
        chosen = tuple(free[: officers.per_item])
        for name in chosen:
            load[name] += 1
        drawn.append(Assigned(item, chosen))
    return tuple(drawn)
