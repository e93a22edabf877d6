"""The sample year is played through the services, gives the same every time, and goes on after a stop."""

import re
from datetime import date, datetime
from io import StringIO
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from gongkai.bureau.models import Official, Unit
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.mailbox import queries
from gongkai.mailbox.models import Matter
from gongkai.publications import kinds
from gongkai.publications.models import CatalogueItem, Publication, Record, Removal, Review, Version
from gongkai.publications.rules.catalogue import NODES
from gongkai.reception.models import Letter
from gongkai.sample import merger, opening
from gongkai.sample.content import Content, load
from gongkai.sample.letters import Letters
from gongkai.sample.people import People, accounts, password_of, totp_of
from gongkai.sample.play import Step, run
from gongkai.sample.year import Year
from gongkai.workdays.models import Deadline
from gongkai.workdays.services import calendars_load

AS_OF = date(2026, 11, 24)
END = Content(AS_OF).end
pytestmark = pytest.mark.django_db


class Cut(Exception):
    """Stands for a process that ends."""


def selection(content: Content, *, every: int) -> set[str]:
    """All that something befalls or that others need, and besides each n-th item and one of each kind."""
    keys = list(content.items)
    wanted = {act["key"] for act in content.acts["acts"] if "key" in act}
    if every:
        wanted |= {*keys[::every], *{item["kind"]: key for key, item in content.items.items()}.values()}
    wanted |= {act["by_key"] for act in content.acts["acts"] if "by_key" in act}
    wanted |= {draft["wanted"]["amends"] for draft in content.acts["drafts"] if draft["wanted"].get("amends")}
    if every:
        wanted |= {letter["document"] for letter in load("letters.json")["letters"] if "document" in letter}
    wanted |= {batch["key"] for batch in content.acts["batches"]} | {"news-merge", "news-media-litter", "apply-form"}
    return wanted


def play(*, every: int = 0, cut_after: int = 0) -> list[str]:
    with clock.at(END):
        calendars_load()
    content = Content(AS_OF)
    people = People(content)
    steps = [*opening.steps(content, people), *merger.steps(content, people),
             *Year(content, people, only=selection(content, every=every)).steps(),
             *(Letters(content, people).steps() if every else ())]  # fmt: skip

    numbers = count(1)

    def tell(step):
        if next(numbers) == cut_after:
            raise Cut

    return run(steps, content.end, tell)


def outcome() -> list[tuple]:
    return sorted(
        Publication.objects.values_list("source_key", "title", "number", "state", "listed_on", "versions__serial",
                                        "versions__state", "versions__title", "versions__fingerprint")
    )  # fmt: skip


def the_desk_has_work_that_is_late_due_today_and_due_soon() -> None:
    due = list(Deadline.objects.open().exclude(due_on=None).order_by("due_on").values_list("due_on", flat=True))
    soon = Content(AS_OF).working_days_after(AS_OF, 3)
    assert due[0] < AS_OF and AS_OF in due and any(AS_OF < day <= soon for day in due) and due[-1] > soon
    waiting = {version.step_duty() for version in Version.objects.filter(state="review")}
    assert {"office_review", "edit", "legal", "secrecy", "sign"} <= waiting


def one_release_was_late() -> None:
    released = Deadline.objects.filter(rule="PUB-12", met_on__isnull=False)
    late = list(released.filter(met_on__gt=F("due_on")).values_list("subject_id", flat=True))
    assert late == [str(Publication.objects.get(source_key="sample:proj-greenbelt").pk)]
    assert released.count() > 10


def only_those_who_are_told_have_a_password() -> None:
    told = {row["username"] for row in accounts(Content(AS_OF))}
    assert {official.username for official in Official.objects.all() if official.has_usable_password()} == told


def an_outside_auditor_may_read_until_his_last_day() -> None:
    account = Official.objects.auditors().get()
    assert account.username in {row["username"] for row in accounts(Content(AS_OF))}
    assert account.is_active and account.audit_from <= AS_OF <= account.audit_to and account.totp_secret
    assert not account.must_change_password and not account.duties.exists()


def letters_of_every_stage_were_written() -> None:
    stages = set(Matter.objects.values_list("stage", flat=True))
    assert stages >= {"new", "assigned", "asked", "review", "answered", "invalid"}
    assert Matter.objects.filter(published_as__state="live").count() >= 10
    assert Matter.objects.filter(extended=True).exists() and Letter.objects.filter(rating__isnull=False).count() >= 20
    waiting = [queries.running(matter).due_on for matter in Matter.objects.filter(stage__in=["assigned", "review"])]
    assert min(waiting) < AS_OF <= max(waiting)


def test_the_year_holds_everything_that_can_befall_a_publication():
    assert play(every=6) == []
    letters_of_every_stage_were_written()
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
    unused = {kind.code for kind in kinds.all_kinds()} - set(Publication.objects.values_list("kind", flat=True))
    assert not unused
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
    the_desk_has_work_that_is_late_due_today_and_due_soon()
    one_release_was_late()
    only_those_who_are_told_have_a_password()
    an_outside_auditor_may_read_until_his_last_day()

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
    assert len(whole) > 80
    assert [row[:4] for row in whole] == [row[:4] for row in again]
    assert whole == again


def test_a_step_that_ends_in_the_middle_leaves_nothing():
    def half():
        Unit.objects.create(code="HALF", name="半处", kind="office", valid_from=AS_OF)
        raise Cut

    with pytest.raises(Cut):
        run([Step(END, 0, "half", half)], END, lambda step: None)
    assert not Unit.objects.exists()


def test_the_year_is_the_same_whatever_hour_it_is_started():
    content = Content(AS_OF)
    assert content.end == datetime(2026, 11, 24, tzinfo=clock.BUREAU_ZONE)
    days = [content.formed(draft) for draft in content.acts["drafts"]]
    assert all(content.first <= day < AS_OF for day in days)


@pytest.mark.parametrize("as_of", [date(2026, 3, 15), date(2025, 12, 31), date(2024, 2, 29), date(2026, 10, 8)])
def test_every_day_of_the_content_can_be_found_for_any_as_of_day(as_of):
    calendars_load()
    content, last = Content(as_of), Content(as_of).last
    for item in content.items.values():
        assert content.formed(item) <= last and content.release_day(item["key"]) >= content.formed(item)
        assert "{" not in content.fill(item["title"] + (item["doc_no"] or ""), item)
    assert len({content.fill(item["doc_no"], item) for item in content.items.values() if item["doc_no"]}) == len(
        [item for item in content.items.values() if item["doc_no"]]
    )


def played(*options: str) -> str:
    out = StringIO()
    call_command("sample", *options, stdout=out)
    return out.getvalue()


def test_a_later_start_only_prints_the_accounts_of_the_year_that_is_there():
    calendars_load()
    content = Content(AS_OF)
    with clock.at(content.end), transaction.atomic():
        opening.begin(content, People(content))
    opening.finish(content)
    entries = Entry.objects.count()
    later = played("--as-of", "2026-01-15")
    assert "截至 2026-11-24" in later and later.count("动态口令密钥") >= 15
    assert Entry.objects.count() == entries and not Publication.objects.exists()


def test_it_is_not_played_in_production_nor_beside_other_accounts_nor_into_the_future(settings):
    unit = Unit.objects.create(code="A", name="甲处", kind="office", valid_from=AS_OF)
    with pytest.raises(CommandError):
        played("--as-of", "2999-01-01")
    Official.objects.create(username="zhang-san", name="张三", unit=unit)
    assert "不放示例年" in played() and not Publication.objects.exists()
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        played()


def test_the_accounts_cover_every_duty_and_can_be_printed_again():
    rows = accounts(Content(AS_OF))
    assert len({row["duty"] for row in rows}) == len(rows) >= 15
    assert len({row["username"] for row in rows}) >= 14, "as many persons as there can be"
    assert all(
        row["password"] == password_of(row["username"]) and row["totp"] == totp_of(row["username"]) for row in rows
    )
