"""The way in: two factors for everybody, one sentence for every failure, locks, and sessions that end."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from gongkai.bureau import password_policies, passwords
from gongkai.bureau.models import LoginAttempt, Official
from gongkai.bureau.services import credentials
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry

from .at_desk import Desk

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def clerk():
    person = bureau.official("draft", name="陆言", username="luyan")
    person.totp_secret = SECRET
    person.save()
    return person


def code(offset=0):
    return pyotp.TOTP(SECRET).at(clock.real_now() + timedelta(seconds=offset))


def give(client, username="luyan", password=bureau.PASSWORD, **more):
    return client.post("/desk/login/", {"username": username, "password": password, **more})


def test_password_and_code_lead_to_where_one_wanted_to_go(client, clerk):
    answer = client.get("/desk/account/")
    assert answer.url == "/desk/login/?next=/desk/account/"
    assert give(client, next="/desk/account/").url == "/desk/login/code/"
    assert client.post("/desk/login/code/", {"code": code()}).url == "/desk/account/"
    assert "陆言" in client.get("/desk/account/").content.decode()
    assert Entry.objects.filter(event="bureau.logged_in").count() == 1


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/desk/", "/d/1/", "javascript:alert(1)"])
def test_the_login_leads_nowhere_but_to_the_desk(client, clerk, target):
    give(client, next=target)
    assert client.post("/desk/login/code/", {"code": code()}).url == "/desk/"


def test_the_password_alone_opens_nothing(client, clerk):
    give(client)
    assert client.get("/desk/account/").status_code == 302


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client, clerk):
    known, unknown = (
        give(client, password="Wrong-password-1"),
        give(client, username="nobody", password="Wrong-password-1"),
    )
    assert known.status_code == unknown.status_code == 422
    assert "账号、密码或动态口令不正确。" in known.content.decode()
    assert known.content.decode().replace("luyan", "nobody").count("不正确") == unknown.content.decode().count("不正确")
    assert 'value="luyan"' in known.content.decode(), "the account name is kept"


def test_a_code_is_taken_once(clerk):
    used = code()
    first, second = Client(), Client()
    give(first)
    assert first.post("/desk/login/code/", {"code": used}).url == "/desk/"
    give(second)
    assert second.post("/desk/login/code/", {"code": used}).status_code == 422


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour_even_with_the_right_password(client, clerk, settings):
    for _ in range(settings.LOGIN_FAILURES):
        give(client, password="Wrong-password-1")
    assert "15 分钟后再试" in give(client).content.decode()
    assert Entry.objects.filter(event="bureau.login_locked").exists()
    with clock.at(clock.real_now() + timedelta(minutes=16)):
        assert give(client).status_code == 302


def test_five_failures_from_one_address_lock_it_for_other_accounts_too(clerk, settings):
    bad = Client(REMOTE_ADDR="10.1.1.1")
    for number in range(settings.LOGIN_FAILURES):
        give(bad, username=f"guess{number}", password="Wrong-password-1")
    assert "15 分钟后再试" in give(bad).content.decode()
    assert give(Client(REMOTE_ADDR="10.2.2.2")).status_code == 302


def test_wrong_codes_lock_as_well(client, clerk, settings):
    give(client)
    for _ in range(settings.LOGIN_FAILURES):
        client.post("/desk/login/code/", {"code": "000000"})
    assert "15 分钟后再试" in client.post("/desk/login/code/", {"code": code()}).content.decode()


def test_the_first_login_hands_over_the_secret_and_confirms_it(client):
    person = bureau.official("draft", username="newcomer")
    assert give(client, username="newcomer").url == "/desk/login/enrol/"
    page = client.get("/desk/login/enrol/").content.decode()
    secret = client.session["waiting_secret"]
    assert "data:image/svg+xml" in page and " ".join(secret[i : i + 4] for i in range(0, 32, 4)) in page
    assert client.post("/desk/login/enrol/", {"code": "000000"}).status_code == 422
    assert client.post("/desk/login/enrol/", {"code": pyotp.TOTP(secret).now()}).url == "/desk/"
    person.refresh_from_db()
    assert person.totp_secret == secret
    assert secret not in str(Official.objects.filter(pk=person.pk).values("totp_secret").query)


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_an_idle_session_and_an_old_one_end(clerk, settings, time_machine):
    client = logged_in(clerk)
    start = clock.real_now()
    time_machine.move_to(start + timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1))
    assert client.get("/desk/account/").status_code == 302
    time_machine.move_to(start)
    client = logged_in(clerk)
    for minutes in range(20, settings.SESSION_HOURS * 60 - 10, 20):
        time_machine.move_to(start + timedelta(minutes=minutes))
        assert client.get("/desk/account/").status_code == 200
    time_machine.move_to(start + timedelta(hours=settings.SESSION_HOURS, minutes=5))
    assert client.get("/desk/account/").status_code == 302


def test_a_changed_password_ends_every_other_session(clerk):
    here, there = logged_in(clerk), logged_in(clerk)
    answer = here.post("/desk/account/password/", {
        "old": bureau.PASSWORD, "password": "Another-good-2", "again": "Another-good-2", "submission_key": "k1",
    })  # fmt: skip
    assert answer.status_code == 302
    assert here.get("/desk/account/").status_code == 200
    assert there.get("/desk/account/").status_code == 302


@pytest.mark.parametrize(
    ("password", "words"),
    [("short-A1", "12"), ("alllowercaseletters", "三类"), (bureau.PASSWORD, "最近")],
)
def test_a_password_that_breaks_a_rule_is_refused_at_its_field(clerk, password, words):
    page = logged_in(clerk).post("/desk/account/password/", {
        "old": bureau.PASSWORD, "password": password, "again": password, "submission_key": "k2",
    })  # fmt: skip
    assert page.status_code == 422 and words in page.content.decode()


def test_a_reset_password_must_be_changed_before_anything_else(clerk):
    credentials.reset_password(official=clerk, actor=bureau.official(admin_role="system"))
    clerk.refresh_from_db()
    client = logged_in(clerk)
    assert client.get("/desk/account/").url == "/desk/account/password/"
    assert "首次登录" in client.get("/desk/account/password/").content.decode()


def test_an_old_password_must_be_changed(clerk, settings):
    Official.objects.filter(pk=clerk.pk).update(password_changed_at=clock.real_now() - timedelta(days=91))
    assert logged_in(clerk).get("/desk/account/").url == "/desk/account/password/"
    settings.PASSWORD_DAYS = 0
    assert logged_in(clerk).get("/desk/account/").status_code == 200


def test_nobody_is_thrown_out_by_a_link(clerk):
    client = logged_in(clerk)
    assert client.get("/desk/logout/").status_code == 405
    assert client.post("/desk/logout/").url == "/desk/login/"
    assert client.get("/desk/account/").status_code == 302


def test_an_inactive_official_is_out_at_once(clerk):
    client = logged_in(clerk)
    Official.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get("/desk/account/").status_code == 302


@pytest.mark.parametrize("nasty", ["\x00", "'; DROP TABLE", "<script>", "陆" * 5000, "%s%n", "\ud800"])
def test_hostile_input_is_answered_not_feared(client, nasty):
    for address in ("/desk/login/", "/desk/login/code/"):
        data = {"username": nasty.encode("utf-8", "ignore"), "password": nasty.encode("utf-8", "ignore"), "code": "x"}
        assert client.post(address, data).status_code < 500
    assert LoginAttempt.objects.count() <= 1


def test_a_right_password_waits_ten_minutes_for_its_code_and_no_longer(client, clerk, time_machine):
    start = clock.real_now()
    give(client)
    time_machine.move_to(start + timedelta(minutes=11))
    assert client.get("/desk/login/code/").url == "/desk/login/"
    assert client.post("/desk/login/code/", {"code": code()}).url == "/desk/login/"


def test_rights_that_change_meanwhile_leave_nothing_to_wait_for(client, clerk):
    give(client)
    Official.objects.filter(pk=clerk.pk).update(session_epoch=clerk.session_epoch + 1)
    assert client.post("/desk/login/code/", {"code": code()}).url == "/desk/login/"


def test_nothing_of_another_persons_session_is_left_after_a_login(client, clerk):
    client.force_login(bureau.official("draft"))
    before = client.session.session_key
    client.cookies["gongkai_desk"] = before
    give(client)
    assert client.session.session_key != before and "_auth_user_id" not in client.session


def test_guessing_the_present_password_from_an_open_desk_locks_the_account(clerk, settings):
    client = logged_in(clerk)
    wrong = {"old": "Wrong-password-1", "password": "Another-good-2", "again": "Another-good-2"}
    for number in range(settings.LOGIN_FAILURES):
        page = client.post("/desk/account/password/", {**wrong, "submission_key": f"w{number}"})
        assert page.status_code == 422 and "原密码不正确" in page.content.decode()
    right = {**wrong, "old": bureau.PASSWORD, "submission_key": "r"}
    assert "15 分钟后再试" in client.post("/desk/account/password/", right).content.decode()
    assert LoginAttempt.objects.filter(username="luyan", succeeded=False).count() == settings.LOGIN_FAILURES


def test_the_first_login_is_recorded_as_one_and_a_locked_address_as_such(client, settings):
    bureau.official("draft", username="newcomer")
    give(client, username="newcomer")
    client.get("/desk/login/enrol/")
    client.post("/desk/login/enrol/", {"code": pyotp.TOTP(client.session["waiting_secret"]).now()})
    events = list(Entry.objects.order_by("pk").values_list("event", flat=True))
    assert events == ["bureau.totp_enrolled", "bureau.logged_in"]
    for number in range(settings.LOGIN_FAILURES):
        give(Client(REMOTE_ADDR="10.9.9.9"), username=f"guess{number}", password="Wrong-password-1")
    assert Entry.objects.get(event="bureau.address_locked").subject_id == "10.9.9.9"


def test_who_leaves_after_the_session_has_ended_does_not_return_to_the_exit(clerk, settings, time_machine):
    client = logged_in(clerk)
    time_machine.move_to(clock.real_now() + timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1))
    assert client.post("/desk/logout/").url == "/desk/login/?next=/desk/"


def test_my_account_shows_my_logins_and_nobody_elses(client, clerk):
    give(client, password="Wrong-password-1")
    give(client, username="somebody", password="Wrong-password-1")
    give(client)
    client.post("/desk/login/code/", {"code": code()})
    page = client.get("/desk/account/").content.decode()
    assert page.count("<td>失败</td>") == 1 and page.count("<td>成功</td>") == 1 and "127.0.0.1" in page
    assert "somebody" not in page


def test_one_ends_ones_sessions_on_other_devices_and_keeps_this_one(clerk):
    here, there = logged_in(clerk), logged_in(clerk)
    assert there.get("/desk/account/").status_code == 200
    assert here.post("/desk/account/sessions/", {"submission_key": "k"}).url == "/desk/account/"
    assert here.get("/desk/account/").status_code == 200
    assert there.get("/desk/account/").status_code == 302
    assert Entry.objects.filter(event="bureau.sessions_ended").count() == 1


def test_a_one_time_password_is_told_by_the_answer_itself_and_by_nothing_else(clerk):
    """No notice, no cookie, no second page holds it: who presses reload or steals the session finds it no more."""
    system = Desk(bureau.official(admin_role="system"))
    answer = system.post_with_code(f"/desk/officials/{clerk.pk}/password/", submission_key="k")
    text = answer.content.decode()
    told = re.search(r"<code>(Gk3-[^<]+)</code>", text)[1]
    clerk.refresh_from_db()
    assert answer.status_code == 200 and clerk.check_password(told) and answer.headers["Cache-Control"] == "no-store"
    assert told not in str(answer.cookies) and told not in str(dict(system.client.session))
    again = system.post_with_code(f"/desk/officials/{clerk.pk}/password/", submission_key="k")
    assert again.status_code == 302 and told not in system.text(again.url)
    opened = system.post("/desk/officials/new/", username="neu", name="新人", unit=clerk.unit_id, submission_key="n")
    first = re.search(r"<code>(Gk3-[^<]+)</code>", opened.content.decode())[1]
    assert Official.objects.get(username="neu").check_password(first)
    assert first not in system.text("/desk/officials/")


def test_no_notice_travels_in_a_cookie(clerk):
    desk = Desk(clerk)
    desk.post("/desk/account/sessions/", submission_key="k")
    assert set(desk.client.cookies) <= {"gongkai_desk", "csrftoken"}
    assert "其他设备上的登录已结束" in desk.text("/desk/account/")


@pytest.mark.parametrize(
    ("policy", "password", "taken"),
    [
        ("dengbao3", "Green-park7x", True),
        ("dengbao3", "green park by the river", False),
        ("asvs", "green park by the river", True),
        ("asvs", "Green-park7x", False),
        ("asvs", bureau.PASSWORD, False),
    ],
)
def test_the_policy_is_a_setting_and_says_itself(clerk, settings, policy, password, taken):
    settings.PASSWORD_POLICY, settings.AUTH_PASSWORD_VALIDATORS = policy, password_policies.validators(policy)
    clerk.password_changed_at = clock.real_now()
    clerk.save()
    desk = Desk(clerk)
    assert passwords.SAID[policy] in desk.text("/desk/account/password/")
    answer = desk.post("/desk/account/password/", old=bureau.PASSWORD, password=password, again=password,
                       submission_key="k")  # fmt: skip
    assert answer.status_code == (302 if taken else 422), answer.content.decode()


@pytest.mark.parametrize(
    ("policy", "days", "due"), [("dengbao3", 89, False), ("dengbao3", 91, True), ("asvs", 900, False)]
)
def test_only_dengbao_wants_a_new_password_every_quarter(clerk, settings, policy, days, due, time_machine):
    settings.PASSWORD_DAYS = password_policies.days(policy)
    clerk.password_changed_at = clock.real_now()
    time_machine.move_to(clock.real_now() + timedelta(days=days))
    assert passwords.must_be_changed(clerk) is due


def test_an_unknown_policy_is_told_at_the_start():
    with pytest.raises(ImproperlyConfigured, match="GONGKAI_PASSWORD_POLICY"):
        password_policies.validators("strict")
