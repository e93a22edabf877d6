"""Judging an ID token (OpenID Connect Core 1.0, 3.1.3.7): only what is signed for us, now, for this very login, counts."""

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import JoseError

from gongkai.journal import clock

from . import asking
from .providers import Provider, not_trusted

SKEW = 120  # seconds by which the provider's clock may differ
OLDEST = 600  # seconds since the token was issued
LONGEST = 16 * 1024  # characters of a token


def judged(token: str, provider: Provider, *, nonce: str, access_token: str = "") -> dict[str, Any]:  # noqa: S107  none
    """The claims of a token that holds; raises SignOnFailed with what does not."""
    head = _head(token)
    algorithm, number = head.get("alg"), head.get("kid")
    if algorithm not in asking.ALGORITHMS:
        raise not_trusted("签名算法不接受")
    if number is not None and not isinstance(number, str):
        raise not_trusted("签名密钥未知")
    key = asking.key(provider, number, algorithm)
    try:
        claims = jwt.decode(token, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, TypeError):
        raise not_trusted("签名不符") from None
    if fault := _fault(claims, provider, nonce):
        raise not_trusted(fault)
    stated = claims.get("at_hash")
    if stated is not None and not _same(stated, create_half_hash(access_token, algorithm).decode()):
        raise not_trusted("访问令牌不符")
    return claims


def _fault(claims: Mapping[str, Any], provider: Provider, nonce: str) -> str:
    """What is wrong with the claims, '' when nothing is."""
    now = clock.real_now().timestamp()
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != provider.issuer:
        return "签发方不符"
    if provider.client_id not in audiences or (len(audiences) > 1 and claims.get("azp") != provider.client_id):
        return "不是签发给本站的"
    if claims.get("azp", provider.client_id) != provider.client_id:
        return "不是签发给本站的"
    if not _number(claims.get("exp")) or claims["exp"] + SKEW < now:
        return "已过期"
    if not _number(claims.get("iat")) or not now - OLDEST <= claims["iat"] <= now + SKEW:
        return "签发时间不符"
    if "nbf" in claims and (not _number(claims["nbf"]) or claims["nbf"] > now + SKEW):
        return "尚未生效"
    if not _same(claims.get("nonce"), nonce):
        return "不是本次登录的"
    subject = claims.get("sub")
    return "" if isinstance(subject, str) and 0 < len(subject) <= 255 else "没有身份标识"


def _head(token: str) -> dict[str, Any]:
    try:
        if len(token) > LONGEST or token.count(".") != 2:
            raise ValueError
        part = token.partition(".")[0]
        head = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        raise not_trusted("令牌无法读取") from None
    if not isinstance(head, dict) or "crit" in head:
        raise not_trusted("令牌无法读取")
    return head


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def _same(given: Any, expected: str) -> bool:
    return isinstance(given, str) and bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
