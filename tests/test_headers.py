"""Headers and cookies on every route, static files and error pages included; the production profile checks clean (P13)."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.test import Client

from gongkai.bureau.tests import factories as bureau

from .routes import ROUTES, STAFF
from .test_access import filled, world  # noqa: F401  the fixture
from .walk import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings):
    """The production profile, as far as answers show it."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def directives(policy):
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


def faults(answer, *, private):
    """What is missing from an answer's headers and cookies."""
    heads, found = answer.headers, []
    policy = directives(heads.get("Content-Security-Policy", ""))
    if policy.get("default-src") not in (["'self'"], ["'none'"]):
        found.append("CSP: default-src")
    if policy.get("object-src", policy.get("default-src")) != ["'none'"] or policy.get("base-uri") != ["'none'"]:
        found.append("CSP: object-src, base-uri")
    if policy.get("frame-ancestors") != ["'none'"] or "form-action" not in policy:
        found.append("CSP: frame-ancestors, form-action")
    sources = {source for values in policy.values() for source in values}
    found += [f"CSP: {source}" for source in sources & {"*", "'unsafe-inline'", "'unsafe-eval'", "https:", "http:"}]
    wanted = {
        "Strict-Transport-Security": r"max-age=31536000; includeSubDomains; preload",
        "X-Content-Type-Options": r"nosniff",
        "Referrer-Policy": r"same-origin|no-referrer",
        "Cross-Origin-Opener-Policy": r"same-origin",
        "Cross-Origin-Resource-Policy": r"same-origin" if private else r"same-(origin|site)",
        "Permissions-Policy": r".*camera=\(\).*geolocation=\(\).*",
    }
    found += [name for name, value in wanted.items() if not re.fullmatch(value, heads.get(name, ""))]
    if "html" in heads.get("Content-Type", "") and heads.get("X-Frame-Options") != "DENY":
        found.append("X-Frame-Options")
    if private and not re.search(r"no-store", heads.get("Cache-Control", "")):
        found.append("Cache-Control")
    for name, cookie in answer.cookies.items():
        if cookie.value and not (cookie["secure"] and cookie["httponly"] and cookie["samesite"] in {"Lax", "Strict"}):
            found.append(f"cookie {name}")
    return found


def private(route):
    return route.startswith(("me/", *STAFF))


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_every_route_answers_with_all_headers(world, production, route):  # noqa: F811
    team, people, version, publication = world
    address = filled(route, version, publication)
    clients = [Client()]
    if route.startswith(STAFF):
        for who in ("publicity", "system"):
            clients.append(Client())
            clients[-1].force_login(people[who])
    for client in clients:
        for method in ("get", "head", "post", "put", "options"):
            answer = getattr(client, method)(address, secure=True)
            assert faults(answer, private=private(route)) == [], (method, answer.status_code)


def test_without_tls_nothing_is_answered_but_the_way_to_it(production):
    answer = Client().get("/desk/login/")
    assert answer.status_code == 301 and answer.url.startswith("https://") and not answer.cookies


@pytest.mark.parametrize(
    "address", ["/nowhere", "/d/999999999/", "/api/v1/nowhere", "/desk/nowhere/", "/%00", "/s?q=%ff"]
)
def test_pages_of_errors_carry_them_too(production, address):
    answer = Client().get(address, secure=True)
    assert faults(answer, private=address.startswith("/desk/")) == []


def test_static_files_carry_them_too(production, settings, tmp_path):
    source = finders.find("portal/tokens.css")
    settings.STATIC_ROOT = tmp_path
    shutil.copy(source, tmp_path)
    answer = Client().get("/static/tokens.css", secure=True)
    assert answer.status_code == 200 and faults(answer, private=False) == []


def test_the_cookies_of_a_login_are_secure_and_unreadable_for_scripts(production):
    person = bureau.official("draft")
    client = Client()
    page = client.get("/desk/login/", secure=True)
    answer = client.post("/desk/login/", {"username": person.username, "password": bureau.PASSWORD}, secure=True)
    assert answer.status_code == 302
    cookies = {**page.cookies, **answer.cookies}
    assert {configured.SESSION_COOKIE_NAME, "csrftoken"} <= set(cookies)
    for cookie in cookies.values():
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert not cookies[configured.SESSION_COOKIE_NAME]["expires"], "it ends with the browser"


def test_the_production_profile_checks_clean(tmp_path):
    surroundings = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    ran = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=surroundings
        | {"GONGKAI_PRODUCTION": "1", "GONGKAI_HOSTS": "www.example.gov.cn", "GONGKAI_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0 and "no issues (0 silenced)" in ran.stdout, ran.stdout + ran.stderr
