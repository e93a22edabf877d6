"""系统状态: each check sees what it is for, says what to do, and warnings reach the system administrator once a day."""

import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection, transaction
from django.test import Client

from gongkai.bureau.queries import credentials
from gongkai.bureau.tests import factories as bureau
from gongkai.desk import board
from gongkai.desk.models import Notification
from gongkai.desk.staff.administration.facts import facts_of
from gongkai.journal import beats, clock, health, retention, sealing, verifying
from gongkai.journal.health import Check, Finding, Level
from gongkai.journal.models import Delivery, Entry
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.services import record
from gongkai.operations import checks, public_checks, queries
from gongkai.operations.services import watching
from gongkai.portal.kept import site
from gongkai.portal.search import folder

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def happened(event="journal.verified", **facts):
    with transaction.atomic():
        return record(event, Party("journal", "x", "日志"), SYSTEM, **facts or {"entry": 1})


@pytest.mark.parametrize(("minutes", "level"), [(0, "good"), (2, "watch"), (10, "bad")])
def test_a_worker_that_is_silent_is_noticed(minutes, level):
    assert checks.worker().level == "bad", "it has never run"
    with clock.at(NOON):
        beats.beat("worker", faults={}, troubled=0)
    with clock.at(NOON + timedelta(minutes=minutes)):
        assert checks.worker().level == level


def test_a_worker_whose_duties_fail_says_which():
    beats.beat("worker", faults={"seals": 3}, troubled=2)
    finding = checks.worker()
    assert finding.level == "watch" and "seals" in finding.sentence


def test_a_worker_that_ended_in_order_is_said_to_have_ended():
    beats.beat("worker", stopped=True)
    assert checks.worker().level == "bad" and "停止" in checks.worker().sentence


def owed(moment, state=Delivery.State.WAITING):
    return Delivery.objects.create(entry=happened(), subscriber="x", next_at=moment, state=state)


@pytest.mark.parametrize(("minutes", "level"), [(0, "good"), (5, "watch"), (40, "bad")])
def test_a_queue_is_judged_by_its_age(minutes, level):
    owed(NOON)
    with clock.at(NOON + timedelta(minutes=minutes)):
        found = checks.queue()
    assert found.level == level
    assert found.figures == {"queue_depth": 1, "queue_age_seconds": minutes * 60, "deliveries_dead": 0}


def test_a_dead_delivery_wants_a_person():
    owed(NOON, Delivery.State.DEAD)
    finding = checks.queue()
    assert finding.level == "bad" and "重新投递" in finding.cure


def test_seals_that_lag_and_a_chain_that_is_broken_are_noticed():
    with clock.at(NOON):
        happened()
        assert checks.seals().level == "unknown"
        sealing.seal_next()
        verifying.verify_next()
        assert checks.seals().level == "good"
        happened()
    with clock.at(NOON + timedelta(minutes=6)):
        assert checks.seals().level == "watch"
        row = beats.last(verifying.BEAT)
        beats.beat(verifying.BEAT, **row.facts | {"broken": [{"seal": 1, "why": "x"}]})
        assert checks.seals().level == "bad"


Disk = namedtuple("Disk", "total used free")


@pytest.mark.parametrize(("free", "level"), [(50, "good"), (12, "watch"), (4, "bad")])
def test_a_full_disk_is_noticed_in_time(monkeypatch, free, level):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(100 * 2**30, 0, free * 2**30))
    assert checks.disk().level == level


@pytest.mark.parametrize(("hours", "level"), [(1, "good"), (30, "watch"), (90, "bad")])
def test_an_old_backup_is_noticed(hours, level):
    assert checks.backups().level == "unknown"
    with clock.at(NOON):
        happened("operations.backed_up", name="x", rows=1200, files=3, bytes=5, tables=1)
    with clock.at(NOON + timedelta(hours=hours)):
        assert checks.backups().level == level


def certificate(ends):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.example.gov.cn")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(ends - timedelta(days=365)).not_valid_after(ends)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(("days", "level"), [(90, "good"), (20, "watch"), (3, "bad"), (-1, "bad")])
def test_a_certificate_is_warned_of_before_it_ends(tmp_path, settings, days, level):
    path = tmp_path / "site.pem"
    path.write_bytes(certificate(datetime.now(UTC) + timedelta(days=days, hours=1)))
    settings.CERTIFICATE = str(path)
    assert checks.certificate().level == level


def test_a_certificate_that_is_not_set_or_not_there_is_said(tmp_path, settings):
    settings.CERTIFICATE = ""
    assert checks.certificate().level == "unknown"
    settings.CERTIFICATE = str(tmp_path / "none.pem")
    assert checks.certificate().level == "bad"
    (tmp_path / "none.pem").write_text("no certificate")
    assert checks.certificate().level == "bad"
    settings.CERTIFICATE = "connect"
    assert checks.certificate().level == "unknown"
    beats.beat(checks.CERTIFICATE_BEAT, expires=(clock.real_now() + timedelta(days=2)).isoformat())
    assert checks.certificate().level == "bad"


def test_a_clock_that_was_put_back_is_noticed():
    assert checks.time_of_machine().level == "good"
    with clock.at(clock.real_now() + timedelta(hours=1)):
        happened()
    assert checks.time_of_machine().level == "bad"


@pytest.mark.parametrize(("count", "words"), [(512, "512 B"), (3 * 2**20, "3.0 MB"), (5 * 2**40, "5.0 TB")])
def test_sizes_are_said_in_words(count, words):
    assert checks.size(count) == words


@pytest.fixture
def one_bad_check(monkeypatch):
    monkeypatch.setattr(health, "_register", {})
    health.register(
        Check("disk", "磁盘", lambda: Finding(Level.BAD, "磁盘剩余 1.0 GB。", "请清理或扩容。")),
        Check("queue", "投递队列", lambda: Finding(Level.GOOD, "没有积压。")),
    )


def test_what_is_not_well_is_told_to_the_system_administrator_once_a_day_and_stands_in_his_tasks(one_bad_check):
    system, security = bureau.official(admin_role="system"), bureau.official(admin_role="security")
    with clock.at(NOON):
        assert watching.watch() == 1
        watching.watch()
        assert Notification.objects.filter(official=system).count() == 1
        assert not Notification.objects.filter(official=security).exists()
        tasks = board.tasks_of(system, credentials(system), "mine")
    assert [(task.what, task.url) for task in tasks if task.key.startswith("health")] == [
        ("磁盘：磁盘剩余 1.0 GB。", "/desk/health/")
    ]
    with clock.at(NOON + timedelta(days=1)):
        watching.watch()
    assert Notification.objects.filter(official=system).count() == 2


def page(address, **who):
    client = Client()
    client.force_login(bureau.official(**who))
    return client.get(address)


def test_the_page_shows_the_gravest_first_with_what_to_do(one_bad_check):
    answer = page("/desk/health/", admin_role="system").content.decode()
    assert answer.index("磁盘剩余") < answer.index("没有积压") and "请清理或扩容。" in answer
    assert page("/desk/health/", admin_role="audit").status_code == 403


def test_the_page_asks_a_fixed_number_of_questions(django_assert_max_num_queries):
    owed(NOON), owed(NOON, Delivery.State.DEAD)
    client = Client()
    client.force_login(bureau.official(admin_role="system"))
    with django_assert_max_num_queries(40):
        assert client.get("/desk/health/").status_code == 200


def test_the_terms_are_shown_with_what_the_last_run_did():
    retention.run()
    answer = page("/desk/retention/", admin_role="audit").content.decode()
    assert "登录记录" in answer and "200 天" in answer and "上次运行" in answer


def test_the_journal_says_in_words_what_a_run_removed():
    retention.run()
    facts = dict(facts_of(Entry.objects.get(event="journal.retention_ran")))
    assert "登录记录 0" in facts["已处理"] and facts["没有完成"] in {"", "—"}


def test_an_index_that_is_away_or_lags_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(folder, "current", lambda: None)
    assert public_checks.search_index().level == "watch"
    monkeypatch.setattr(folder, "current", lambda: tmp_path)
    assert public_checks.search_index().level == "good"
    Delivery.objects.create(entry=happened(), subscriber="portal.index", next_at=NOON)
    with clock.at(NOON + timedelta(minutes=6)):
        assert public_checks.search_index().level == "watch"


def test_kept_pages_are_counted_where_there_are_any(monkeypatch):
    monkeypatch.setattr(site, "existing", lambda: None)
    assert public_checks.kept_pages().level == "unknown"
    monkeypatch.setattr(site, "existing", lambda: SimpleNamespace(figures=lambda: (1200, 3, 5 * 2**20)))
    assert "1,200 页，5.0 MB" in public_checks.kept_pages().sentence


def test_the_planner_of_sqlite_gets_statistics(db):
    queries.refresh_statistics()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1")
            assert cursor.fetchone()[0] > 0
