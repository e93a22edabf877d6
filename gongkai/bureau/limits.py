"""How often one form may be used from one place, counted in the database for all workers together.

`limits.take(form="search")` before the work; it raises TooMany, which the middleware answers with 429. Each form has a
bucket for the address prefix and, where an account is named, one for the account. A bucket holds `times` tokens and is
full again after `seconds`. What is stored is a keyed digest and a moment: nobody reads from it who came or what for.

The counts are engineering values, no law. `GONGKAI_LIMITS="search=120/60,login=off"` changes them.
"""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network
from math import ceil
from threading import Lock

from django.conf import settings

from gongkai.journal import clock
from gongkai.journal.services import source_address
from gongkai.vault.ring import default_ring

from . import queries
from .models import Bucket


@dataclass(frozen=True)
class Limit:
    """So many `times` within so many `seconds`, all at once if need be; then one every `seconds / times`.

    Readers are counted in the database by the dozen (`by`): a worker settles every so many uses with one statement, so
    that an ordinary visit writes nothing. The limit is then exceeded by at most `by - 1` for each worker.
    """

    times: int
    seconds: int
    by: int = 1

    @property
    def step(self) -> int:
        """Milliseconds until one use is given back."""
        return self.seconds * 1000 // self.times


LIMITS = {
    "login": Limit(120, 300),  # a whole bureau may stand behind one address; the lock after five failures is apart
    "citizen_login": Limit(30, 300),
    "submit": Limit(10, 600),  # a letter, a report of an error, an opinion
    "inquire": Limit(30, 600),  # by query code: guessing must not pay
    "follow_up": Limit(20, 600),
    "upload": Limit(30, 600),
    "search": Limit(120, 60, by=12),
    "suggest": Limit(600, 60, by=30),
    "report": Limit(10, 600),
    "api": Limit(600, 60, by=30),
}
OFF = "off"
MOST_REMEMBERED = 20_000  # keys a worker remembers between two settlements; then it begins anew


class TooMany(Exception):
    """This form has been used too often from here; `retry_after` is in whole seconds, at least 1."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(retry_after)


@dataclass
class _Unsettled:
    """What one worker remembers of one key between two settlements."""

    uses: int
    since: int
    refused_until: int = 0


_memory: dict[str, _Unsettled] = {}
_lock = Lock()


def take(*, form: str, address: str | None = None, account: str = "") -> None:
    """Use `form` once from this address (default: the request's), as this account if one is named. Raises TooMany.

    Call it outside a transaction: what is rolled back was not counted. An unknown form is a programming error.
    """
    limit = _limits(settings.LIMITS)[form]
    if limit is None:
        return
    now = int(clock.now().timestamp() * 1000)
    keys = _keys(form, source_address.get() if address is None else address, account)
    due = _due(keys, limit, now) if limit.by > 1 else dict.fromkeys(keys, 1)
    if not due:
        return
    free_at = queries.take_tokens({key: uses * limit.step for key, uses in due.items()}, now, limit.seconds * 1000)
    if free_at:
        until = max(moment + due[key] * limit.step - limit.seconds * 1000 for key, moment in free_at.items())
        _remember_refusal(free_at, limit, until, now)
        raise TooMany(_whole_seconds(until - now))


def prune() -> int:
    """Remove buckets that are full again; returns how many. Nothing is kept longer than its limit lasts."""
    return Bucket.objects.filter(free_at__lt=int(clock.now().timestamp() * 1000)).delete()[0]


def forget() -> None:
    """Drop what this worker remembers between settlements; for tests."""
    with _lock:
        _memory.clear()


def prefix_of(address: str) -> str:
    """The network that counts as one visitor: /32 of IPv4, /64 of IPv6 (settings); '' for what is no address."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((known, settings.LIMIT_PREFIXES[known.version]), strict=False))


def _keys(form: str, address: str, account: str) -> list[str]:
    """Keyed digests, different for each form; in one order, so that two takers never wait for each other."""
    ring = default_ring()
    keys = [ring.blind_index(prefix_of(address), f"limits:{form}:address")]
    if account:
        keys.append(ring.blind_index(account, f"limits:{form}:account"))
    return sorted(keys)


def _due(keys: list[str], limit: Limit, now: int) -> dict[str, int]:
    """The uses to settle now, for each key; empty while this worker only counts. Raises TooMany without a question
    while a refusal is remembered."""
    due = {}
    with _lock:
        if len(_memory) > MOST_REMEMBERED:
            _memory.clear()
        for key in keys:
            known = _memory.get(key)
            if known is None or now - known.since > limit.seconds * 1000:
                known = _memory[key] = _Unsettled(0, now)
            if known.refused_until > now:
                raise TooMany(_whole_seconds(known.refused_until - now))
            known.uses += 1
            if known.uses >= limit.by:
                due[key] = known.uses
                del _memory[key]
    return due


def _remember_refusal(keys: dict[str, int], limit: Limit, until: int, now: int) -> None:
    if limit.by > 1:
        with _lock:
            for key in keys:
                _memory[key] = _Unsettled(0, now, until)


def _whole_seconds(milliseconds: int) -> int:
    return max(1, ceil(milliseconds / 1000))


@lru_cache(maxsize=4)
def _limits(changed: str) -> dict[str, Limit | None]:
    """The limits with what the setting changes; raises ValueError for what it cannot read."""
    found: dict[str, Limit | None] = dict(LIMITS)
    for part in filter(None, (part.strip() for part in changed.split(","))):
        form, _, value = part.partition("=")
        times, _, seconds = value.partition("/")
        if form not in LIMITS or not (value == OFF or (times.isdecimal() and seconds.isdecimal() and int(times))):
            raise ValueError(f"GONGKAI_LIMITS: {part}")
        by = min(LIMITS[form].by, max(1, int(times) // 4)) if value != OFF else 1
        found[form] = None if value == OFF else Limit(int(times), int(seconds), by)
    return found
