"""The timeline of a case: every entry of the journal about it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from gongkai.bureau.models import Official
from gongkai.journal import events
from gongkai.journal.models import Entry
from gongkai.journal.parties import HasParty, Party, party_of

MOST_LINES = 100
_SEES_SENSITIVE = {Official.AdminRole.SECURITY, Official.AdminRole.AUDIT}


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    unit: str
    on_behalf_of: str
    sentence: str
    reason: str
    event: str
    pk: int


@dataclass(frozen=True)
class Timeline:
    """Lines newest first, what the filter can choose from, and the address of what is older ('' for none)."""

    lines: list[Line]
    who: str = ""
    with_reason: bool = False
    actors: list[str] = field(default_factory=list)
    older: str = ""


class _Known(dict[str, Any]):
    """Facts for a sentence; one that is missing leaves a gap, not a fault."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence_of(entry: Entry) -> str:
    """What happened, in the words its room registered; the event's name where nobody knows it any more."""
    try:
        sentence = events.get(entry.event).sentence
    except events.UnknownEvent:
        return entry.event
    return sentence.format_map(_Known(entry.facts))


def is_sensitive(event: str) -> bool:
    try:
        return events.get(event).sensitive
    except events.UnknownEvent:
        return False


def _sees_all(reader: Official) -> bool:
    return reader.is_auditor or reader.admin_role in _SEES_SENSITIVE


def timeline_of(
    subject: HasParty | Party,
    reader: Official,
    query: QueryDict | Mapping[str, str],
    shared: Iterable[HasParty | Party] = (),
) -> Timeline:
    """The last hundred entries of a case, and of the sets it shares; `who`, `with_reason` and `before` narrow them."""
    rows = Entry.objects.about_any(party_of(thing) for thing in (subject, *shared))
    before, who = query.get("before", ""), query.get("who", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    entries = list(rows.order_by("-pk")[: MOST_LINES + 1])
    more = len(entries) > MOST_LINES
    shown = [e for e in entries[:MOST_LINES] if not is_sensitive(e.event) or _sees_all(reader)]
    with_reason = query.get("with_reason") == "1"
    lines = [_line(e) for e in shown if (not who or e.actor_name == who) and (not with_reason or e.reason)]
    return Timeline(
        lines=lines,
        who=who,
        with_reason=with_reason,
        actors=sorted({entry.actor_name for entry in shown}),
        older=_older(query, entries[MOST_LINES - 1].pk) if more else "",
    )


def _older(query: QueryDict | Mapping[str, str], pk: int) -> str:
    """The same page and filter, further back."""
    return f"?{urlencode({**{name: query.get(name, '') for name in query}, 'before': str(pk)})}#timeline"


def _line(entry: Entry) -> Line:
    return Line(
        at=entry.at,
        actor=entry.actor_name,
        unit=entry.actor_unit,
        on_behalf_of=entry.on_behalf_of,
        sentence=sentence_of(entry),
        reason=entry.reason,
        event=entry.event,
        pk=entry.pk,
    )
