"""With the platform stopped: nginx answers from the same files with the same headers, and says plainly what does not work."""

import re
from html.parser import HTMLParser

import pytest
from django.test import override_settings

from gongkai.config.middleware import CONTENT_SECURITY, PERMISSIONS
from gongkai.portal.kept import keeping
from gongkai.portal.services import seed_columns
from gongkai.portal.tests.factories import many, policy
from gongkai.portal.tests.reading import reader
from gongkai.publications.tests import factories as make

from . import nginx

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        nginx.PROGRAM is None, reason="nginx 未安装：script/test 会安装它，或 apt-get install nginx-light"
    ),
]
QUESTION = re.compile(r"/s([?.]|$)|/ask/|/foi/|/catalogue/catalogue\.(csv|xlsx)$|/d/\d+/records\.csv$")
OWN = {"Server", "Date", "Connection", "Accept-Ranges"}


@pytest.fixture
def read(tmp_path, monkeypatch):
    seed_columns()
    return reader(tmp_path / "var" / "pages", monkeypatch)


@pytest.fixture
def dead(tmp_path, read):
    """nginx with kept pages and nobody behind it."""
    with nginx.running(tmp_path / "nginx", tmp_path / "var", nginx.free_port()) as port:
        yield port


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.forms = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "a" and (values.get("href") or "").startswith("/"):
            self.found.append(values["href"].partition("#")[0])
        if tag == "form":
            self.forms.append((values.get("action") or "", values.get("method", "get").upper()))


def crawl(ask, first="/", most=300):
    """Every address that pages lead to, with its answer, by one way of asking."""
    waiting, seen = [first], {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen or address.startswith(("/desk/", "/static/", "/api/", "/catalogue/monthly/")):
            continue
        seen[address] = answer = ask(address)
        if "text/html" in answer[1].get("Content-Type", ""):
            waiting += Links(answer[2].decode()).found
    return seen


def asked(read):
    def ask(address):
        answer = read.get(address)
        return answer.status, answer.headers, answer.body

    return ask


def test_a_crawl_of_the_dead_back_end_finds_every_kept_page_with_the_same_bytes_and_headers(read, dead):
    team = make.Team()
    policy(team)
    many(team, 45)
    make.live(team, kind="page", column="open.statutory.function.duties", title="机构职能")
    alive = crawl(asked(read))
    kept = {
        address: answer for address, answer in crawl(asked(read)).items() if "ETag" in answer[1] and answer[0] == 200
    }
    assert len(kept) > 40
    away = {address: nginx.ask(dead, address) for address in alive}
    for address, (status, headers, body) in away.items():
        if address in kept:
            assert (status, body) == (200, kept[address][2]), address
            assert {name: value for name, value in headers.items() if name not in OWN} == kept[address][1], address
        else:
            assert status == 503, address
            assert "这项服务暂时不能使用" in body.decode(), address
    readable = {address for address, answer in alive.items() if answer[0] == 200}
    assert [one for one in readable - set(kept) if not QUESTION.match(one)] == [], "neither kept nor a question"


def test_a_form_on_a_dead_back_end_says_that_nothing_arrived(dead):
    for address, method in (("/mailbox/write/", "POST"), ("/", "POST"), ("/s?q=公园", "GET"), ("/desk/", "GET")):
        status, headers, body = nginx.ask(dead, address, method, body="text=x" if method == "POST" else None)
        text = body.decode()
        assert status == 503, address
        assert "没有提交成功" in text and "稍后再提交" in text
        assert headers["Retry-After"] == "300" and headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY


def test_variants_encodings_and_conditions_are_those_of_the_platforms_own_layer(read, dead):
    address = f"/d/{policy(make.Team()).pk}/"
    for elder in ("", "125", "150"):
        read.get(address, elder=elder)
    keeping.pack(read.store)
    for elder in ("", "125", "150"):
        for accept in ("", "gzip"):
            ours = read.get(address, elder=elder, accept=accept)
            cookie = {"Cookie": f"a=b; elder={elder}"} if elder else {}
            status, headers, body = nginx.ask(dead, address, Accept_Encoding=accept, **cookie)
            assert (status, body) == (200, ours.body)
            assert {name: value for name, value in headers.items() if name not in OWN} == ours.headers
            again = nginx.ask(dead, address, Accept_Encoding=accept, If_None_Match=ours.headers["ETag"], **cookie)
            assert again[0] == 304
            assert nginx.ask(dead, address, "HEAD", Accept_Encoding=accept, **cookie)[1]["ETag"] == ours.headers["ETag"]


CLIMBING = ("/?../../../secret", "/?/../../secret", "/d/..%2f..%2fsecret/", "/index.sqlite3", "/0/,.html", "/0/d/5,.html", "/,.html",
     "/notfound/0.html", "/../index.sqlite3", "/?x=%2e%2e/", "/d/5,/", "/.hidden/", "/lock", "/unavailable.html")  # fmt: skip


def test_nobody_climbs_out_of_the_folder_or_names_a_file_himself(read, dead, tmp_path):
    (tmp_path / "var" / "pages" / "secret.html").write_text("geheim")
    read.get("/")
    read.get("/nothing/")
    for address in CLIMBING:
        status, _, body = nginx.ask(dead, address)
        assert b"geheim" not in body
        assert status in {400, 404, 503}, address


def test_static_files_come_with_their_time_to_live(read, dead, tmp_path):
    static = tmp_path / "var" / "static" / "portal"
    static.mkdir(parents=True)
    (static / "site.css").write_text("a{}")
    (static / "site.0123456789ab.css").write_text("a{}")
    assert "immutable" in nginx.ask(dead, "/static/portal/site.0123456789ab.css")[1]["Cache-Control"]
    status, headers, _ = nginx.ask(dead, "/static/portal/site.css")
    assert status == 200 and "max-age=3600" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert nginx.ask(dead, "/static/../pages/index.sqlite3")[0] in {400, 404, 503}
    assert nginx.ask(dead, "/static/nothing.css")[0] == 404


def test_the_shipped_headers_are_the_platforms(read):
    shipped = (nginx.SHIPPED / "gongkai-headers.conf").read_text()
    given = dict(re.findall(r'^add_header (\S+) "([^"]*)" always;$', shipped, re.M))
    assert given["Content-Security-Policy"] == CONTENT_SECURITY
    assert given["Permissions-Policy"] == PERMISSIONS
    with override_settings(SECURE_HSTS_SECONDS=31536000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=True,
                           SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):  # fmt: skip
        read.handler.load_middleware()
        strict = read.fresh("/about/", x_forwarded_proto="https").headers["Strict-Transport-Security"]
    assert f'https "{strict}";' in (nginx.SHIPPED / "gongkai-http.conf").read_text()
