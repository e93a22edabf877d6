"""One login with a provider: sent there, come back, and who it is."""

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from gongkai.journal import clock

from . import asking, tokens
from .providers import Provider, SignOnFailed, not_trusted

PATIENCE = timedelta(minutes=10)  # how long somebody may take at the provider; ours, no law


@dataclass(frozen=True)
class Begun:
    """What the browser's session keeps until it comes back; used once."""

    state: str
    nonce: str
    verifier: str
    at: str
    afterwards: str

    def kept(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Identity:
    """Who logged in at the provider: its opaque subject, the account our claim names, whether it saw two factors."""

    subject: str
    account: str
    two_factors: bool


def begin(provider: Provider, *, back: str, afterwards: str) -> tuple[str, Begun]:
    """Where to send the browser, and what to keep meanwhile; raises SignOnFailed. `back` is our own full address."""
    found = asking.metadata(provider)
    begun = Begun(generate_token(32), generate_token(32), generate_token(64), clock.real_now().isoformat(), afterwards)
    query = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": back, "scope": provider.scope,
        "state": begun.state, "nonce": begun.nonce, "code_challenge": create_s256_code_challenge(begun.verifier),
        "code_challenge_method": "S256",
    }  # fmt: skip
    return _with_query(asking.address(found, "authorization_endpoint"), query), begun


def finish(provider: Provider, kept: Mapping[str, str] | None, query: Mapping[str, str], *, back: str) -> Identity:
    """Who came back; raises SignOnFailed. `kept` is what the session held, taken out of it by the caller."""
    begun = _begun(kept, query)
    if "iss" in query and query["iss"] != provider.issuer:
        raise not_trusted("签发方不符")
    if "error" in query:
        refused = query["error"] == "access_denied"
        raise SignOnFailed("您没有完成统一身份认证，没有登录。" if refused else "统一身份认证没有成功，请重新登录。",
                           "用户取消" if refused else "提供方报错")  # fmt: skip
    code = query.get("code", "")
    if not 0 < len(code) <= 2048:
        raise not_trusted("没有授权码")
    answer = _exchanged(provider, code, begun, back)
    token, access = answer.get("id_token"), answer.get("access_token")
    if not isinstance(token, str):
        raise not_trusted("没有身份令牌")
    claims = tokens.judged(token, provider, nonce=begun.nonce, access_token=access if isinstance(access, str) else "")
    account = claims.get(provider.claim)
    return Identity(claims["sub"], account if isinstance(account, str) else "", _two_factors(claims, provider))


def way_out(provider: Provider, *, back: str) -> str:
    """Where the session at the provider is ended, '' where it offers no such address or does not answer."""
    try:
        found = asking.metadata(provider)
        where = asking.address(found, "end_session_endpoint")
    except SignOnFailed:
        return ""
    return _with_query(where, {"client_id": provider.client_id, "post_logout_redirect_uri": back})


def _begun(kept: Mapping[str, str] | None, query: Mapping[str, str]) -> Begun:
    try:
        begun = Begun(**(kept or {}))
    except TypeError:
        raise SignOnFailed("登录已过期，请重新登录。", "没有对应的登录") from None
    if not hmac.compare_digest(begun.state.encode(), query.get("state", "").encode()):
        raise SignOnFailed("登录已过期，请重新登录。", "状态不符")
    if clock.real_now() - datetime.fromisoformat(begun.at) > PATIENCE:
        raise SignOnFailed("登录用时过长，请重新登录。", "超时")
    return begun


def _exchanged(provider: Provider, code: str, begun: Begun, back: str) -> dict[str, Any]:
    """The tokens for a code; by the way of authentication that the provider supports."""
    found = asking.metadata(provider)
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": begun.verifier}
    basic = isinstance(ways, list) and "client_secret_basic" in ways
    if not basic:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    try:
        return asking.post_form(asking.address(found, "token_endpoint"), form,
                                (quote(provider.client_id, ""), quote(provider.client_secret, "")) if basic else None)  # fmt: skip
    except SignOnFailed as failed:
        if failed.why == "回答 400":  # a code that was used, forged or has expired
            raise SignOnFailed("登录已过期，请重新登录。", "授权码无效") from None
        raise


def _two_factors(claims: Mapping[str, Any], provider: Provider) -> bool:
    """Whether the provider says, in amr or acr, that it asked for two factors."""
    methods = claims.get("amr")
    said = {method for method in methods if isinstance(method, str)} if isinstance(methods, list) else set()
    if isinstance(claims.get("acr"), str):
        said.add(claims["acr"])
    return bool(said & provider.mfa)


def _with_query(where: str, query: Mapping[str, str]) -> str:
    return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"
