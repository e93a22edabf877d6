"""Writing a draft: on to review, seen as the public will see it, short where little is needed."""

import pytest

from gongkai.publications.models import Version
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


def edited(version, **changes):
    """What the draft form sends."""
    values = {"edition": version.edition, "title": version.title, "summary": version.summary, "body": version.body,
              "openness": "public", "column": version.column, "formed_on": "2026-06-01"}  # fmt: skip
    return values | changes


def test_sending_for_review_is_open_before_the_checks_have_run(team):
    version = make.draft(team)
    page = Desk(team.draft).text(f"/desk/p/{version.publication_id}/")
    assert f'class="button primary" href="/desk/v/{version.pk}/submit/"' in page
    assert "尚未针对当前文本完成" not in page
    bare = make.draft(team, summary="")
    page = Desk(team.draft).text(f"/desk/p/{bare.publication_id}/")
    assert f'class="button primary" href="/desk/v/{bare.pk}/edit/"' in page and "缺少“内容概述”" in page


def test_saving_leads_straight_to_review_where_that_was_pressed(team):
    version, clerk = make.draft(team), Desk(team.draft)
    answer = clerk.post(
        f"/desk/v/{version.pk}/edit/", **edited(version, title="新题"), then="submit", submission_key="a"
    )
    assert answer.url == f"/desk/v/{version.pk}/submit/"
    assert Version.objects.get(pk=version.pk).title == "新题"


def test_a_preview_shows_what_is_typed_cleaned_and_saves_nothing(team):
    version, clerk = make.draft(team), Desk(team.draft)
    typed = edited(version, title="还没保存的题", body="<p>新写的<script>x()</script></p>", then="preview")
    page = clerk.post(f"/desk/v/{version.pk}/edit/", **typed).content.decode()
    assert "还没保存的题" in page and "新写的" in page and "x()" not in page
    saved = Version.objects.get(pk=version.pk)
    assert (saved.title, saved.edition) == (version.title, version.edition)
    assert clerk.post(f"/desk/v/{version.pk}/edit/", **edited(version, title="", then="preview")).status_code == 422


def test_what_concerns_others_is_folded_until_it_is_filled(team):
    plain, filled = make.draft(team), make.draft(team, involves_other_organ=True)
    assert '<details class="special">' in Desk(team.draft).text(f"/desk/v/{plain.pk}/edit/")
    assert '<details class="special" open>' in Desk(team.draft).text(f"/desk/v/{filled.pk}/edit/")
