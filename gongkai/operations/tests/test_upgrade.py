"""An upgrade saves first, goes step by step, and goes on where it was broken off."""

import pytest
from django.conf import settings

from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.operations import snapshots
from gongkai.operations.services import upgrading

from .places import place

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_older_database_is_saved_as_it_was_and_brought_forward(tmp_path):
    with place(tmp_path / "old") as old:
        assert old.manage("migrate", "-v", "0").returncode == 0
        assert old.manage("migrate", "journal", "0003", "-v", "0").returncode == 0
        assert "journal.0004_beats" in old.manage("upgrade", "--plan").stdout
        done = old.manage("upgrade", "--backup", str(tmp_path / "backup"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "journal_beat" not in snapshots.find(tmp_path / "backup").manifest()["tables"]
        assert "已是本版本" in old.manage("upgrade", "--plan").stdout
    with place(tmp_path / "back") as back:
        restored = back.manage("restore", str(tmp_path / "backup"))
        assert restored.returncode == 0, restored.stdout + restored.stderr
        assert "已是本版本" in back.manage("upgrade", "--plan").stdout, "an older backup is brought forward"


def test_what_was_broken_off_goes_on_where_it_stopped(tmp_path, monkeypatch):
    ran, broken = [], [True]

    def second(under_way):
        if broken:
            raise Refused(["磁盘已满。"])
        ran.append("second")

    steps = (
        upgrading.Step("first", "一", lambda under_way: ran.append("first")),
        upgrading.Step("second", "二", second),
    )
    monkeypatch.setattr(upgrading, "STEPS", steps)
    with pytest.raises(Refused):
        upgrading.upgrade(folder=tmp_path)
    broken.clear()
    assert upgrading.upgrade(folder=tmp_path) == ["second"]
    assert ran == ["first", "second"]
    assert Entry.objects.get(event="operations.upgraded").facts["steps"] == ["second"]
    assert upgrading.upgrade(folder=tmp_path) == ["first", "second"], "the next one begins at the beginning"


def test_the_notes_of_another_version_are_no_notes(tmp_path, monkeypatch):
    monkeypatch.setattr(upgrading, "STEPS", (upgrading.Step("first", "一", lambda under_way: None),))
    notes = settings.VAR / "upgrade.json"
    notes.write_text('{"goal": "another", "done": ["first"]}')
    assert upgrading.upgrade(folder=tmp_path) == ["first"]
    assert not notes.exists()
