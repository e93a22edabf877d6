"""The sample year is played through the services, gives the same every time, and goes on after a stop."""

import re
from datetime import date
from itertools import count

import pytest
from django.db import transaction
from django.db.models import F

from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.publications import kinds
from gongkai.publications.models import CatalogueItem, Publication, Record, Removal, Review, Version
from gongkai.publications.rules.catalogue import NODES
from gongkai.sample import merger, opening
from gongkai.sample.content import Content
from gongkai.sample.people import People, accounts, password_of, totp_of
from gongkai.sample.play import run
from gongkai.sample.year import Year
from gongkai.workdays.models import Deadline
from gongkai.workdays.services import calendars_load

AS_OF = date(2026, 11, 24)
END = Content(AS_OF).end
pytestmark = pytest.mark.django_db


class Cut(Exception):
    """Stands for a process that ends."""


def selection(content: Content) -> set[str]:
    """Every fourth item, and all that something befalls or that others need."""
    keys = list(content.items)
    wanted = set(keys[::4]) | {act["key"] for act in content.acts["acts"] if "key" in act}
    wanted |= {act["by_key"] for act in content.acts["acts"] if "by_key" in act}
    wanted |= {draft["wanted"]["amends"] for draft in content.acts["drafts"] if draft["wanted"].get("amends")}
    wanted |= {batch["key"] for batch in content.acts["batches"]} | {"news-merge", "news-media-litter"}
    return wanted


def play(cut_after: int = 0) -> list[str]:
    with clock.at(END):
        calendars_load()
    content = Content(AS_OF)
    people = People(content)
    steps = [*opening.steps(content, people), *merger.steps(content, people),
             *Year(content, people, only=selection(content)).steps()]  # fmt: skip

    numbers = count(1)

    def tell(step):
        if next(numbers) == cut_after:
            raise Cut

    return run(steps, content.end, tell)


def outcome() -> list[tuple]:
    return sorted(
        Publication.objects.values_list("source_key", "title", "number", "state", "listed_on", "versions__serial",
                                        "versions__state", "versions__title")
    )  # fmt: skip


def test_the_year_holds_everything_that_can_befall_a_publication():
    assert play() == []
    taken_in = Publication.objects.filter(legacy=True, state="live")
    assert taken_in.count() > 60
    assert not taken_in.filter(claimed_published_on__gt=F("released_at__date")).exists(), "public before it was"
    states = set(Publication.objects.values_list("state", flat=True))
    assert {"live", "withdrawn", "withheld", "unreleased"} <= states
    assert {"draft", "review", "returned", "approved", "scheduled", "superseded"} <= set(
        Version.objects.values_list("state", flat=True)
    )
    assert {"amend", "correct"} <= set(Version.objects.values_list("act", flat=True))
    assert Removal.objects.get(kind="take_down").state == "reversed"
    assert Removal.objects.get(kind="withdrawal").state == "done"
    assert Record.objects.filter(state="live").count() >= 30 and Record.objects.filter(state="withdrawn").count() == 1
    assert Publication.objects.filter(repealed_on__isnull=False).exists()
    used = set(Publication.objects.values_list("kind", flat=True))
    assert {kind.code for kind in kinds.all_kinds()} - used <= {"policy_rule", "plan", "guide", "annual_report", "statistics",
                                                               "institution", "personnel", "finance_note"}  # fmt: skip
    assert set(CatalogueItem.objects.values_list("node", flat=True)) == set(NODES)

    own = [
        review for review in Review.objects.select_related("version") if review.reviewer_id == review.version.author_id
    ]
    assert own == [], "nobody examined his own text"
    for version in Version.objects.filter(state="live", release_set=None):
        passed = dict(version.reviews.filter(opinion="pass").values_list("duty", "reviewer"))
        assert set(passed) == set(version.chain)
        assert "secrecy" not in passed or passed["secrecy"] != passed["sign"]
    released = set(Entry.objects.filter(event="publications.released").values_list("subject_id", flat=True))
    live = Publication.objects.filter(state="live", legacy=False).values_list("pk", flat=True)
    assert {str(pk) for pk in live} <= released
    assert Entry.objects.exclude(at__lte=END).count() == 0
    assert Deadline.objects.open().exists()

    planted = re.compile("一三八\\s*零零一三\\s*八零零零")
    readable = Version.objects.readable().filter(publication__source_key="sample:notice-expert")
    assert readable.exists() and not any(planted.search(version.body) for version in readable)


def test_a_play_that_was_cut_off_goes_on_to_the_same_end():
    def rehearsed(*cuts):
        with transaction.atomic():
            for cut in cuts:
                with pytest.raises(Cut):
                    play(cut_after=cut)
            play()
            found = outcome()
            transaction.set_rollback(True)
        return found

    whole = rehearsed()
    again = rehearsed(37, 180, 301)
    assert [row[:4] for row in whole] == [row[:4] for row in again]
    assert whole == again


def test_the_accounts_cover_every_duty_and_can_be_printed_again():
    rows = accounts(Content(AS_OF))
    assert len({row["duty"] for row in rows}) == len(rows) >= 15
    assert all(
        row["password"] == password_of(row["username"]) and row["totp"] == totp_of(row["username"]) for row in rows
    )
