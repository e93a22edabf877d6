"""某日的网站: each past evening shows what the public pages showed, whatever has happened since."""

import re
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gongkai.bureau.tests import factories as bureau
from gongkai.desk.tests.at_desk import Desk
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.portal.services import seed_columns
from gongkai.portal.tests import factories
from gongkai.publications.models import Publication
from gongkai.publications.services import changing, drafting, releasing, removing, reviewing
from gongkai.publications.tests import factories as make

pytestmark = pytest.mark.django_db
START = datetime(2026, 6, 1, 10, 0, tzinfo=clock.BUREAU_ZONE)
COLUMNS = ("news", "news.notice", "news.work", "open.policy", "open.policy.other")
ERASED = removing.ERASED_TITLE


def at(days, hour=10):
    return clock.at(START.replace(hour=hour) + timedelta(days=days))


def day(days):
    return f"{START + timedelta(days=days):%Y-%m-%d}"


# --- The acts of a random history: each is tried, and what the rules refuse leaves everything as it was ---


def release(team, row, n):
    """A notice, or a policy document whose validity begins and ends within the weeks of the test."""
    if n % 2:
        make.live(team, title=f"第 {n} 件信息")
        return
    factories.policy(team, title=f"第 {n} 件信息", effective_on=(START + timedelta(days=4)).date(),
                     expires_on=(START + timedelta(days=9)).date())  # fmt: skip


def _again(team, version):
    version = reviewing.submit(version=version, author=team.draft)
    releasing.release(version=make.pass_all(team, version), actor=team.publicity)


def amend(team, row, n):
    version = changing.amend(publication=row, author=team.draft)
    column = "news.work" if n % 2 and row.kind == "notice" else version.column
    version = drafting.edit(version=version, editor=team.draft, edition=version.edition, title=f"修订 {n}",
                            change_note="调整", column=column)  # fmt: skip
    _again(team, version)


def correct(team, row, n):
    old = row.live_version.title if row.live_version else ""
    _again(team, changing.correct(publication=row, author=team.draft, old=old, new=f"{old}更正", note="漏字"))


def take_down(team, row, n):
    removing.take_down(publication=row, officer=team.duty_officer, reason_code="error", reason="有误")


def restore(team, row, n):
    removing.restore(publication=row, actor=team.sign, reason="核对无误")


def withdraw(team, row, n):
    removing.propose_withdrawal(publication=row, actor=team.publicity, reason_code="other", reason="不再适用",
                                public_explanation="不再适用。")  # fmt: skip
    removing.decide_withdrawal(publication=row, actor=team.sign, agree=True, note="")


def erase(team, row, n):
    removing.propose_erasure(publication=row, actor=team.publicity, reason_code="court", reason="裁定",
                             legal_ground="民事裁定书")  # fmt: skip
    removing.decide_erasure(publication=row, actor=team.sign, agree=True, note="")


def repeal(team, row, n):
    on = (START + timedelta(days=n)).date()
    changing.repeal(publication=row, actor=team.publicity, on=on, by=None, reason="被替代")


ACTS = {act.__name__: act for act in (release, amend, correct, take_down, restore, withdraw, erase, repeal)}
steps = st.lists(st.tuples(st.sampled_from(list(ACTS)), st.integers(0, 5), st.integers(0, 2)), min_size=3, max_size=12)


# --- What the public reads, and what the page of the past says of it ---


def titles(text):
    return re.findall(r'href="[^"]*/d/(\d+)/"[^>]*>([^<]+)</a>', text)


def public_evening(reader):
    """Lists and documents as the public pages show them now."""
    seen = {}
    for column in COLUMNS:
        answer = reader.get(f"/c/{column}/")
        text = (
            answer.content.decode().partition("<main")[2].partition("</main>")[0] if answer.status_code == 200 else ""
        )
        seen[column] = [(int(pk), title.strip()) for pk, title in titles(text)]
    for row in Publication.objects.order_by("pk"):
        answer = reader.get(f"/d/{row.pk}/")
        text = answer.content.decode() if answer.status_code == 200 else ""
        open_ = answer.status_code == 200 and row.state == "live"
        chip = re.search(r"有效性</dt>\s*<dd[^>]*>\s*(\S+?)\s*</dd>", text)
        seen[row.pk] = (row.live_version.title, row.number, chip[1] if chip else "") if open_ else None
        assert not open_ or row.live_version.title in text
    return seen


def past_evening(desk, n, rows):
    seen = {}
    for column in COLUMNS:
        answer = desk.get(f"/desk/as-of/{day(n)}/c/{column}/")
        seen[column] = [(int(pk), title) for pk, title in titles(answer.content.decode())]
    for pk in rows:
        answer = desk.get(f"/desk/as-of/{day(n)}/d/{pk}/")
        text = answer.content.decode()
        if answer.status_code == 404 or "当日不公开" in text:
            seen[pk] = None
            continue
        title, chip = re.search(r"<h1>([^<]*)</h1>", text), re.search(r'<span class="chip">([^<]*)</span>', text)
        seen[pk] = (title[1], re.search(r'<span class="number">([^<]*)</span>', text)[1], chip[1] if chip else "")
    return seen


def as_erased(seen, erased):
    """What was read then, without what has been destroyed since."""
    return {
        key: [(pk, ERASED if pk in erased else title) for pk, title in value]
        if isinstance(key, str)
        else (ERASED, value[1], "内容已清除")
        if key in erased and value is not None
        else value
        for key, value in seen.items()
    }


# A history that fails is short enough to read; making it shorter would take minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
def test_each_past_evening_shows_what_the_public_pages_showed(db, history):
    with transaction.atomic():
        try:
            play(history)
        finally:
            transaction.set_rollback(True)


def play(history):
    seed_columns()
    team, reader, desk = make.Team(), Client(), Desk(bureau.official(admin_role="audit"))
    evenings, n = {}, 0
    for number, (name, which, days) in enumerate([("release", 0, 0), *history]):
        for past in range(n, n + days):
            with at(past, 23):
                evenings[past] = public_evening(reader)
        n += days
        rows = list(Publication.objects.select_related("live_version", "unit").order_by("pk"))
        with at(n, 10), suppress(Refused):
            ACTS[name](team, rows[which % len(rows)] if rows else None, number)
    with at(n, 23):
        evenings[n] = public_evening(reader)
    with at(n + 3):
        rows = list(Publication.objects.order_by("pk"))
        erased = {row.pk for row in rows if row.state == "erased"}
        for past, seen in evenings.items():
            known = [row.pk for row in rows if row.pk in seen]
            assert past_evening(desk, past, known) == as_erased(seen, erased), day(past)


# --- The pages themselves ---


@pytest.fixture
def team():
    seed_columns()
    return make.Team()


@pytest.fixture
def desk():
    return Desk(bureau.official(admin_role="audit"))


@pytest.mark.parametrize(
    ("typed", "said"), [("2026-13-40", "日期"), ("", "请"), ("2999-01-01", "还没有到"), ("1900-01-01", "过早")]
)
def test_a_day_that_cannot_be_is_refused_at_its_field(desk, typed, said):
    page = desk.text("/desk/as-of/", day=typed)
    assert 'class="error"' in page and said in page


@pytest.mark.parametrize("written", ["2999-01-01", "gestern", "0001-01-01", "2026-02-30"])
def test_an_address_of_no_day_is_not_found(desk, written):
    for rest in ("", "c/news/", "d/1/", "list.csv"):
        assert desk.get(f"/desk/as-of/{written}/{rest}").status_code == 404


def test_choosing_a_day_leads_to_its_columns_with_their_counts(team, desk):
    with at(0):
        make.live(team)
    with at(3):
        assert desk.get("/desk/as-of/", day=day(0)).url == f"/desk/as-of/{day(0)}/"
        page = desk.text(f"/desk/as-of/{day(0)}/")
        assert f"/desk/as-of/{day(0)}/c/news/" in page and f"/desk/as-of/{day(0)}/c/news.notice/" in page
        assert "没有公开的信息" in desk.text(f"/desk/as-of/{day(-1)}/")


def test_what_was_down_on_an_evening_was_not_public_and_the_journal_says_why(team, desk):
    with at(0):
        row = make.live(team)
    with at(1):
        take_down(team, row, 0)
    with at(3):
        restore(team, row, 0)
    with at(5):
        down, back = (desk.text(f"/desk/as-of/{day(n)}/d/{row.pk}/") for n in (2, 3))
        assert "当日不公开" in down and "立即撤下" in down and "恢复公开" not in down
        assert "恢复公开" in back and row.title in back
        entry = Entry.objects.get(event="publications.restored")
        assert f"/desk/journal/{entry.pk}/" in back
        assert row.title not in desk.text(f"/desk/as-of/{day(2)}/c/news/")


def test_a_draft_is_learnt_of_nowhere(team, desk):
    version = make.draft(team)
    assert desk.get(f"/desk/as-of/{clock.today()}/d/{version.publication_id}/").status_code == 404


def test_what_was_erased_shows_number_days_and_digest_only(team, desk):
    with at(0):
        row = make.live(team, title="写有住址的通知", summary="内容概述一句")
        digest = row.live_version.digest
    with at(1):
        erase(team, row, 0)
        page = desk.text(f"/desk/as-of/{day(0)}/d/{row.pk}/")
    assert row.number in page and digest in page and "已依法清除" in page
    assert "写有住址的通知" not in page and "内容概述一句" not in page and "延长开放时间" not in page


def test_a_list_goes_on_by_key_and_costs_the_same_for_many(team, desk, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("gongkai.desk.staff.administration.as_of.PAGE_SIZE", 2)
    with at(0):
        rows = [make.live(team, title=f"通知 {n}") for n in range(3)]
    with at(1):
        rows += [make.live(team, title=f"通知 {n}") for n in range(3, 5)]
    with at(2):
        address, seen = f"/desk/as-of/{day(1)}/c/news/", []
        desk.text(address)  # the navigation is made once
        while address:
            with django_assert_max_num_queries(14):
                page = desk.text(address)
            seen += [int(pk) for pk, _ in titles(page)]
            onwards = re.search(r'rel="next" href="([^"]+)"', page)
            address = f"/desk/as-of/{day(1)}/c/news/{onwards[1]}" if onwards else ""
    assert seen == [row.pk for row in reversed(rows)]
    for odd in ("x", "2026-06-01", "2026-06-01.", ".5", "2026-99-01.5"):
        assert desk.get(f"/desk/as-of/{day(1)}/c/news/", after=odd).status_code == 200


def test_the_list_of_a_day_is_exported_with_its_digests_in_few_statements(team, desk, django_assert_max_num_queries):
    with at(0):
        rows = [make.live(team, title=f"=通知 {n}") for n in range(4)]
    with at(1):
        make.live(team, title="第二天的通知")
    for form in ("csv", "txt"):
        with at(2), django_assert_max_num_queries(16):
            answer = desk.get(f"/desk/as-of/{day(0)}/list.{form}")
            text = b"".join(answer.streaming_content).decode()
        assert all(row.live_version.digest in text and row.number in text for row in rows)
        assert "第二天的通知" not in text
    assert Entry.objects.filter(event="desk.exported").count() == 2
    assert desk.get(f"/desk/as-of/{day(0)}/list.exe").status_code == 404


def test_an_auditor_and_whoever_supervises_read_it_and_nobody_else(team):
    with at(0):
        row = make.live(team)
    with at(1):
        readers = [Desk(person) for person in (bureau.auditor(), bureau.official("supervise"))]
        for each in readers:
            assert row.title in each.text(f"/desk/as-of/{day(0)}/d/{row.pk}/")
            digest = row.live_version.digest
            assert digest in each.text(f"/desk/as-of/{day(0)}/d/{row.pk}/"), "masked nowhere"
            assert each.get(f"/desk/as-of/{day(0)}/list.csv").status_code == 200
        entry = Entry.objects.get(event="publications.released")
        assert f"/desk/journal/{entry.pk}/" in readers[0].text(f"/desk/as-of/{day(0)}/d/{row.pk}/")
        assert f"/desk/journal/{entry.pk}/" not in readers[1].text(f"/desk/as-of/{day(0)}/d/{row.pk}/")
        assert Desk(bureau.official("draft")).get(f"/desk/as-of/{day(0)}/").status_code == 403


def test_files_stand_with_the_digest_that_readers_got_and_records_are_counted_as_they_were(team, desk):
    with at(0):
        batch = factories.batch(team, 3)
    with at(1):
        removing.withdraw_record(row=batch.records.first(), actor=team.publicity, reason="撤销决定")
    with at(3):
        for n, count in ((0, 3), (1, 2)):
            assert f"{count} 条" in desk.text(f"/desk/as-of/{day(n)}/d/{batch.pk}/")
