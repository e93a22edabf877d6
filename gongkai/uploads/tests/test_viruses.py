"""Malicious code: what a scanner says, what its silence means, and what happens to files while there is none."""

import io

import pytest
from django.db import IntegrityError, transaction

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import health
from gongkai.journal.models import Entry
from gongkai.journal.parties import Party
from gongkai.journal.refusals import Refused
from gongkai.uploads import clamd, conf, services
from gongkai.uploads.models import StoredFile, Upload
from gongkai.uploads.responses import respond_to_official

from . import standin
from .factories import opened, scanned, take

pytestmark = pytest.mark.django_db
WRITER = Party("writer", "")
SILENT = ("error", "limit", "silent", "half", "drip", "hang_up", "junk")


@pytest.fixture
def scanner(settings):
    """A scanner that is set up and answers."""
    with standin.clamd() as (server, address):
        settings.CLAMD, settings.CLAMD_SECONDS = address, 0.5
        yield server


def text(words="无害的内容"):
    return words.encode()


def infected():
    return text("VIRUS 内容")


def from_outside(content, name="说明.txt"):
    return services.take_in(file=io.BytesIO(content), name=name, actor=WRITER, purpose="letter")


def test_over_a_unix_socket_as_over_tcp(settings, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x" * 700_000)
    with standin.clamd(str(tmp_path / "clamd.ctl")) as (_, address):
        settings.CLAMD, settings.CLAMD_SECONDS = address, 5
        assert clamd.answers() and clamd.scan(file) == ""
        file.write_bytes(b"x" * 300_000 + standin.SIGN)
        assert clamd.scan(file) == "Test.Sign-1"
    assert not clamd.answers()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nonsense", "host:port", ":99999", "[::1]:1"])
def test_a_scanner_that_is_not_there_is_down(settings, tmp_path, address):
    settings.CLAMD, settings.CLAMD_SECONDS = address, 0.5
    (tmp_path / "file").write_bytes(b"x")
    assert not clamd.answers()
    with pytest.raises(clamd.ScannerDown):
        clamd.scan(tmp_path / "file")


@pytest.mark.parametrize("actor", ["inside", "outside"])
def test_what_is_found_is_refused_whoever_sends_it_and_nothing_is_stored(scanner, actor):
    with pytest.raises(Refused, match=r"恶意代码（Test\.Sign-1）"):
        take(infected(), "说明.txt") if actor == "inside" else from_outside(infected())
    assert not StoredFile.objects.exists()
    assert take(text(), "说明.txt").virus == from_outside(text()).virus == "clean"


@pytest.mark.parametrize("how", SILENT)
def test_a_scanner_that_does_not_say_clean_refuses_an_officials_file_and_holds_a_letters(scanner, how):
    scanner.how = how
    with pytest.raises(Refused, match="文件没有保存"):
        take(text(), "说明.txt")
    assert not StoredFile.objects.exists()
    assert from_outside(text()).virus == "held"


def test_without_a_scanner_an_officials_file_is_taken_and_said_so_and_a_letters_is_held():
    assert take(text(), "说明.txt").virus == "unchecked" and "没有接入病毒检查" in conf.scanner_notice()
    upload = from_outside(text())
    assert upload.virus == "held"
    answer = respond_to_official(upload)
    assert answer.status_code == 409 and "待查" in answer.content.decode()
    services.scan(upload=upload)
    with pytest.raises(Refused, match="还没有做病毒检查"):
        services.open_to_public(upload=upload)


def test_when_the_scanner_comes_what_was_held_is_looked_at_and_opens(scanner, settings):
    address, settings.CLAMD = settings.CLAMD, ""
    upload, another = from_outside(text()), take(text("另一份"), "说明.txt")
    assert services.check_waiting() == 0
    settings.CLAMD = address
    assert services.check_waiting() == 2 and scanner.scans == 2
    for row in (upload, another):
        row.refresh_from_db()
        assert row.virus == "clean" and row.virus_checked_at
    assert respond_to_official(upload).status_code == 200
    assert Entry.objects.filter(event="uploads.cleared").count() == 1
    assert services.check_waiting() == 0 and scanner.scans == 2


def test_what_is_found_afterwards_is_closed_at_once_and_opens_for_nobody_again(scanner, settings):
    address, settings.CLAMD = settings.CLAMD, ""
    public, held = opened(text("VIRUS"), "说明.txt"), from_outside(infected())
    settings.CLAMD = address
    assert services.check_waiting() == 2
    public.refresh_from_db()
    held.refresh_from_db()
    assert (public.state, public.virus, held.virus) == ("private", "infected", "infected")
    assert Entry.objects.filter(event="uploads.infected").count() == 2
    assert respond_to_official(held).status_code == 409
    with pytest.raises(Refused, match="恶意代码"):
        services.open_to_public(upload=public)
    with pytest.raises(Refused, match="只能销毁"):
        services.release(upload=held, actor=bureau.official(), reason="查过")


@pytest.mark.parametrize("how", SILENT)
def test_a_round_with_a_scanner_that_misbehaves_changes_nothing(scanner, settings, how):
    address, settings.CLAMD = settings.CLAMD, ""
    uploads = [from_outside(text(f"第{n}份")) for n in range(3)]
    settings.CLAMD, scanner.how = address, how
    assert services.check_waiting() == 0
    assert {Upload.objects.get(pk=upload.pk).virus for upload in uploads} == {"held"}
    scanner.how = "answer"
    assert services.check_waiting() == 3


def test_a_file_that_the_scanner_will_not_take_waits_behind_the_others(scanner, settings):
    address, settings.CLAMD = settings.CLAMD, ""
    first, second = from_outside(text("一")), from_outside(text("二"))
    settings.CLAMD, scanner.how = address, "limit"
    services.check_waiting(limit=1)
    scanner.how = "answer"
    services.check_waiting(limit=1)
    assert [Upload.objects.get(pk=row.pk).virus for row in (first, second)] == ["held", "clean"]


def test_a_person_lets_a_held_file_go_with_a_reason(settings):
    upload, person = from_outside(text()), bureau.official()
    with pytest.raises(Refused, match="请写明"):
        services.release(upload=upload, actor=person, reason=" ")
    assert services.release(upload=upload, actor=person, reason="隔离机查过").virus == "released"
    assert Entry.objects.get(event="uploads.released").reason == "隔离机查过"
    with pytest.raises(Refused, match="不在待查之列"):
        services.release(upload=upload, actor=person, reason="再一次")
    assert respond_to_official(Upload.objects.get()).status_code == 200


def test_the_database_itself_keeps_a_held_file_from_being_open():
    upload = opened(text(), "说明.txt")
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(virus="held")


def finding():
    return health.look(next(check for check in health.all_checks() if check.code == "viruses"))


def test_the_platforms_health_says_how_scanning_stands(scanner, settings):
    address = settings.CLAMD
    assert finding().level == "good"
    settings.CLAMD = ""
    upload = from_outside(infected())
    assert finding().level == "unknown" and "现有 1 件" in finding().sentence
    settings.CLAMD = "127.0.0.1:1"
    assert finding().level == "bad" and "没有应答" in finding().sentence
    settings.CLAMD = address
    assert finding().level == "watch"
    services.check_waiting()
    assert finding().level == "bad" and finding().figures == {"uploads_held": 0, "uploads_infected": 1}
    services.destroy(upload=upload)
    assert finding().level == "good"


def test_looking_through_many_waiting_files_asks_no_more_for_each_of_them(scanner, settings, django_assert_num_queries):
    address, settings.CLAMD = settings.CLAMD, ""
    for number in range(3):
        scanned(text(f"第{number}份"), "说明.txt")
    settings.CLAMD, scanner.how = address, "silent"
    settings.CLAMD_SECONDS = 0.1
    with django_assert_num_queries(4):
        services.check_waiting()
