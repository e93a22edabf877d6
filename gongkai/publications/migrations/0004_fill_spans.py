"""Spans for what was published before there were any: from released versions, and from the journal what removed,
restored and repealed."""

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from django.db import migrations

from gongkai.publications.rules.spans import TURNS, Happening, Turn, spans_of

BATCH = 500
BUREAU_ZONE = ZoneInfo("Asia/Shanghai")
AFTERWARDS = [event for event, turn in TURNS.items() if turn != Turn.LIVE]


def fill(apps, schema_editor):
    publications = apps.get_model("publications", "Publication").objects.filter(released_at__isnull=False)
    done = apps.get_model("publications", "PublicSpan").objects
    last = 0
    while rows := list(publications.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        told = _happenings(apps, {row.pk: row for row in rows})
        known = set(done.filter(publication_id__in=[row.pk for row in rows]).values_list("publication_id", flat=True))
        done.bulk_create(
            done.model(
                publication_id=row.pk, version_id=span.version, column=span.column, listed_on=span.listed_on,
                repealed_on=span.repealed_on, begins_at=span.begins_at, ends_at=span.ends_at,
            )
            for row in rows
            if row.pk not in known
            for span in spans_of(sorted(told[row.pk], key=lambda each: (each.at, each.turn != Turn.LIVE)))
        )  # fmt: skip


def _happenings(apps, rows):
    found = defaultdict(list)
    versions = apps.get_model("publications", "Version").objects.filter(
        publication_id__in=list(rows), released_at__isnull=False
    )
    for version in versions.order_by("serial").only("publication", "column", "claimed_published_on", "released_at"):
        row = rows[version.publication_id]
        first = row.released_at.astimezone(BUREAU_ZONE).date()
        listed = (version.claimed_published_on if row.legacy else None) or first
        found[row.pk].append(Happening(version.released_at, Turn.LIVE, version.pk, version.column, listed))
    entries = apps.get_model("journal", "Entry").objects.filter(
        subject_kind="publication", subject_id__in=[str(pk) for pk in rows], event__in=AFTERWARDS
    )
    for subject, event, at, facts in entries.order_by("pk").values_list("subject_id", "event", "at", "facts"):
        repealed = date.fromisoformat(facts["on"]) if TURNS[event] == Turn.REPEALED else None
        found[int(subject)].append(Happening(at, TURNS[event], repealed_on=repealed))
    return found


def empty(apps, schema_editor):
    apps.get_model("publications", "PublicSpan").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("publications", "0003_spans"), ("journal", "0004_beats")]
    operations = [migrations.RunPython(fill, empty)]
