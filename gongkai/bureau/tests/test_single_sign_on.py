"""OpenID Connect against a provider that is a real HTTP server and misbehaves in every way we could think of."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from gongkai.bureau.single_sign_on import asking, flow, providers, stand_in, tokens
from gongkai.bureau.single_sign_on.providers import Provider, SignOnFailed
from gongkai.journal import clock

BACK = "https://www.example.gov.cn/desk/login/sign-on/return/"


# For which of its faults each login is refused: one that failed for another reason would prove nothing.
WHY = {
    "wrong_nonce": "不是本次登录的", "no_nonce": "不是本次登录的", "expired": "已过期", "from_the_future": "签发时间不符",
    "long_ago": "签发时间不符", "not_yet": "尚未生效", "wrong_audience": "不是签发给本站的",
    "two_audiences": "不是签发给本站的", "wrong_party": "不是签发给本站的", "wrong_issuer": "签发方不符",
    "no_subject": "没有身份标识", "odd_subject": "没有身份标识", "odd_times": "已过期",
    "wrong_access_token": "访问令牌不符", "algorithm_none": "签名算法不接受", "algorithm_hmac": "签名算法不接受",
    "unknown_key": "签名密钥未知", "wrong_signature": "签名不符", "no_token": "没有身份令牌", "junk_token": "令牌无法读取",
    "critical": "令牌无法读取", "error_500": "回答 500", "not_json": "回答不是 JSON", "huge": "回答过长或过慢",
    "a_list": "回答不是 JSON 对象", "redirect": "回答 302",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch):
    asking.forget()
    monkeypatch.setattr(asking, "LOOK_AGAIN_AFTER", -1.0)
    yield
    asking.forget()


@pytest.fixture(params=["RS256", "ES256"])
def server(request):
    with stand_in.running(account="luyan", algorithm=request.param) as running:
        yield running


@pytest.fixture
def rsa():
    with stand_in.running(account="luyan") as running:
        yield running


def of(server, **changes):
    known = Provider(server.issuer, server.client_id, server.client_secret, "统一身份认证", claim="preferred_username",
                     mfa=frozenset({"mfa"}))  # fmt: skip
    return replace(known, **changes)


def sent_back(where):
    """What the provider puts into the address to which it sends the browser back."""
    answer = requests.get(where, allow_redirects=False, timeout=5)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def logged_in(server, **changes):
    provider = of(server, **changes)
    where, begun = flow.begin(provider, back=BACK, afterwards="/desk/")
    return flow.finish(provider, begun.kept(), sent_back(where), back=BACK)


def test_a_login_says_who_it_is_and_whether_two_factors_were_seen(server):
    identity = logged_in(server)
    assert (identity.subject, identity.account, identity.two_factors) == ("subject-luyan", "luyan", True)
    server.mfa, server.basic = False, False
    assert logged_in(server).two_factors is False
    assert logged_in(server, mfa=frozenset()).two_factors is False
    assert logged_in(server, claim="nothing").account == ""


@pytest.mark.parametrize("how", [how for how in stand_in.MISBEHAVIOURS if how != "slow"])
def test_what_is_wrong_in_one_thing_opens_nothing(server, how):
    server.how = how
    with pytest.raises(SignOnFailed) as failed:
        logged_in(server)
    assert failed.value.why == WHY[how]
    server.how = ""
    asking.forget()
    assert logged_in(server).account == "luyan", "the control: the same login without the fault"


def test_a_provider_that_does_not_answer_is_not_waited_for(rsa, monkeypatch):
    monkeypatch.setattr(asking, "READ_SECONDS", 0.2)
    rsa.how = "slow"
    with pytest.raises(SignOnFailed, match="无法连接"):
        logged_in(rsa)


def test_a_provider_that_is_not_there_says_so(rsa):
    with pytest.raises(SignOnFailed, match="无法连接"):
        flow.begin(of(rsa, issuer="http://127.0.0.1:1"), back=BACK, afterwards="/")


@pytest.mark.parametrize(
    "issuer", ["http://sso.example.gov.cn", "ftp://127.0.0.1", "file:///etc/passwd", "//127.0.0.1", "javascript:1"]
)
def test_only_https_is_asked(rsa, issuer):
    with pytest.raises(SignOnFailed):
        flow.begin(of(rsa, issuer=issuer), back=BACK, afterwards="/")


def test_in_production_not_even_this_machine_is_asked_without_tls(rsa, settings):
    settings.PRODUCTION = True
    with pytest.raises(SignOnFailed, match="HTTPS"):
        logged_in(rsa)


def test_keys_are_looked_for_again_after_a_rotation_and_old_tokens_no_longer_hold(server):
    logged_in(server)
    asked = server.asked.count("/keys")
    logged_in(server)
    assert server.asked.count("/keys") == asked, "kept for a while"
    server.rotate()
    assert logged_in(server).account == "luyan"
    assert server.asked.count("/keys") == asked + 1


def test_strangers_tokens_do_not_make_us_hammer_the_provider(rsa, monkeypatch):
    monkeypatch.setattr(asking, "LOOK_AGAIN_AFTER", 30.0)
    rsa.how = "unknown_key"
    for _ in range(5):
        with pytest.raises(SignOnFailed, match="签名密钥未知"):
            logged_in(rsa)
    assert rsa.asked.count("/keys") == 1


def begun(server):
    where, kept = flow.begin(of(server), back=BACK, afterwards="/")
    return kept.kept(), sent_back(where)


@pytest.mark.parametrize("change", [{"state": "x"}, {"state": ""}, {"code": ""}, {"code": "x" * 3000}, {"code": "forged"},
                                    {"iss": "https://elsewhere.example"}, {"error": "access_denied"},
                                    {"error": "server_error"}])  # fmt: skip
def test_what_comes_back_must_belong_to_what_was_sent(rsa, change):
    kept, query = begun(rsa)
    with pytest.raises(SignOnFailed):
        flow.finish(of(rsa), kept, query | change, back=BACK)


@pytest.mark.parametrize("kept", [None, {}, {"state": "x"}, {"state": "x", "odd": "y"}])
def test_a_return_without_a_beginning_opens_nothing(rsa, kept):
    _, query = begun(rsa)
    with pytest.raises(SignOnFailed, match="没有对应的登录"):
        flow.finish(of(rsa), kept, query, back=BACK)


def test_a_code_is_good_once_for_its_own_browser_and_its_own_address(rsa):
    kept, query = begun(rsa)
    other, _ = begun(rsa)
    with pytest.raises(SignOnFailed, match="状态不符"):
        flow.finish(of(rsa), other, query, back=BACK)
    with pytest.raises(SignOnFailed, match="授权码无效"):
        flow.finish(of(rsa), kept | {"verifier": other["verifier"]}, query, back=BACK)
    kept, query = begun(rsa)
    with pytest.raises(SignOnFailed, match="授权码无效"):
        flow.finish(of(rsa), kept, query, back="https://elsewhere.example/")
    kept, query = begun(rsa)
    flow.finish(of(rsa), kept, query, back=BACK)
    with pytest.raises(SignOnFailed, match="授权码无效"):
        flow.finish(of(rsa), kept, query, back=BACK)


def test_whoever_stays_too_long_begins_again(rsa, time_machine):
    kept, query = begun(rsa)
    time_machine.move_to(clock.real_now() + timedelta(minutes=11))
    with pytest.raises(SignOnFailed, match="超时"):
        flow.finish(of(rsa), kept, query, back=BACK)


def test_clocks_may_differ_a_little(rsa, time_machine):
    kept, query = begun(rsa)
    provider, now = of(rsa), clock.real_now()
    code = rsa.codes[query["code"]]
    token = rsa.token(code, "access")
    for minutes, holds in ((-3, False), (-1, True), (0, True), (6, True), (8, False)):
        time_machine.move_to(now + timedelta(minutes=minutes), tick=False)
        if holds:
            assert tokens.judged(token, provider, nonce=kept["nonce"], access_token="access")["sub"]
        else:
            with pytest.raises(SignOnFailed):
                tokens.judged(token, provider, nonce=kept["nonce"], access_token="access")


def test_leaving_the_provider_needs_its_address(rsa):
    assert flow.way_out(of(rsa), back=BACK).startswith(f"{rsa.issuer}/leave?client_id=gongkai&post_logout")
    assert flow.way_out(of(rsa, issuer="http://127.0.0.1:1"), back=BACK) == ""


def test_without_an_issuer_there_is_no_provider(settings):
    assert providers.staff() is None and providers.citizens() is None
    settings.CITIZEN_OIDC = {**settings.CITIZEN_OIDC, "issuer": "https://sso.example.gov.cn"}
    assert providers.citizens().scope == "openid"
