"""Officials come in through the bureau's identity provider; accounts for emergencies by password and code as ever."""

import pyotp
import pytest
import requests
from django.test import Client

from gongkai.bureau.models import Official
from gongkai.bureau.single_sign_on import asking, stand_in
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry

from .at_desk import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    asking.forget()
    with stand_in.running(account="luyan") as running:
        settings.STAFF_OIDC = {**settings.STAFF_OIDC, "issuer": running.issuer, "client_id": running.client_id,
                               "client_secret": running.client_secret}  # fmt: skip
        yield running
    asking.forget()


@pytest.fixture
def clerk():
    return bureau.official("draft", name="陆言", username="luyan", totp_secret=SECRET)


def through(client, start="/desk/login/sign-on/"):
    """The browser goes to the provider and comes back with what it was given; the last answer of ours."""
    away = client.get(start)
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith("http://testserver/desk/login/sign-on/return/?")
    return client.get(back.removeprefix("http://testserver"))


def code():
    return pyotp.TOTP(SECRET).at(clock.real_now())


def test_two_factors_at_the_provider_are_enough_and_lead_to_where_one_wanted_to_go(provider, clerk, client):
    assert "用统一身份认证登录" in client.get("/desk/login/").content.decode()
    assert through(client, "/desk/login/sign-on/?next=/desk/account/").url == "/desk/account/"
    assert "陆言" in client.get("/desk/account/").content.decode()
    assert Entry.objects.get(event="bureau.logged_in").facts["way"] == "统一身份认证"


def test_one_factor_at_the_provider_still_needs_our_code(provider, clerk, client):
    provider.mfa = False
    assert through(client).url == "/desk/login/code/"
    assert client.get("/desk/account/").status_code == 302, "not in yet"
    assert client.post("/desk/login/code/", {"code": "000000"}).status_code == 422
    assert client.post("/desk/login/code/", {"code": code()}).url == "/desk/"
    assert client.get("/desk/account/").status_code == 200
    assert Entry.objects.get(event="bureau.logged_in").facts["way"] == "统一身份认证"


def test_whoever_has_no_code_yet_takes_one_up_since_dangerous_acts_ask_for_it(provider, client):
    bureau.official("draft", username="luyan")
    assert through(client).url == "/desk/login/enrol/"


@pytest.mark.parametrize("account", ["stranger", "gone", ""])
def test_nobody_registers_himself_and_who_has_left_stays_out(provider, client, account):
    bureau.official("draft", username="gone", is_active=False)
    provider.account = account or "x"
    if not account:
        provider.account = "LUYAN"
    bureau.official("draft", username="luyan")
    count = Official.objects.count()
    answer = through(client)
    assert answer.status_code == 422 and "没有与您的身份对应的工作账号" in answer.content.decode()
    assert Official.objects.count() == count and client.get("/desk/").status_code == 302
    entry = Entry.objects.get(event="bureau.sign_on_failed")
    assert entry.facts == {"why": "没有对应的账号"} and provider.account not in str(vars(entry))


@pytest.mark.parametrize("how", ["wrong_nonce", "algorithm_none", "error_500", "expired"])
def test_a_login_that_fails_is_told_journalled_and_leaves_the_door_shut(provider, clerk, client, how):
    provider.how = how
    answer = through(client)
    assert answer.status_code == 422 and "统一身份认证" in answer.content.decode()
    assert Entry.objects.filter(event="bureau.sign_on_failed").count() == 1
    assert client.get("/desk/account/").status_code == 302


def test_a_return_that_nobody_began_or_that_is_repeated_opens_nothing(provider, clerk):
    first, stranger = Client(), Client()
    away = first.get("/desk/login/sign-on/")
    back = (
        requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"].removeprefix("http://testserver")
    )
    assert stranger.get(back).status_code == 422, "somebody else's browser"
    assert first.get(back).url == "/desk/"
    assert Client().get(back).status_code == 422


@pytest.mark.parametrize(
    "query", ["", "?state=%00&code=x", "?code[]=1", "?error=%3Cscript%3Ealert(1)%3C/script%3E&state=x"]
)
def test_hostile_returns_are_refused_with_a_sentence(provider, clerk, client, query):
    client.get("/desk/login/sign-on/")
    answer = client.get(f"/desk/login/sign-on/return/{query}")
    assert answer.status_code == 422 and "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/desk/", "/d/1/"])
def test_the_way_through_leads_nowhere_but_to_the_desk(provider, clerk, client, target):
    assert through(client, f"/desk/login/sign-on/?next={target}").url == "/desk/"


def test_the_session_is_a_new_one_and_ends_like_any_other(provider, clerk, client):
    client.get("/desk/login/sign-on/")
    before = client.cookies["gongkai_desk"].value
    through(client)
    assert client.cookies["gongkai_desk"].value != before
    Official.objects.filter(pk=clerk.pk).update(session_epoch=clerk.session_epoch + 1)
    assert client.get("/desk/account/").status_code == 302, "a change of duties ends it"


def give(username):
    return Client().post("/desk/login/", {"username": username, "password": bureau.PASSWORD})


def test_with_single_sign_on_only_administrators_and_named_accounts_use_a_password(provider, clerk, settings):
    bureau.official(username="root", admin_role="system", totp_secret=SECRET)
    bureau.official("duty_officer", username="night", totp_secret=SECRET)
    settings.BREAK_GLASS = frozenset({"night"})
    assert give("root").url == give("night").url == "/desk/login/code/", "their one-time code is asked as ever"
    answer = give("luyan")
    assert answer.status_code == 422 and "请从“统一身份认证”登录" in answer.content.decode()
    settings.STAFF_OIDC = {**settings.STAFF_OIDC, "issuer": ""}
    assert give("luyan").url == "/desk/login/code/"


def test_the_provider_looks_after_the_password(provider, clerk, client):
    Official.objects.filter(pk=clerk.pk).update(must_change_password=True)
    through(client)
    assert client.get("/desk/account/").status_code == 200


def test_leaving_offers_to_leave_the_provider_as_well(provider, clerk, client):
    through(client)
    out = client.post("/desk/logout/")
    assert out.url == "/desk/login/?left=1"
    assert "/desk/login/sign-on/leave/" in client.get(out.url).content.decode()
    assert client.get("/desk/login/sign-on/leave/").url.startswith(f"{provider.issuer}/leave?client_id=gongkai")


@pytest.mark.parametrize("tail", ["", "return/", "leave/"])
def test_without_a_provider_there_is_no_such_page(client, tail):
    assert client.get(f"/desk/login/sign-on/{tail}").status_code == 404
    assert "sign-on" not in client.get("/desk/login/").content.decode()
