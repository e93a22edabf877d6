"""A stand-in provider for tests and local trials: a real HTTP server that can be told to misbehave.

It knows no passwords: whoever names an account is that account. `manage.py oidc_stand_in` starts one on this machine.
"""

import hmac
import html
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from gongkai.journal import clock

PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>统一身份认证（试用）</title>
<h1>统一身份认证（试用）</h1><p>本机试用的替身，不核对密码。</p>
<form method="get" action="/enter">{hidden}<p><label>账号 <input name="account" required autofocus></label></p>
<p><label><input type="checkbox" name="mfa" value="1" checked> 已用两种方式验证</label></p>
<p><button>登录</button> <button name="refuse" value="1" formnovalidate>取消</button></p></form></html>"""
# What `how` may be: each makes exactly one thing wrong.
CLAIMS: dict[str, dict[str, Any]] = {
    "wrong_nonce": {"nonce": "x" * 32},
    "no_nonce": {"nonce": None},
    "expired": {"exp": -3600, "iat": -4200},
    "from_the_future": {"iat": 3600},
    "long_ago": {"iat": -7200},
    "not_yet": {"nbf": 3600},
    "wrong_audience": {"aud": "somebody-else"},
    "two_audiences": {"aud": ["gongkai", "somebody-else"]},
    "wrong_party": {"azp": "somebody-else"},
    "wrong_issuer": {"iss": "https://elsewhere.example"},
    "no_subject": {"sub": None},
    "odd_subject": {"sub": 7},
    "odd_times": {"exp": "tomorrow"},
    "wrong_access_token": {"at_hash": "x" * 22},
}
TOKENS = ("algorithm_none", "algorithm_hmac", "unknown_key", "wrong_signature", "no_token", "junk_token", "critical")
ANSWERS = ("slow", "error_500", "not_json", "huge", "a_list", "redirect")
MISBEHAVIOURS = (*CLAIMS, *TOKENS, *ANSWERS)


@dataclass
class StandIn:
    """The provider's memory. `how` names what it does wrong; `account` and `mfa` answer without a page where set."""

    client_id: str = "gongkai"
    client_secret: str = "stand-in-secret"  # noqa: S105  of a provider that only tests and trials know
    algorithm: str = "RS256"
    how: str = ""
    account: str = ""
    mfa: bool = True
    issuer: str = ""
    keys: list[Any] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    basic: bool = True
    pause: float = 30.0

    def rotate(self) -> None:
        """Sign with a new key; the old one is no longer offered."""
        number = {"kid": secrets.token_hex(4), "use": "sig", "alg": self.algorithm}
        self.keys = [
            RSAKey.generate_key(2048, number) if self.algorithm == "RS256" else ECKey.generate_key("P-256", number)
        ]

    def token(self, code: dict[str, str], access_token: str) -> str:
        now = int(clock.real_now().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": self.client_id, "sub": f"subject-{code['account']}", "iat": now, "exp": now + 300,
            "nonce": code["nonce"], "preferred_username": code["account"],
            "amr": ["pwd", "mfa"] if code["mfa"] else ["pwd"],
            "at_hash": create_half_hash(access_token, self.algorithm).decode(),
        }  # fmt: skip
        for name, value in CLAIMS.get(self.how, {}).items():
            claims[name] = now + value if name in {"exp", "iat", "nbf"} and isinstance(value, int) else value
        claims = {name: value for name, value in claims.items() if value is not None}
        return self._signed(claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        key = self.keys[0]
        head = {"alg": self.algorithm, "kid": key.kid}
        if self.how == "algorithm_none":
            return ".".join([_plain({"alg": "none"}), _plain(claims), ""])
        if self.how == "algorithm_hmac":  # the public key as if it were a shared secret
            signed = ".".join([_plain({"alg": "HS256", "kid": key.kid}), _plain(claims)])
            return f"{signed}.{_text(hmac.digest(key.as_pem(private=False), signed.encode(), 'sha256'))}"
        if self.how == "unknown_key":
            return jwt.encode({**head, "kid": "unknown"}, claims, key, algorithms=[self.algorithm])
        if self.how == "critical":
            return ".".join([_plain({**head, "crit": ["x"], "x": 1}), _plain(claims), "c2ln"])
        if self.how == "wrong_signature":
            other = StandIn(algorithm=self.algorithm)
            other.rotate()
            key = other.keys[0]
        return "junk" if self.how == "junk_token" else jwt.encode(head, claims, key, algorithms=[self.algorithm])


def _plain(part: dict[str, Any]) -> str:
    return _text(json.dumps(part).encode())


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    provider: StandIn

    def do_GET(self) -> None:  # noqa: N802  the server calls it so
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        self.provider.asked.append(parts.path)
        match parts.path:
            case "/.well-known/openid-configuration":
                self._json(self._description())
            case "/keys":
                self._json({"keys": [key.as_dict(private=False) for key in self.provider.keys]})
            case "/authorize":
                account = self.provider.account
                mfa = {"mfa": "1"} if self.provider.mfa else {}
                self._enter({**query, "account": account, **mfa}) if account else self._page(query)
            case "/enter":
                self._enter(query)
            case "/leave":
                self._go(query.get("post_logout_redirect_uri", "/"))
            case _:
                self._send(404, b"", "text/plain")

    def do_POST(self) -> None:  # noqa: N802  the server calls it so
        self.provider.asked.append(self.path)
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        if self.path != "/token" or not self._misbehaves():
            self._token(form) if self.path == "/token" else self._send(404, b"", "text/plain")

    def _token(self, form: dict[str, str]) -> None:
        code = self.provider.codes.pop(form.get("code", ""), None)
        given = form.get("client_secret", "")
        if self.headers.get("Authorization", "").startswith("Basic "):
            given = unquote(b64decode(self.headers["Authorization"][6:]).decode().partition(":")[2])
        if given != self.provider.client_secret:
            self._json({"error": "invalid_client"}, 401)
        elif (
            code is None
            or code["redirect_uri"] != form.get("redirect_uri")
            or code["code_challenge"] != create_s256_code_challenge(form.get("code_verifier", ""))
        ):
            self._json({"error": "invalid_grant"}, 400)
        else:
            access = secrets.token_urlsafe(24)
            answer = {"access_token": access, "token_type": "Bearer", "id_token": self.provider.token(code, access)}
            if self.provider.how == "no_token":
                del answer["id_token"]
            self._json(answer)

    def _misbehaves(self) -> bool:
        """Answer the token request wrongly, where that is wanted."""
        match self.provider.how:
            case "slow":
                time.sleep(self.provider.pause)
                return True
            case "error_500":
                self._send(500, b"{}", "application/json")
            case "not_json":
                self._send(200, b"<html>", "text/html")
            case "a_list":
                self._send(200, b"[]", "application/json")
            case "huge":
                self._send(200, b" " * 1_000_000, "application/json")
            case "redirect":
                self._go("http://127.0.0.1:1/")
            case _:
                return False
        return True

    def _description(self) -> dict[str, Any]:
        base = self.provider.issuer
        return {
            "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/keys", "end_session_endpoint": f"{base}/leave", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": [self.provider.algorithm],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic" if self.provider.basic else "client_secret_post"],
        }  # fmt: skip

    def _page(self, query: dict[str, str]) -> None:
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(n)}" value="{html.escape(v)}">' for n, v in query.items()
        )
        self._send(200, PAGE.format(hidden=hidden).encode(), "text/html; charset=utf-8")

    def _enter(self, query: dict[str, str]) -> None:
        back = {"state": query.get("state", "")}
        if "refuse" in query:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            names = ("redirect_uri", "nonce", "code_challenge", "account", "mfa")
            self.provider.codes[back["code"]] = {name: query.get(name, "") for name in names}
        self._go(f"{query.get('redirect_uri', '')}?{urlencode(back)}")

    def _json(self, content: dict[str, Any], status: int = 200) -> None:
        self._send(status, json.dumps(content).encode(), "application/json")

    def _go(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return


def server_of(provider: StandIn, port: int = 0) -> ThreadingHTTPServer:
    """A server on this machine, not yet serving; the provider learns its own address from it."""
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    provider.rotate()
    return server


@contextmanager
def running(**how: Any) -> Iterator[StandIn]:
    """A provider that serves until the end of the block."""
    provider = StandIn(**how)
    server = server_of(provider)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
