"""When which text was public: kept by every act, and the same when replayed from the record."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from gongkai.journal import clock
from gongkai.publications import queries
from gongkai.publications.models import PublicSpan
from gongkai.publications.rules.spans import Happening, Span, Turn, spans_of
from gongkai.publications.services import changing, drafting, gathering, releasing, removing, sets
from gongkai.publications.tests import factories as make

START = datetime(2026, 6, 1, 9, 0, tzinfo=clock.BUREAU_ZONE)
DAY = date(2026, 6, 1)


def after(days):
    return START + timedelta(days=days)


@pytest.mark.parametrize(
    ("turns", "public"),
    [
        ([], []),
        ([Turn.DOWN, Turn.UP], []),  # nothing was there
        ([Turn.LIVE], [(0, None)]),
        ([Turn.LIVE, Turn.LIVE], [(0, 1), (1, None)]),
        ([Turn.LIVE, Turn.DOWN], [(0, 1)]),
        ([Turn.LIVE, Turn.DOWN, Turn.UP], [(0, 1), (2, None)]),
        ([Turn.LIVE, Turn.DOWN, Turn.LIVE], [(0, 1), (2, None)]),
        ([Turn.LIVE, Turn.DOWN, Turn.DOWN], [(0, 1)]),
        ([Turn.LIVE, Turn.UP], [(0, None)]),
        ([Turn.LIVE, Turn.REPEALED], [(0, 1), (1, None)]),
    ],
)
def test_turns_make_spans(turns, public):
    happened = [Happening(after(n), turn, n, "news", DAY, DAY) for n, turn in enumerate(turns)]
    ends = [(after(a), after(b) if b is not None else None) for a, b in public]
    assert [(span.begins_at, span.ends_at) for span in spans_of(happened)] == ends


def test_a_repeal_stays_with_later_texts():
    happened = [Happening(after(0), Turn.LIVE, 1, "news", DAY), Happening(after(1), Turn.REPEALED, repealed_on=DAY),
                Happening(after(2), Turn.LIVE, 2, "news", DAY)]  # fmt: skip
    assert spans_of(happened)[-1] == Span(2, "news", DAY, DAY, after(2))


def amend(team, publication, title):
    version = changing.amend(publication=publication, author=team.draft)
    changed = {"title": title, "body": f"<p>{title}。</p>", "change_note": "调整"}
    version = drafting.edit(version=version, editor=team.draft, edition=version.edition, **changed)
    version = make.pass_all(team, make.reviewing.submit(version=version, author=team.draft))
    return releasing.release(version=version, actor=team.publicity)


@pytest.fixture
def history(db):
    """One item released, amended, taken down, restored, repealed and withdrawn, a day between each."""
    team = make.Team()
    with clock.at(after(0)):
        row = make.live(team)
    with clock.at(after(1)):
        row = amend(team, row, "修订后的标题")
    with clock.at(after(2)):
        removing.take_down(publication=row, officer=team.duty_officer, reason_code="error", reason="日期有误")
    with clock.at(after(3)):
        removing.restore(publication=row, actor=team.sign, reason="核对无误")
    with clock.at(after(4)):
        removing.propose_withdrawal(publication=row, actor=team.publicity, reason_code="other", reason="不再适用",
                                    public_explanation="不再适用。")  # fmt: skip
        removing.decide_withdrawal(publication=row, actor=team.sign, agree=True, note="")
    return row


def lines():
    return list(PublicSpan.objects.order_by("begins_at").values_list("version__serial", "begins_at", "ends_at"))


def test_every_act_keeps_the_spans(history):
    assert lines() == [(1, after(0), after(1)), (2, after(1), after(2)), (2, after(3), after(4))]


def test_what_was_published_before_is_filled_in_alike_and_the_filling_can_be_undone_and_repeated(history):
    kept = lines()
    migration = import_module("gongkai.publications.migrations.0004_fill_spans")
    migration.fill(apps, None)
    assert lines() == kept, "what is there stays"
    migration.empty(apps, None)
    assert lines() == []
    migration.fill(apps, None)
    assert lines() == kept


def test_an_erasure_leaves_the_span_and_takes_the_text(db):
    team = make.Team()
    with clock.at(after(0)):
        row = make.live(team)
    with clock.at(after(1)):
        removing.propose_erasure(publication=row, actor=team.publicity, reason_code="court", reason="裁定",
                                 legal_ground="民事裁定书")  # fmt: skip
        removing.decide_erasure(publication=row, actor=team.sign, agree=True, note="")
    span = queries.span_of(row, after(0))
    assert span is not None and queries.is_erased(span.version) and span.version.title == removing.ERASED_TITLE
    assert span.version.digest and queries.span_of(row, after(1)) is None


def test_a_released_set_has_a_span_for_each_item(db):
    team = make.Team()
    with clock.at(after(0)):
        made = gathering.send(versions=[make.draft(team).pk for _ in "ab"], title="一批", author=team.draft)
        while duty := made.step_duty():
            made = sets.decide(
                release_set=made, reviewer=getattr(team, duty), seen=made.fingerprint, agree=True
            )  # fmt: skip
        sets.release(release_set=made, actor=team.publicity)
    assert lines() == [(1, after(0), None)] * 2
    assert list(queries.column_counts(after(0)).values()) == [2]
    entries = queries.evidence(PublicSpan.objects.select_related("publication__unit").first().publication, after(0))
    assert [entry.event for entry in entries] == ["publications.set_released"]
