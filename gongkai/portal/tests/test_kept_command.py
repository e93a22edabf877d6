"""`manage.py pages`."""

import pytest
from django.core.management import call_command

from gongkai.portal.kept import front, site, store
from gongkai.portal.tests.factories import policy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    own = store.Store(tmp_path / "pages", limit=2**26)
    monkeypatch.setattr(site, "store", lambda: own)
    monkeypatch.setattr(site, "existing", lambda: own)
    monkeypatch.setattr(store, "SETTLE", 0.0)
    return own


def said(capsys, *arguments):
    call_command("pages", *arguments)
    return capsys.readouterr().out


def test_pages_are_rendered_before_anybody_asks_counted_purged_and_emptied(kept, team, capsys):
    publication = policy(team)
    assert "现有 0 页" in said(capsys)
    said(capsys, "warm")
    names = {str(path.relative_to(kept.live)) for path in kept.live.rglob("*.html")}
    assert {"0/,.html", "0/open,.html", f"0/d/{publication.pk},.html", "0/c/open.policy.other,.html"} <= names
    assert f"现有 {len(names)} 页" in said(capsys)
    assert "已清除 0 页" not in said(capsys, "purge", f"document:{publication.pk}")
    assert not (kept.live / f"0/d/{publication.pk},.html").exists()
    assert "现有 0 页" in said(capsys, "empty")


def test_a_purge_without_keys_says_what_is_wanted(kept, team, capsys):
    with pytest.raises(SystemExit):
        call_command("pages", "purge")
    assert "document:5" in capsys.readouterr().err


def test_where_nothing_is_to_be_kept_the_framework_is_asked_alone(settings):
    def application(request, start):
        return []

    settings.PAGES_MB = 0
    assert front.before(application) is application
    settings.PAGES_MB, settings.DEBUG = 10, True
    assert front.before(application) is application


def test_the_version_follows_code_templates_and_settings(settings):
    first = site.version()
    assert site.version() == first
    settings.BUREAU = {**settings.BUREAU, "name": "另一个局"}
    assert site.version() != first
