"""What the provider says of itself: its addresses and keys, fetched within bounds and kept for a while."""

import json
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from .providers import Provider, not_trusted, provider_down

Key = RSAKey | ECKey
CONNECT_SECONDS, READ_SECONDS, IN_ALL_SECONDS = 3.0, 5.0, 8.0
MOST_BYTES = 256 * 1024
KEPT_SECONDS = 600.0
# An unknown key makes us look again, but not at every login: a stranger's tokens must not make us hammer the provider.
LOOK_AGAIN_AFTER = 30.0
SHORTEST_RSA = 2048
ALGORITHMS = {"RS256": RSAKey, "ES256": ECKey}

_kept: dict[str, tuple[float, dict[str, Any]]] = {}
_lock = Lock()


def metadata(provider: Provider) -> dict[str, Any]:
    """The provider's own description; raises SignOnFailed."""
    found = _keeping(provider.issuer.rstrip("/") + "/.well-known/openid-configuration", KEPT_SECONDS)
    if found.get("issuer") != provider.issuer:
        raise not_trusted("提供方名称不符")
    return found


def address(found: Mapping[str, Any], name: str) -> str:
    """An address of the description that may be used; raises SignOnFailed."""
    value = found.get(name)
    if not isinstance(value, str) or not _is_safe(value):
        raise not_trusted(f"提供方地址不可用：{name}")
    return value


def key(provider: Provider, number: str | None, algorithm: str) -> Key:
    """The provider's key with this number, looked for again after a rotation; raises SignOnFailed."""
    where = address(metadata(provider), "jwks_uri")
    for age in (KEPT_SECONDS, LOOK_AGAIN_AFTER):
        fitting = _fitting(_keeping(where, age), number, algorithm)
        if len(fitting) == 1:
            return fitting[0]
    raise not_trusted("签名密钥未知")


def forget() -> None:
    """Drop what is kept; for tests."""
    with _lock:
        _kept.clear()


def post_form(where: str, form: Mapping[str, str], authorisation: tuple[str, str] | None) -> dict[str, Any]:
    """Post a form and read the JSON that comes back; raises SignOnFailed."""
    return _asked("POST", where, data=form, auth=authorisation)


def _fitting(keys: Mapping[str, Any], number: str | None, algorithm: str) -> list[Key]:
    """Signing keys of the algorithm's own kind; by number where the token names one."""
    wanted, found = ALGORITHMS[algorithm], []
    rows = keys.get("keys")
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or row.get("kty") != wanted.key_type or row.get("use", "sig") != "sig":
            continue
        if (number is not None and row.get("kid") != number) or row.get("alg", algorithm) != algorithm:
            continue
        try:
            known = wanted.import_key({name: value for name, value in row.items() if isinstance(value, str)})
        except (JoseError, ValueError, TypeError):
            continue
        if isinstance(known, RSAKey) and known.raw_value.key_size < SHORTEST_RSA:
            continue
        if isinstance(known, ECKey) and known.curve_name != "P-256":
            continue
        found.append(known)
    return found


def _keeping(where: str, age: float) -> dict[str, Any]:
    now = time.monotonic()
    with _lock:
        at, found = _kept.get(where, (float("-inf"), {}))
    if now - at <= age:
        return found
    found = _asked("GET", where)
    with _lock:
        _kept[where] = (time.monotonic(), found)
    return found


def _is_safe(where: str) -> bool:
    """HTTPS; plain HTTP to this very machine outside production only, for trials."""
    parts = urlsplit(where)
    here = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and here and not settings.PRODUCTION)
    )


def _asked(method: str, where: str, **more: Any) -> dict[str, Any]:
    if not _is_safe(where):
        raise not_trusted("提供方地址不是 HTTPS")
    end = time.monotonic() + IN_ALL_SECONDS
    try:
        with (
            requests.Session() as session,
            session.request(method, where, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False, stream=True,
                            headers={"Accept": "application/json"}, **more) as answer,
        ):  # fmt: skip
            body = b""
            for piece in answer.iter_content(8192):
                body += piece
                if len(body) > MOST_BYTES or time.monotonic() > end:
                    raise provider_down("回答过长或过慢")
            status = answer.status_code
    except (requests.RequestException, OSError) as fault:
        raise provider_down(f"无法连接（{type(fault).__name__}）") from None
    if status != requests.codes.ok:
        raise provider_down(f"回答 {status}")
    try:
        found = json.loads(body)
    except ValueError:
        raise provider_down("回答不是 JSON") from None
    if not isinstance(found, dict):
        raise provider_down("回答不是 JSON 对象")
    return found
