"""What stands around every page of the desk: navigation with counts, what is new, who I am and for whom, what day it is."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse

from gongkai.bureau.models import Absence, Credentials, Official, absent_on
from gongkai.bureau.queries import credentials

from . import queries, reading, registry
from .lights import Lights
from .models import Preference


@dataclass(frozen=True)
class Counted:
    """What stands beside the lines of navigation, and whom the official stands in for."""

    seen: tuple[int, date]  # the journal's last entry when it was counted, and the day
    counts: dict[str, int]
    standing_in: list[Absence]


# Counted once for each official until something happens: every act writes its entry, and the day changes the rest.
_counted: OrderedDict[int, Counted] = OrderedDict()
MOST_COUNTED = 500


@dataclass(frozen=True)
class NavLine:
    label: str
    url: str
    count: int
    here: bool


@dataclass(frozen=True)
class Frame:
    official: Official
    navigation: list[NavLine]
    new: list[tuple[str, str]]
    unread: int
    standing_in: list[Absence]
    preference: Preference
    today: date
    nature: str
    messages: list[Any]


def frame_of(request: HttpRequest) -> Frame | None:
    """The frame for a logged-in official, None for anybody else; made once a request."""
    official = getattr(request, "user", None)
    if not isinstance(official, Official):
        return None
    made = getattr(request, "_desk_frame", None)
    if made is None:
        made = _make(request, official)
        request._desk_frame = made  # type: ignore[attr-defined]  # lives as long as the request
    return made


def lights_of(request: HttpRequest) -> Lights:
    """The day's traffic lights, made once a request."""
    made = getattr(request, "_desk_lights", None)
    if made is None:
        made = request._desk_lights = Lights()  # type: ignore[attr-defined]  # lives as long as the request
    return made


def _make(request: HttpRequest, official: Official) -> Frame:
    may = getattr(request, "may", None) or credentials(official)
    lights = lights_of(request)
    today = lights.today
    own = queries.own_of(official)
    entries = _entries(official, may)
    counted = _count(entries, official, may, (own.last_entry, today))
    return Frame(
        official=official,
        navigation=_navigation(request.path, entries, counted.counts),
        new=[]
        if may.reads_all
        else [
            (entry.label, reverse(entry.url_name) + (f"?{entry.query}" if entry.query else ""))
            for entry in registry.all_new()
            if entry.access.admits(official, may)
        ],
        unread=own.unread,
        standing_in=counted.standing_in,
        preference=own.preference,
        today=today,
        nature=lights.calendar.nature(today),
        messages=list(get_messages(request)),
    )


def _entries(official: Official, may: Credentials) -> list[registry.NavEntry]:
    entries = [entry for entry in registry.all_navigation() if entry.access.admits(official, may)]
    if may.reads_all:
        entries = [replace(entry, count=None) for entry in entries if reading.opens(reverse(entry.url_name))]
    return entries


def _count(entries: list[registry.NavEntry], official: Official, may: Credentials, seen: tuple[int, date]) -> Counted:
    kept = _counted.get(official.pk)
    if kept is not None and kept.seen == seen:
        return kept
    standing_in = Absence.objects.filter(absent_on(seen[1]), substitute=official).select_related("official")
    counts = {entry.code: entry.count(official, may) for entry in entries if entry.count}
    made = _counted[official.pk] = Counted(seen, counts, list(standing_in.order_by("to_day")))
    while len(_counted) > MOST_COUNTED:
        _counted.popitem(last=False)
    return made


def _navigation(path: str, entries: list[registry.NavEntry], counts: dict[str, int]) -> list[NavLine]:
    addresses = {entry.code: (reverse(entry.url_name), *entry.prefixes) for entry in entries}
    # The longest address that the path begins with is where one is; the desk's root counts only for itself.
    root = reverse("desk:home")
    fits = [
        (len(prefix), entry.code)
        for entry in entries
        for prefix in addresses[entry.code]
        if path == prefix or (prefix != root and fnmatchcase(path, f"{prefix}*"))
    ]
    here = max(fits)[1] if fits else ""
    return [
        NavLine(entry.label, addresses[entry.code][0], counts.get(entry.code, 0), entry.code == here)
        for entry in entries
    ]
