"""The acceptance table of the search: every judged query has its hit where it must stand."""

from datetime import date

import pytest

from gongkai.journal import clock
from gongkai.portal import navigation
from gongkai.portal.search import building, services
from gongkai.portal.services import seed_columns
from gongkai.publications import kinds
from gongkai.publications.importing import sources
from gongkai.publications.importing.rows import Row
from gongkai.publications.models import Publication, Version
from gongkai.publications.services import listing
from gongkai.publications.tests.factories import Team
from gongkai.sample import judged
from gongkai.sample.content import Content
from gongkai.sample.opening import REAL
from gongkai.sample.play import PREFIX
from gongkai.workdays.services import calendars_load

AS_OF = date(2026, 11, 24)
pytestmark = pytest.mark.django_db  # without it no database of its own would be made for the fixture


def rows_of(content):
    """The year's public items and the real documents as plain values."""
    gone = {act["key"] for act in content.acts["acts"] if act.get("act", act.get("type")) == "withdraw"}
    for item in content.items.values():
        if item.get("openness", "public") == "public" and item["key"] not in gone:
            yield {
                "source_key": PREFIX + item["key"], "kind": item["kind"], "column": item["column"],
                "title": content.fill(item["title"], item), "doc_no": content.fill(item["doc_no"] or "", item),
                "summary": content.fill(item.get("summary") or "", item), "effective_on": content.effective(item),
                "expires_on": content.expires(item), "listed_on": content.release_day(item["key"]),
            }, {"body": content.fill(item.get("body") or "", item), "keywords": " ".join(item.get("keywords") or [])}  # fmt: skip
    for row in sources.rows(REAL / "policies.json", defaults={}, bureau="上海市绿化和市容管理局"):
        if isinstance(row, Row) and row.published:
            yield {"kind": row.kind, "column": row.column or kinds.get(row.kind).column, "title": row.title, "doc_no": row.doc_no,
                   "listed_on": row.published, "claimed_validity": row.claimed_validity, "expires_on": row.expires_on,
                   }, {"body": row.body, "keywords": row.keywords}  # fmt: skip


@pytest.fixture(scope="module")
def judgements(django_db_setup, django_db_blocker, tmp_path_factory):
    """The judged queries over the year, written straight into the tables and undone afterwards."""
    from django.conf import settings
    from django.db import transaction

    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "VAR", tmp_path_factory.mktemp("judged"))
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(Content(AS_OF).end):
        navigation._kept = navigation.EMPTY
        calendars_load()
        seed_columns()
        services.seed_synonyms()
        write(Team(), Content(AS_OF))
        building.build()
        found = {one.query: one for one in judged.judge()}
        transaction.set_rollback(True)
    patch.undo()
    navigation._kept = navigation.EMPTY
    yield found


def write(team, content):
    pairs = list(rows_of(content))
    made = Publication.objects.bulk_create(
        Publication(
            unit=team.unit, number=f"J/{number}", doc_no_key=values["doc_no"], released_at=clock.now(), **values
        )
        for number, (values, _) in enumerate(pairs)
    )
    versions = Version.objects.bulk_create(
        Version(publication=row, serial=1, author=team.draft, title=row.title, column=row.column, state="live",
                openness="public", released_at=clock.now(), digest="0" * 64, **text)
        for row, (_, text) in zip(made, pairs, strict=True)
    )  # fmt: skip
    for row, version in zip(made, versions, strict=True):
        row.live_version, row.state = version, "live"
    Publication.objects.bulk_update(made, ["live_version", "state"])
    listing.enter(made)


@pytest.mark.parametrize("row", judged.queries(), ids=lambda row: row["query"])
def test_what_is_asked_for_stands_where_it_must(judgements, row):
    one = judgements[row["query"]]
    assert one.reached, f"{one.first}（nDCG {one.score:.2f}）"


def test_the_judged_set_is_wide_and_answered_well(judgements):
    rows = judged.queries()
    kinds = {row["kind"] for row in rows}
    assert len(rows) >= 60
    assert {"colloquial", "title", "number", "synonym", "sign", "pinyin", "initials", "slip", "word"} <= kinds
    assert sum(one.score for one in judgements.values()) / len(rows) >= 0.9
