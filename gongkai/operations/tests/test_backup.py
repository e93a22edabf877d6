"""A backup is one moment, whole, without keys; restored elsewhere, everything is counted and equal."""

import gzip
import json
import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from gongkai.desk.services import keep_typed
from gongkai.journal import clock, sealing
from gongkai.journal.models import Beat, Entry
from gongkai.journal.refusals import Refused
from gongkai.operations import keys, queries, snapshots
from gongkai.operations.services import backing_up, restoring
from gongkai.publications.models import Publication
from gongkai.publications.tests import factories as make
from gongkai.reception.rules import Contact
from gongkai.reception.tests import letters
from gongkai.uploads import storage
from gongkai.uploads.models import StoredFile
from gongkai.uploads.tests import factories as files
from gongkai.vault.ring import default_ring

from .places import place

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 6, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def something():
    """A little of everything: a released text, a stored file, a sealed journal, a secret."""
    with clock.at(MORNING):
        team = make.Team()
        make.live(team)
        files.take(files.office("docx"), "附件.docx")
        team.draft.totp_secret = "JBSWY3DPEHPK3PXP"
        team.draft.save()
        sealing.seal_next()
    return team


def differing(one, other):
    """Tables that do not hold the same rows, those left out that tell of the backup and the restore themselves."""
    return {
        name
        for name, said in one["tables"].items()
        if {key: said[key] for key in ("rows", "digest")}
        != {key: other["tables"][name][key] for key in ("rows", "digest")}
    } - {"journal_entry", "journal_delivery", "django_content_type", "auth_permission"}


def test_restored_elsewhere_everything_is_there_and_equal(something, tmp_path):
    taken = backing_up.back_up(folder=tmp_path / "backup", keys_to=tmp_path / "keys")
    with place(tmp_path / "new") as new:
        done = new.manage("restore", str(tmp_path / "backup"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert "行数和摘要与备份一致" in done.stdout
        assert "尚缺密钥" in done.stdout and "master-0001.json" in done.stdout
        done = new.manage("restore", str(tmp_path / "backup"))
        assert done.returncode == 1 and "--replace" in done.stderr
        done = new.manage("restore", str(tmp_path / "backup"), "--replace", "--keys", str(tmp_path / "keys"))
        assert done.returncode == 0 and "原数据库移到" in done.stdout and "尚缺密钥" not in done.stdout
        assert_equal(taken, new, tmp_path / "again")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test above is on SQLite already")
def test_a_backup_of_postgresql_is_restored_into_sqlite(something, tmp_path):
    taken = backing_up.back_up(folder=tmp_path / "backup", keys_to=tmp_path / "keys")
    with place(tmp_path / "new", like_this=False) as new:
        done = new.manage("restore", str(tmp_path / "backup"), "--keys", str(tmp_path / "keys"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert_equal(taken, new, tmp_path / "again")


def assert_equal(taken, new, folder):
    """The new place holds what was taken, and the one entry that tells of the restore."""
    assert new.manage("backup", str(folder)).returncode == 0
    again = snapshots.find(folder).manifest()
    assert differing(taken.manifest, again) == set()
    assert again["tables"]["journal_entry"]["rows"] == taken.manifest["tables"]["journal_entry"]["rows"] + 1
    assert again["files"] == taken.manifest["files"] and again["files"]["count"] == 1


def test_a_backup_is_one_moment_whatever_is_written_meanwhile(something):
    with queries.one_moment() as alias:
        before = Publication.objects.using(alias).count()
        with transaction.atomic():
            Beat.objects.create(name="meanwhile", at=MORNING)
            make.live(something)
        assert not Beat.objects.using(alias).exists()
        assert Publication.objects.using(alias).count() == before < Publication.objects.count()


def test_an_empty_database_is_not_worth_a_backup(tmp_path):
    with place(tmp_path / "new", like_this=False) as new:
        done = new.manage("backup", str(tmp_path / "backup"))
    assert done.returncode == 1 and "数据库是空的" in done.stderr and not (tmp_path / "backup").exists()


def test_the_journal_tells_of_the_backup_and_its_manifest(something, tmp_path):
    call_command("backup", str(tmp_path))
    entry = Entry.objects.get(event="operations.backed_up")
    assert entry.facts["sha256"] == (snapshots.find(tmp_path).path / "manifest.sha256").read_text().strip()
    assert backing_up.last_one() == entry


def test_files_are_stored_once_however_many_backups(something, tmp_path):
    assert backing_up.back_up(folder=tmp_path).new_files == 1
    second = backing_up.back_up(folder=tmp_path)
    assert (second.new_files, second.manifest["files"]["count"]) == (0, 1)
    assert [snapshot.name for snapshot in snapshots.all_in(tmp_path)][-1] == second.snapshot.name


def test_a_file_that_is_damaged_or_gone_is_named_and_the_rest_is_saved(something, tmp_path):
    stored = StoredFile.objects.get()
    path = storage.path_of(stored.digest)
    path.write_bytes(b"x" * stored.size)
    with pytest.raises(CommandError, match="1 个文件损坏"):
        call_command("backup", str(tmp_path))
    path.unlink()
    with pytest.raises(CommandError, match="1 个文件缺失"):
        call_command("backup", str(tmp_path))
    assert len(snapshots.all_in(tmp_path)) == 2


def spoil(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    os.chmod(path, 0o600)
    path.unlink()  # a hard link must not spoil the original
    path.write_bytes(data)


@pytest.mark.parametrize("part", ["tables/journal_entry.jsonl.gz", "manifest.json"])
def test_a_flipped_bit_is_found_by_verification_and_refused_by_restore(something, tmp_path, part):
    snapshot = backing_up.back_up(folder=tmp_path / "backup").snapshot
    call_command("backup", str(tmp_path / "backup"), verify=True)
    spoil(snapshot.path / part)
    with pytest.raises(CommandError, match="损坏"):
        call_command("backup", str(tmp_path / "backup"), verify=True)
    with pytest.raises(Refused, match="损坏"):
        restoring.restore(folder=tmp_path / "backup", replace=True)
    assert Publication.objects.count() == 1, "nothing was touched"


def test_a_flipped_bit_of_an_uploaded_file_is_found_by_verification(something, tmp_path):
    snapshot = backing_up.back_up(folder=tmp_path).snapshot
    digest, _ = next(snapshot.listed())
    spoil(tmp_path / "files" / digest[:2] / digest[2:4] / digest)
    assert backing_up.faults(snapshot=snapshot) == [f"文件 {digest[:16]}… 已损坏。"]


def test_a_backup_of_a_later_version_is_refused(something, tmp_path):
    snapshot = backing_up.back_up(folder=tmp_path).snapshot
    manifest = snapshot.manifest()
    manifest["migrations"].append(["journal", "0999_from_the_future"])
    snapshots.write_manifest(snapshot.path, manifest)
    with pytest.raises(Refused, match="0999_from_the_future"):
        restoring.restore(folder=tmp_path, replace=True)
    assert Publication.objects.count() == 1, "nothing was touched"


def test_nothing_is_put_under_a_running_worker(something, tmp_path):
    backing_up.back_up(folder=tmp_path)
    Beat.objects.create(name="worker", at=clock.real_now())
    with pytest.raises(Refused, match="后台进程正在运行"):
        restoring.restore(folder=tmp_path, replace=True)


def test_pruning_keeps_the_newest_and_drops_what_was_erased_since(something, tmp_path):
    with clock.at(MORNING):
        old = backing_up.back_up(folder=tmp_path).snapshot
    digest, _ = next(old.listed())
    StoredFile.objects.update(erased_at=MORNING)
    new = backing_up.back_up(folder=tmp_path).snapshot
    manifest = old.manifest()
    manifest["taken_at"] = (clock.real_now() - timedelta(days=31)).isoformat()
    snapshots.write_manifest(old.path, manifest)
    kept = tmp_path / "files" / digest[:2] / digest[2:4] / digest
    assert backing_up.prune(folder=tmp_path, days=40) == 0 and kept.exists()
    assert backing_up.prune(folder=tmp_path, days=30) == 1
    assert [snapshot.name for snapshot in snapshots.all_in(tmp_path)] == [new.name] and not kept.exists()
    assert Entry.objects.get(event="operations.pruned").facts["names"] == [old.name]
    manifest = new.manifest()
    manifest["taken_at"] = (clock.real_now() - timedelta(days=90)).isoformat()
    snapshots.write_manifest(new.path, manifest)
    assert backing_up.prune(folder=tmp_path, days=30) == 0, "the last one is never removed"


def test_keys_are_never_put_beside_the_data(something, tmp_path):
    default_ring()
    for beside in (tmp_path / "backup" / "keys", tmp_path):
        with pytest.raises(Refused, match="同一个文件夹"):
            backing_up.back_up(folder=tmp_path / "backup", keys_to=beside)
    backing_up.back_up(folder=tmp_path / "backup", keys_to=tmp_path / "keys")
    assert not list((tmp_path / "backup").rglob("master-*"))
    assert keys.are_there(tmp_path / "keys") and (tmp_path / "keys").stat().st_mode & 0o77 == 0


def test_what_interrupted_backups_left_is_cleared_and_is_no_backup(something, tmp_path):
    leftover = tmp_path / "snapshots" / ".part-20260101T000000Z"
    leftover.mkdir(parents=True)
    with pytest.raises(Refused, match="没有备份"):
        snapshots.find(tmp_path)
    backing_up.back_up(folder=tmp_path)
    assert not leftover.exists()


def test_sessions_stay_out(something, tmp_path):
    manifest = backing_up.back_up(folder=tmp_path).manifest
    assert "django_session" not in manifest["tables"] and manifest["left_out"] == ["sessions.session"]


def everything_readable(folder):
    """All bytes below a folder, packed ones unpacked too."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield path.name, data
            if path.suffix == ".gz":
                yield path.name, gzip.decompress(data)


def test_planted_identities_are_nowhere_in_a_backup_nor_in_the_database_file(something, tmp_path):
    cards = [f"31010119{number % 90 + 10}0101{number:04}" for number in range(300)]
    phones = [f"138{number:08}" for number in range(200)]
    for number, card in enumerate(cards[:100]):
        keep_typed(official=something.draft, page=f"/desk/new/{number}/", typed=f"身份证号={card}")
    for card, phone in zip(cards[100:], phones, strict=True):
        letters.receipt(
            subject=f"关于{card}的申请",
            text=f"我的身份证号是{card}",
            contact=Contact("林小满", phone, "lin@example.cn"),
        )
    backing_up.back_up(folder=tmp_path)
    seen = dict(everything_readable(tmp_path))
    assert b"gk1:intl:" in seen["desk_formdraft.jsonl.gz"] and b"gk1:intl:" in seen["reception_letter.jsonl.gz"]
    tables = json.loads(seen["manifest.json"])["tables"]
    assert (tables["desk_formdraft"]["rows"], tables["reception_letter"]["rows"]) == (100, 200)
    beside = {path.name: path.read_bytes() for path in settings.VAR.glob("*.sqlite3*")}  # the file, and its WAL
    held = b"".join([*(data for _, data in everything_readable(tmp_path)), *beside.values()])
    planted = [each.encode() for each in (*cards, *phones)]
    assert len(planted) == 500 and [each for each in planted if each in held] == []
    assert "林小满".encode() not in held
    assert b"JBSWY3DPEHPK3PXP" not in held and settings.SECRET_KEY.encode() not in held
