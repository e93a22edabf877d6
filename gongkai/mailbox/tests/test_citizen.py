"""A citizen who logs in: sees the letters he wrote so, and nobody else's; nothing but an opaque mark is kept of him."""

import re
from datetime import timedelta

import pytest
import requests
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.single_sign_on import asking, stand_in
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.reception.models import Letter

from .public import CORRECTION

pytestmark = pytest.mark.django_db
AS = re.compile(r'name="as" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')
PASS = re.compile(r'name="pass" value="([^"]+)"')


@pytest.fixture
def provider(settings, team):
    asking.forget()
    with stand_in.running(account="citizen-one") as running:
        settings.CITIZEN_OIDC = {**settings.CITIZEN_OIDC, "issuer": running.issuer, "client_id": running.client_id,
                                 "client_secret": running.client_secret}  # fmt: skip
        yield running
    asking.forget()


@pytest.fixture
def client():
    """A browser, as strict about forms as a real one."""
    return Client(enforce_csrf_checks=True)


def log_in(client):
    away = client.get("/me/login/")
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def own_page(client):
    answer = client.get("/me/")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    return answer.content.decode()


def written(client, subject="首页电话打不通"):
    """A letter begun on the citizen's own page."""
    begun = client.post("/ask/correction/", {"begin": "1", "as": AS.search(own_page(client))[1]}).content.decode()
    assert "会列入您的账户" in begun
    data = {**CORRECTION, "key": KEY.search(begun)[1], "as": AS.search(begun)[1], "subject": subject}
    return client.post("/ask/correction/", data)


def test_who_logs_in_sees_the_letters_he_wrote_so_and_opens_them_without_a_code(provider, client):
    assert "用随申办登录" in own_page(client)
    assert log_in(client).url == "/me/"
    assert "还没有提交过来信" in own_page(client)
    answer = written(client)
    assert answer.status_code == 303, re.findall(r"<li><a[^>]*>([^<]+)", answer.content.decode())
    page = own_page(client)
    letter = Letter.objects.get()
    assert letter.number in page
    thread = client.post("/ask/follow/", {"act": "see", "pass": PASS.search(page)[1]})
    assert thread.status_code == 200 and CORRECTION["text"][:8] in thread.content.decode()


def test_nobody_sees_anothers_letters(provider, client):
    log_in(client)
    written(client)
    provider.account = "citizen-two"
    other = Client()
    log_in(other)
    assert Letter.objects.get().number not in own_page(other)


def test_only_an_opaque_mark_is_kept_and_encrypted(provider, client):
    log_in(client)
    written(client)
    kept = [str(row.get_decoded()) for row in Session.objects.all()] + [str(vars(Letter.objects.get()))]
    assert "subject-citizen-one" not in str(kept) and Letter.objects.get().citizen.reveal() == "subject-citizen-one"
    assert all(set(row.get_decoded()) <= {"citizen", "since", "_session_expiry"} for row in Session.objects.all())


def test_the_cookie_lives_under_its_own_prefix_only(provider, client):
    log_in(client)
    assert {name: client.cookies[name]["path"] for name in client.cookies} == {"gongkai_me": "/me/"}
    for address in ("/", "/ask/", "/s?q=公园"):
        assert not client.get(address).cookies
    assert client.get("/desk/").status_code == 302, "a citizen is no official"


def test_an_officials_session_is_no_citizens(provider):
    client = Client()
    client.force_login(bureau.official("draft"))
    client.cookies["gongkai_me"] = client.cookies["gongkai_desk"].value
    assert "用随申办登录" in own_page(client)


def test_leaving_ends_it_and_only_a_page_of_ours_may_do_so(provider, client):
    log_in(client)
    assert client.post("/me/logout/", headers={"Origin": "https://evil.example"}).status_code == 403
    assert "写一封" in own_page(client)
    assert client.get("/me/logout/").status_code == 405
    assert client.post("/me/logout/").url == "/me/?left=1"
    assert "写一封" not in own_page(client)
    assert client.get("/me/leave/").url.startswith(provider.issuer)


@pytest.mark.parametrize(("minutes", "there"), [(25, True), (31, False), (121, False)])
def test_it_ends_idle_and_in_any_case(provider, client, time_machine, minutes, there):
    start = clock.real_now()
    time_machine.move_to(start)
    log_in(client)
    for passed in range(20, minutes - 30, 20):
        time_machine.move_to(start + timedelta(minutes=passed))
        own_page(client)
    time_machine.move_to(start + timedelta(minutes=minutes))
    assert ("写一封" in own_page(client)) is there


@pytest.mark.parametrize("how", ["wrong_nonce", "algorithm_none", "error_500"])
def test_a_login_that_fails_is_told_and_opens_nothing(provider, client, how):
    provider.how = how
    answer = log_in(client)
    assert answer.status_code == 422 and "统一身份认证" in answer.content.decode()
    assert "写一封" not in own_page(client)


def test_a_pass_that_is_over_or_forged_takes_the_letter_without_the_name(provider, client, time_machine):
    log_in(client)
    page = client.post("/ask/correction/", {"begin": "1", "as": "forged"}).content.decode()
    data = {**CORRECTION, "key": KEY.search(page)[1], "as": "forged"}
    told = client.post("/ask/correction/", data)
    assert told.status_code == 422 and "不列入您的账户" in told.content.decode()
    assert 'name="as"' not in told.content.decode()
    assert client.post("/ask/correction/", {**data, "as": ""}).status_code == 303
    assert not Letter.objects.get().citizen


def test_many_letters_ask_the_database_as_often_as_one(provider, client, settings, django_assert_num_queries):
    settings.LIMITS = "submit=off"
    log_in(client)
    written(client)
    client.get("/me/")
    with CaptureQueriesContext(connection) as one:
        client.get("/me/")
    count = len(one)
    assert count <= 9, [query["sql"] for query in one]
    for number in range(3):
        written(client, f"第{number}件")
    with django_assert_num_queries(count):
        client.get("/me/")


@pytest.mark.parametrize("address", ["/me/", "/me/login/", "/me/return/", "/me/leave/"])
def test_without_a_provider_there_is_no_such_page(client, address):
    assert client.get(address).status_code == 404
