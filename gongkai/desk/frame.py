"""What stands around every page of the desk: navigation with counts, what is new, who I am and for whom, what day it is."""

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
    return Frame(
        official=official,
        navigation=_navigation(request.path, official, may),
        new=[]
        if may.reads_all
        else [
            (entry.label, reverse(entry.url_name) + (f"?{entry.query}" if entry.query else ""))
            for entry in registry.all_new()
            if entry.access.admits(official, may)
        ],
        unread=queries.unread(official),
        standing_in=list(
            Absence.objects.filter(absent_on(today), substitute=official).select_related("official").order_by("to_day")
        ),
        preference=queries.preference_of(official),
        today=today,
        nature=lights.calendar.nature(today),
        messages=list(get_messages(request)),
    )


def _navigation(path: str, official: Official, may: Credentials) -> list[NavLine]:
    entries = [entry for entry in registry.all_navigation() if entry.access.admits(official, may)]
    if may.reads_all:
        entries = [replace(entry, count=None) for entry in entries if reading.opens(reverse(entry.url_name))]
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
        NavLine(entry.label, addresses[entry.code][0], entry.count(official, may) if entry.count else 0,
                entry.code == here)
        for entry in entries
    ]  # fmt: skip
