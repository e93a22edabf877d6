"""What readers get from the layer before the framework: the same answers, sooner, and nobody else's."""

import gzip
from datetime import timedelta

import brotli
import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from gongkai.journal import clock, delivery
from gongkai.portal import kept
from gongkai.portal.kept import keeping
from gongkai.portal.tests.conftest import MORNING
from gongkai.portal.tests.factories import amended, many, policy
from gongkai.portal.tests.reading import BROWSER, reader
from gongkai.publications.models import OldAddress
from gongkai.publications.services import drafting, releasing, removing
from gongkai.publications.tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def read(tmp_path, monkeypatch, team):
    return reader(tmp_path / "pages", monkeypatch)


def down(team, publication):
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="核查")


def test_a_page_is_rendered_once_and_then_comes_from_its_file(read, team):
    publication = policy(team)
    first, second = read.get(f"/d/{publication.pk}/"), read.get(f"/d/{publication.pk}/")
    assert (first.status, first.kept) == (200, False)
    assert (second.status, second.kept) == (200, True)
    assert first.body == second.body == read.fresh(f"/d/{publication.pk}/").body
    assert first.headers == second.headers


def test_the_headers_of_a_kept_page_are_the_frameworks_and_those_of_a_file(read, team):
    address = f"/d/{policy(team).pk}/"
    read.get(address)
    found, fresh = read.get(address).headers, read.fresh(address).headers
    assert {name: found[name] for name in fresh} == fresh
    assert found["Cache-Control"] == "no-cache"
    assert found["Vary"] == "Accept-Encoding, Cookie"
    assert set(found) - set(fresh) == {"Cache-Control", "Vary", "ETag", "Last-Modified"}


def test_whoever_has_the_page_hears_that_it_is_unchanged(read, team):
    address = f"/d/{policy(team).pk}/"
    whole = read.get(address)
    for known in ({"if_none_match": whole.headers["ETag"]}, {"if_none_match": f'"x", W/{whole.headers["ETag"]}'},
                  {"if_none_match": "*"}, {"if_modified_since": whole.headers["Last-Modified"]}):  # fmt: skip
        again = read.get(address, **known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["Content-Security-Policy"] and "Content-Length" not in again.headers
    assert read.get(address, if_none_match='"other"').status == 200
    assert read.get("/", if_none_match=whole.headers["ETag"]).status == 200


def test_head_tells_what_get_would(read, team):
    address = f"/d/{policy(team).pk}/"
    whole = read.get(address)
    head = read.get(address, method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)


def test_the_worker_writes_compressed_forms_and_readers_get_the_best_they_take(read, team):
    address = f"/d/{policy(team).pk}/"
    plain = read.get(address, accept=BROWSER)
    assert "Content-Encoding" not in plain.headers
    assert keeping.pack(read.store) == 1
    best, older = read.get(address, accept=BROWSER), read.get(address, accept="gzip")
    assert (best.headers["Content-Encoding"], brotli.decompress(best.body)) == ("br", plain.body)
    assert (older.headers["Content-Encoding"], gzip.decompress(older.body)) == ("gzip", plain.body)
    assert len({answer.headers["ETag"] for answer in (plain, best, older)}) == 3
    assert read.get(address, accept="br;q=0, gzip").headers["Content-Encoding"] == "gzip"
    assert read.get(address, accept="identity").body == plain.body


def test_what_was_taken_down_is_in_no_file_once_the_act_has_answered(read, team):
    publication = policy(team, title="泄露标记")
    places = ("/", "/open/", "/c/open/", "/c/open.policy.other/", f"/d/{publication.pk}/")
    for place in places:
        assert "泄露标记" in read.get(place).text
    keeping.pack(read.store)
    down(team, publication)
    assert not [name for name in read.files() if name.endswith((f"/d/{publication.pk},.html", "0/,.html"))]
    for place in places:
        answer = read.get(place)
        assert "泄露标记" not in answer.text
        assert not answer.kept or answer.status == 404


def test_a_page_rendered_while_its_text_is_taken_down_is_not_kept(read, team):
    publication = policy(team, title="泄露标记")
    read.after.append(lambda: down(team, publication))
    overtaken = read.get(f"/d/{publication.pk}/")
    assert "泄露标记" in overtaken.text, "it was asked for before the act had answered"
    assert read.files() == []
    assert read.get(f"/d/{publication.pk}/").status == 410


def test_a_page_rendered_while_the_navigation_changes_is_not_kept(read, team):
    read.after.append(lambda: policy(team, column="open.policy.rules"))
    read.get("/map/")
    assert read.files() == []
    assert "/c/open.policy.rules/" in read.get("/map/").text


def test_releasing_one_document_touches_only_the_pages_that_show_it(read, team):
    shown = policy(team, column="open.policy.other")
    apart = policy(team, column="open.policy.rules")
    elsewhere = ("/about/", f"/d/{shown.pk}/", f"/d/{apart.pk}/", "/c/open.policy.rules/")
    for address in (*elsewhere, "/", "/c/open.policy.other/", "/c/open.policy/"):
        read.get(address)
    policy(team, column="open.policy.other")
    assert all(read.get(address).kept for address in elsewhere)
    assert not any(read.get(address).kept for address in ("/", "/c/open.policy.other/", "/c/open.policy/"))


def test_an_interpretation_changes_the_rows_of_what_it_interprets(read, team):
    document = policy(team)
    version = make.approved(team, kind="interpretation", column="focus.interpretation", title="一图读懂")
    drafting.link(publication=version.publication, target=document, role="interprets", editor=team.draft)
    delivery.deliver_due()
    for address in ("/c/open.policy/", f"/d/{document.pk}/"):
        assert "解读</span>" not in read.get(address).text
    releasing.release(version=version, actor=team.publicity)
    for address in ("/c/open.policy/", f"/d/{document.pk}/"):
        assert read.get(address).body == read.fresh(address).body
    assert "有解读" in read.get("/c/open.policy/").text


def test_a_chip_changes_at_midnight(read, team):
    publication = policy(team, effective_on=MORNING.date() + timedelta(days=3))
    address = f"/d/{publication.pk}/"
    assert "尚未施行" in read.get(address).text
    evening = MORNING.replace(hour=23, minute=59) + timedelta(days=2)
    with clock.at(evening):
        assert keeping.keep_house() >= 0
        assert read.get(address).kept
    with clock.at(evening + timedelta(minutes=1)):
        keeping.keep_house()
        changed = read.get(address)
        assert not changed.kept
        assert "尚未施行" not in changed.text


def test_elder_mode_is_a_variant_of_its_own(read, team):
    address = f"/d/{policy(team).pk}/"
    usual, large, larger = (read.get(address, elder=size) for size in ("", "125", "150"))
    assert "data-elder" not in usual.text
    assert 'data-elder="125"' in large.text and 'data-elder="150"' in larger.text
    assert [read.get(address, elder=size).body for size in ("", "125", "150")] == [usual.body, large.body, larger.body]
    assert 'href="/elder/125/"' in usual.text and 'href="/elder/100/"' in large.text


def test_the_switch_sets_a_cookie_and_leads_back(read):
    answer = read.get("/elder/125/", referer="http://127.0.0.1:8000/c/open/?page=2")
    assert (answer.status, answer.headers["Location"]) == (302, "/c/open/?page=2")
    cookie = answer.headers["Set-Cookie"].strip()
    assert cookie.startswith("elder=125;") and "SameSite=Lax" in cookie and "HttpOnly" in cookie and "Path=/" in cookie
    assert 'elder=""' in read.get("/elder/100/").headers["Set-Cookie"]
    assert read.get("/elder/400/").status == 404


@pytest.mark.parametrize(
    "referer",
    ["", "https://elsewhere.example/d/1/", "http://127.0.0.1:8000//elsewhere.example/", "http://127.0.0.1:8000/elder/150/",
     "http://[", "javascript:alert(1)", "http://127.0.0.1:8000/\\elsewhere.example"],
)  # fmt: skip
def test_the_switch_leads_nowhere_else(read, referer):
    assert read.get("/elder/125/", referer=referer).headers["Location"] == "/"


def test_an_unknown_parameter_is_dropped_and_selects_the_same_page(read, team):
    address = f"/d/{policy(team).pk}/"
    first = read.get(address)
    for query in ("?utm_source=x", "?page=2", "?a=" + "b" * 600, "?" + "&".join(f"x{n}=1" for n in range(50))):
        again = read.get(address + query)
        assert again.kept and again.body == first.body
    assert len(read.files()) == 1


def test_a_list_has_a_file_for_each_of_its_pages_and_none_for_pages_it_does_not_have(read, team):
    many(team, 45)
    for query in (
        "",
        "?page=2",
        "?page=3",
        "?page=99",
        "?page=2&x=1",
        "?page=abc",
        "?year=2026",
        "?year=1999",
        "?kind=../x",
    ):
        read.get(f"/c/open.policy.other/{query}")
    assert [name for name in read.files() if name.startswith("0/")] == [
        "0/c/open.policy.other,.html", "0/c/open.policy.other,page=2.html", "0/c/open.policy.other,page=3.html",
        "0/c/open.policy.other,year=2026.html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["/nowhere/", "/nowhere.php", "/d/99999999/", "/d/99999999999999999999999/", "/d/1/v/77/", "/d/1/diff/2/1/", "/c/nix/",
     "/c/five/", "/c/测试/", "/catalogue/nix/", "/doc/无此文号", "/n/无此号", "/d/5/a/999/x.pdf", "/static/nothing.css",
     "/static/../settings.py", "/../../etc/passwd", "/%00/", "/d/5\x00/", "/index.php?id=1"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_answered_from_one_file(read, address):
    first = read.get("/nothing-here/")
    answer = read.get(address, accept="gzip")
    assert (answer.status, answer.body, answer.kept) == (404, first.body, True)
    assert read.files() == ["notfound/0.html"]
    assert read.get(address, method="HEAD").body == b""
    assert read.get(address, if_none_match="*").status == 404


def test_the_page_of_what_is_not_there_has_the_navigation_and_follows_it(read, team):
    policy(team)
    assert "政务公开</a>" in read.get("/nothing/").text
    policy(team, column="service", kind="service_guide")
    assert "政务服务</a>" in read.get("/nothing/").text


def test_an_address_without_its_slash_and_one_of_the_earlier_site_lead_on(read, team):
    publication = policy(team)
    OldAddress.objects.create(path="/old/1.html", publication=publication)
    assert read.get(f"/d/{publication.pk}").headers["Location"] == f"/d/{publication.pk}/"
    assert read.get("/old/1.html").headers["Location"] == f"/d/{publication.pk}/"


@pytest.mark.parametrize(
    "options", [{"cookies": "gongkai_desk=abc"}, {"authorization": "Bearer x"}, {"method": "HEAD"}]
)
def test_what_was_rendered_for_somebody_is_kept_for_nobody(read, team, options):
    assert read.get(f"/d/{policy(team).pk}/", **options).status == 200
    assert read.files() == []


def test_a_post_is_never_answered_from_a_file(read, team):
    address = f"/d/{policy(team).pk}/"
    read.get(address)
    assert not read.get(address, method="POST").kept


def test_another_host_name_is_the_frameworks_business(read, team, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    address = f"/d/{policy(team).pk}/"
    read.get(address)
    assert read.get(address).kept
    assert read.get(address, host="evil.example").status == 400


def test_in_production_a_request_without_tls_is_led_to_tls_and_never_kept(read, team, settings):
    settings.SECURE_PROXY_SSL_HEADER, settings.SECURE_SSL_REDIRECT = ("HTTP_X_FORWARDED_PROTO", "https"), True
    read.handler.load_middleware()
    read.front.scheme = "https"
    address = f"/d/{policy(team).pk}/"
    assert read.get(address).status == 301
    assert read.get(address, x_forwarded_proto="https").status == 200
    assert read.get(address, x_forwarded_proto="https").kept
    assert read.get(address, x_forwarded_proto="http").status == 301


def answers(body="x", **headers):
    def view(request):
        kept.shows("navigation")
        response = HttpResponse(body)
        for name, value in headers.items():
            response[name.replace("_", "-")] = value
        return response

    return kept.page()(view)


def cookie_view(request):
    response = HttpResponse("x")
    kept.shows("navigation")
    response.set_cookie("a", "b")
    return response


def token_view(request):
    kept.shows("navigation")
    return HttpResponse(get_token(request))


def keyless_view(request):
    return HttpResponse("x")


def personal_view(request):
    kept.shows("navigation")
    kept.personal()
    return HttpResponse("x")


def missing_view(request):
    kept.shows("navigation")
    return HttpResponse("x", status=404)


urlpatterns = [
    path("plain/", answers()),
    path("no-store/", answers(Cache_Control="no-store")),
    path("private/", answers(Cache_Control="private, max-age=1")),
    path("session/", answers(Vary="Cookie")),
    path("attachment/", answers(Content_Disposition="attachment")),
    path("other-type/", answers(Content_Type="text/plain")),
    path("other-policy/", answers(Content_Security_Policy="default-src 'none'")),
    path("form/", answers(body='<input name="csrfmiddlewaretoken">')),
    *(path(f"{view.__name__}/", kept.page()(view)) for view in
      (cookie_view, token_view, keyless_view, personal_view, missing_view)),
    path("desk/secret/", answers()),
    path("undeclared/", keyless_view),
]  # fmt: skip


def test_only_a_plain_answer_for_everybody_is_kept_whatever_the_route_declares(read, settings):
    settings.ROOT_URLCONF = __name__
    for pattern in urlpatterns:
        for _ in range(2):
            assert not read.get(f"/{pattern.pattern}").kept or str(pattern.pattern) == "plain/"
    assert read.files() == ["0/plain,.html"]


def test_an_amended_text_replaces_the_kept_one(read, team):
    publication = policy(team, body="<p>每日七时开放。</p>")
    read.get(f"/d/{publication.pk}/")
    amended(team, publication, body="<p>每日八时开放。</p>")
    assert "八时" in read.get(f"/d/{publication.pk}/").text
    assert "七时" in read.get(f"/d/{publication.pk}/v/1/").text
