"""Feeds: whoever has rows of publications makes an Atom feed or a JSON feed of them.

    return feeds.answer(request, "atom", Feed("通知公告", "/c/news.notice/", "/c/news.notice/feed.atom"), rows)

A row needs its unit and live version (`queries.feeds.PARTS`). Only what is live belongs in a feed; what was taken down or
withdrawn leaves it at once, and an item whose text was corrected or amended says so and comes back as updated.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from gongkai.journal import clock
from gongkai.publications.models import Publication
from gongkai.publications.rules.states import PublicationState, VersionAct
from gongkai.publications.rules.validity import VALIDITY_LABELS, Validity

TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}
LANGUAGE = "zh-CN"
UNREMARKABLE = {Validity.IN_FORCE, Validity.NOT_APPLICABLE}


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself; `home` is the path of the page that it follows, `own` the feed's path with its query."""

    title: str
    home: str
    own: str
    subtitle: str = ""


@dataclass(frozen=True)
class Entry:
    """One item of a feed, in the same words for every format."""

    id: str
    path: str
    title: str
    summary: str
    author: str
    tags: tuple[str, ...]
    published: datetime
    updated: datetime


def answer(request: HttpRequest, written_as: str, feed: Feed, rows: Iterable[Publication]) -> HttpResponse:
    """The feed in one of TYPES; raises Http404 for another name."""
    if written_as not in TYPES:
        raise Http404
    base = f"{request.scheme}://{settings.BUREAU['domain']}"
    entries = [entry_of(row) for row in rows if row.state == PublicationState.LIVE]
    make = {"atom": atom, "json": as_json}[written_as]
    return HttpResponse(make(feed, entries, base), content_type=TYPES[written_as])


def entry_of(row: Publication) -> Entry:
    """A public item as an entry; its id stays the same whatever happens to title, text or scheme of the site."""
    released = clock.local(row.released_at or row.created_at)
    return Entry(
        id=f"tag:{settings.BUREAU['domain'].partition(':')[0]},{released.year}:{row.get_absolute_url()}",
        path=row.get_absolute_url(),
        title=_writable(row.title),
        summary=_writable(" ".join(part for part in (*_remarks(row), row.summary) if part)),
        author=row.unit.name,
        tags=tuple(tag for tag in (row.kind_info.label, row.topic) if tag),
        published=released,
        updated=max(released, clock.local(row.changed_at)),
    )


def _writable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _remarks(row: Publication) -> list[str]:
    """What a reader must know before the summary: that it no longer holds, and what was changed last."""
    found, version, validity = [], row.live_version, row.validity(clock.today())
    if validity not in UNREMARKABLE:
        found.append(f"（{VALIDITY_LABELS[validity]}）")
    if version is not None and version.act == VersionAct.CORRECT:
        found.append(f"勘误：原文“{version.correction_old}”更正为“{version.correction_new}”。{version.change_note}")
    elif version is not None and version.act == VersionAct.AMEND:
        found.append(f"修订：{version.change_note}")
    return found


def latest(entries: Iterable[Entry]) -> datetime:
    """When the feed last changed; the beginning of the epoch for an empty one, so that it does not look new each time."""
    return max((entry.updated for entry in entries), default=datetime(1970, 1, 1, tzinfo=clock.BUREAU_ZONE))


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return self.feed["updated"] or super().latest_post_date()


def atom(feed: Feed, entries: list[Entry], base: str) -> bytes:
    """RFC 4287."""
    name = settings.BUREAU["name"]
    written = _Atom(
        title=f"{feed.title} - {name}" if feed.title != name else name,
        link=base + feed.home,
        description="",
        subtitle=feed.subtitle or None,
        language=LANGUAGE,
        author_name=name,
        author_link=f"{base}/",
        feed_url=base + feed.own,
        feed_guid=f"tag:{settings.BUREAU['domain'].partition(':')[0]},2019:{feed.own}",
        updated=latest(entries),
    )
    for entry in entries:
        written.add_item(
            title=entry.title,
            link=base + entry.path,
            description=entry.summary or None,
            unique_id=entry.id,
            author_name=entry.author,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.tags,
        )
    return written.writeString("utf-8").encode()


def as_json(feed: Feed, entries: list[Entry], base: str) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org)."""
    name = settings.BUREAU["name"]
    said: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.title} - {name}" if feed.title != name else name,
        "home_page_url": base + feed.home,
        "feed_url": base + feed.own,
        "language": LANGUAGE,
        "authors": [{"name": name, "url": f"{base}/"}],
        "items": [
            {
                "id": entry.id,
                "url": base + entry.path,
                "title": entry.title,
                "content_text": entry.summary or entry.title,
                "date_published": entry.published.isoformat(timespec="seconds"),
                "date_modified": entry.updated.isoformat(timespec="seconds"),
                "authors": [{"name": entry.author}],
                "tags": list(entry.tags),
            }
            for entry in entries
        ],
    }
    if feed.subtitle:
        said["description"] = feed.subtitle
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
