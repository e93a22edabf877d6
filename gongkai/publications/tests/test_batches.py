"""The rows of a batch publication: one number, one row, whatever becomes of the draft it stands in."""

import pytest

from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.publications.models import Record, Version
from gongkai.publications.services import changing, drafting, reviewing

from . import factories as make

pytestmark = pytest.mark.django_db
ROWS = [{"key": "甲1", "title": "迁移树木许可"}, {"key": "甲2", "title": "临时占用绿地许可"}]


@pytest.fixture
def team():
    return make.Team()


@pytest.fixture
def batch(team):
    version = make.draft(team)
    drafting.add_records(version=version, rows=ROWS, editor=team.draft)
    return Version.objects.get(pk=version.pk)


def keys(version):
    return list(version.records.order_by("key").values_list("key", flat=True))


def test_a_number_stands_once_in_a_table_and_once_in_a_publication(team, batch):
    with pytest.raises(Refused, match="编号“乙1”重复"):
        drafting.add_records(version=batch, rows=[{"key": "乙1", "title": "甲"}] * 2, editor=team.draft)
    with pytest.raises(Refused, match="编号“甲1”重复"):
        drafting.add_records(version=batch, rows=ROWS[:1], editor=team.draft)
    assert keys(batch) == ["甲1", "甲2"]


def test_a_corrected_table_replaces_the_rows_of_the_draft(team, batch):
    drafting.add_records(version=batch, rows=[{"key": "甲2", "title": "更正"}], editor=team.draft, replacing=True)
    assert list(Record.objects.values_list("key", "title")) == [("甲2", "更正")]
    assert Entry.objects.filter(event="publications.edited").latest("pk").facts["rows_gone"] == 2


def test_a_refused_replacement_leaves_the_rows_that_were_there(team, batch):
    with pytest.raises(Refused):
        drafting.add_records(version=batch, rows=[ROWS[0], ROWS[0]], editor=team.draft, replacing=True)
    assert keys(batch) == ["甲1", "甲2"]


def test_a_returned_batch_is_revised_with_its_rows_and_sent_again(team, batch):
    version = reviewing.submit(version=batch, author=team.draft)
    reviewing.return_(version=version, reviewer=team.office_review, seen=version.fingerprint, remarks="补充第三条")
    fresh = drafting.revise(version=Version.objects.get(pk=version.pk), author=team.draft)
    assert keys(fresh) == ["甲1", "甲2"] and keys(version) == []
    drafting.add_records(version=fresh, rows=[{"key": "甲3", "title": "补充"}], editor=team.draft)
    assert reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft).state == "review"
    assert keys(fresh) == ["甲1", "甲2", "甲3"]


def test_the_numbers_of_a_draft_that_was_given_up_are_free_again(team):
    publication = make.live(team)
    first = changing.amend(publication=publication, author=team.draft)
    drafting.add_records(version=first, rows=ROWS, editor=team.draft)
    drafting.abandon(version=Version.objects.get(pk=first.pk), actor=team.draft, reason="重新整理")
    second = changing.amend(publication=publication, author=team.draft)
    drafting.add_records(version=second, rows=ROWS, editor=team.draft)
    assert keys(second) == ["甲1", "甲2"]


def test_the_journal_of_a_case_does_not_tell_the_title_of_anothers_draft(team):
    publication, secret = make.live(team), make.draft(team, title="尚未公开的方案").publication
    made = drafting.link(publication=publication, target=secret, role="basis", editor=team.draft)
    drafting.unlink(link=made, editor=team.draft)
    told = list(Entry.objects.filter(event__in=["publications.linked", "publications.unlinked"]))
    assert len(told) == 2 and "尚未公开的方案" not in str([entry.facts for entry in told])
    assert {entry.facts["target_id"] for entry in told} == {secret.pk}
