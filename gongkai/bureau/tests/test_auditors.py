"""An outside auditor's account: opened by two administrators, for some days, to read everything and do nothing."""

from datetime import date, datetime, timedelta

import pyotp
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from gongkai.bureau.models import DutyCode, Official, RoleChange
from gongkai.bureau.queries import credentials
from gongkai.bureau.rules import audit_span_refusals
from gongkai.bureau.services import auditing, changes, login
from gongkai.bureau.services.absences import record_absence
from gongkai.bureau.services.signing_on import may_use_password
from gongkai.bureau.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def on(day, hour=9):
    return clock.at(datetime(day.year, day.month, day.day, hour, tzinfo=clock.BUREAU_ZONE))


@pytest.fixture
def people():
    return {role: make.official(admin_role=role) for role in ("system", "security", "audit")}


def ask(people, role="system", first=FIRST, last=LAST, **fields):
    values = {"organisation": "市审计局", "ground": "沪审通〔2026〕12号"} | fields
    commission = auditing.Commission(values["organisation"], values["ground"], first, last)
    account, _ = auditing.ask(
        username="shenji01", name="沈纪", unit=make.unit("office"), commission=commission, actor=people[role]
    )
    return account


def opened(people):
    account = ask(people)
    changes.decide(change=RoleChange.objects.get(official=account), decider=people["security"], agree=True)
    account.refresh_from_db()
    return account


def test_the_system_administrator_asks_and_the_security_administrator_opens(people):
    with on(FIRST):
        account = ask(people)
        assert not account.is_active and not Official.objects.active().filter(pk=account.pk).exists()
        change = RoleChange.objects.get(official=account)
        for other in ("system", "audit"):
            with pytest.raises(Refused):
                changes.decide(change=change, decider=people[other], agree=True)
        changes.decide(change=change, decider=people["security"], agree=True)
        assert Official.objects.active().filter(pk=account.pk).exists()
        spoken = list(Entry.objects.filter(subject_id=str(account.pk)).values_list("event", flat=True))
        assert {"bureau.audit_account_asked", "bureau.change_proposed", "bureau.change_confirmed"} <= set(spoken)


@pytest.mark.parametrize("role", ["security", "audit"])
def test_nobody_else_asks(people, role):
    with on(FIRST), pytest.raises(Refused):
        ask(people, role)
    assert not Official.objects.auditors().exists()


def test_what_is_missing_or_too_long_is_said_at_its_field(people, settings):
    settings.AUDIT_DAYS = 30
    with on(FIRST), pytest.raises(Refused) as refused:
        ask(people, last=LAST + timedelta(days=1), organisation=" ", ground="")
    assert {reason.field for reason in refused.value.reasons} == {"organisation", "ground", "last_day"}
    assert not Official.objects.auditors().exists()


@pytest.mark.parametrize(
    ("first", "last", "fine"),
    [(0, 0, True), (0, 29, True), (0, 30, False), (3, 2, False), (-9, -1, False), (-9, 0, True)],
)
def test_the_span_is_counted_with_both_its_ends(first, last, fine):
    days = FIRST + timedelta(days=first), FIRST + timedelta(days=last)
    assert bool(audit_span_refusals(*days, today=FIRST, most_days=30)) is not fine


@pytest.mark.parametrize(("day", "works"), [(FIRST - timedelta(days=1), False), (FIRST, True), (LAST, True),
                                            (LAST + timedelta(days=1), False)])  # fmt: skip
def test_the_account_works_from_its_first_day_to_its_last(people, day, works):
    with on(FIRST - timedelta(days=2)):
        account = opened(people)
        account.set_password(make.PASSWORD)
        account.save()
    with on(day):
        if works:
            assert login.check_first_factor(username="shenji01", password=make.PASSWORD, address="").official == account
        else:
            with pytest.raises(Refused):
                login.check_first_factor(username="shenji01", password=make.PASSWORD, address="")


def test_a_running_session_ends_at_the_next_request_after_the_last_day(time_machine):
    time_machine.move_to(datetime(2026, 6, 30, 23, 50, tzinfo=clock.BUREAU_ZONE))
    client = Client()
    client.force_login(make.auditor(first=FIRST, last=LAST))
    assert client.get("/desk/").status_code == 200
    time_machine.move_to(datetime(2026, 7, 1, 0, 1, tzinfo=clock.BUREAU_ZONE))
    assert client.get("/desk/").url.startswith("/desk/login/")


def test_the_second_factor_is_asked_of_an_auditor_too():
    account = make.auditor(totp_secret=SECRET)
    client = Client()
    answer = client.post("/desk/login/", {"username": account.username, "password": make.PASSWORD})
    assert answer.url == "/desk/login/code/" and client.get("/desk/").status_code == 302
    assert client.post("/desk/login/code/", {"code": pyotp.TOTP(SECRET).now()}).url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_an_auditor_logs_in_with_his_password_where_the_bureau_signs_on_elsewhere(settings):
    settings.STAFF_OIDC = settings.STAFF_OIDC | {"issuer": "https://sso.example.cn", "client_id": "desk"}
    assert may_use_password(make.auditor()) and not may_use_password(make.official("draft"))


def test_an_administrator_ends_it_early_alone_and_the_session_with_it(people):
    account = make.auditor()
    client = Client()
    client.force_login(account)
    with pytest.raises(Refused):
        auditing.end(account=account, actor=make.official("draft"), reason="查阅结束")
    with pytest.raises(Refused):
        auditing.end(account=account, actor=people["security"], reason=" ")
    auditing.end(account=account, actor=people["security"], reason="查阅结束")
    assert client.get("/desk/").status_code == 302
    with pytest.raises(Refused):
        auditing.end(account=account, actor=people["system"], reason="再停一次")


@pytest.mark.parametrize("change", [{"do": "grant", "duty": "sign", "unit": None}, {"do": "leader"},
                                    {"do": "admin_role", "role": "audit"}])  # fmt: skip
def test_an_auditor_becomes_nothing_else(people, change):
    with pytest.raises(Refused, match="审计查阅账号只供查阅"):
        changes.propose(official=make.auditor(), change=change, reason="误操作", proposer=people["system"])


def test_the_database_agrees(people):
    for fields in ({"is_leader": True}, {"admin_role": "audit"}, {"audit_to": None},
                   {"audit_to": clock.today() - timedelta(days=99)}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Official.objects.filter(pk=make.auditor().pk).update(**fields)


def test_an_account_whose_span_is_over_is_not_used_again(people):
    account = make.auditor(first=FIRST, last=LAST, is_active=False)
    with on(LAST + timedelta(days=1)), pytest.raises(Refused, match="查阅期限已过"):
        changes.propose(official=account, change={"do": "activate"}, reason="继续", proposer=people["system"])


def test_an_auditor_is_nobodys_stand_in_and_has_none():
    official, account = make.official("draft"), make.auditor()
    today = clock.today()
    for away, substitute in ((official, account), (account, official)):
        with pytest.raises(Refused, match="审计查阅账号"):
            record_absence(
                official=away, substitute=substitute, from_day=today, to_day=today, reason="出差", actor=away
            )
    assert account not in Official.objects.colleagues() and official in Official.objects.colleagues()


def test_an_auditor_sees_with_every_duty_and_acts_with_none():
    may = credentials(make.auditor())
    assert may.duties() == set(DutyCode.values) and may.units_for(DutyCode.SIGN) is None
    assert not may.holds_any(*DutyCode.values)
    assert all(may.grounds(duty) is None and not may.holds(duty, 1) for duty in DutyCode.values)
