"""What was taken down, withdrawn or erased is nowhere: every public address is asked, the known ones and all that link."""

import json
import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from gongkai.portal.services import seed_columns
from gongkai.portal.tests.reading import reader
from gongkai.publications.models import CatalogueItem, Publication, Version
from gongkai.publications.services import changing, drafting, releasing, removing, reviewing
from gongkai.publications.tests import factories as make
from gongkai.uploads import services as uploads

pytestmark = pytest.mark.django_db(transaction=True)

MARK = "泄露标记甲乙丙"
FORMS = (MARK, json.dumps(MARK)[1:-1])  # in pages, and as JSON may write it
LINK = re.compile(r"""(?:href|src|action)=["'](/[^"'#]*)""")
LOC = re.compile(r"<loc>https?://[^/<]+([^<]*)</loc>")
JSON_URL = re.compile(r'"(?:url|href|download)":\s*"(?:https?://[^/"]+)?(/[^"]*)"')
MOST = 400


class ThroughKeptPages:
    """A client whose requests pass the layer of kept pages."""

    def __init__(self, read):
        self.read = read

    def get(self, address):
        answer = self.read.get(address)
        return SimpleNamespace(status_code=answer.status, content=answer.body, headers=answer.headers, streaming=False)


@pytest.fixture(params=["framework", "kept pages"])
def client(request, client, tmp_path, monkeypatch):
    """Whoever asks, of the framework alone or as the site is served; then everything asked before is kept."""
    return client if request.param == "framework" else ThroughKeptPages(reader(tmp_path / "pages", monkeypatch))


@pytest.fixture
def team():
    seed_columns()
    return make.Team()


def with_everything(team) -> Publication:
    """A public item that carries the mark in every place: title, text, summary, file, old version, link, catalogue row."""
    CatalogueItem.objects.create(
        code="20-1-01", node="20-1", order=1, item1="规范性文件", elements="全文", basis="条例", limit_text="20个工作日",
        subject=team.unit, valid_from=date(2020, 1, 1),
    )  # fmt: skip
    version = make.draft(
        team, kind="policy_document", title=f"{MARK}的办法", body=f"<p>{MARK}正文</p>", summary=f"{MARK}概述",
        keywords=MARK, doc_no="测绿〔2026〕7号", facts={"maker": MARK}, catalogue_code="20-1-01",
        effective_on=date(2026, 1, 1),
    )  # fmt: skip
    book, data = Workbook(), BytesIO()
    book.active.append([MARK])
    book.save(data)
    data.seek(0)
    upload = uploads.take_in(file=data, name=f"{MARK}.xlsx", actor=team.draft, purpose="publication")
    uploads.scan(upload=upload)
    drafting.attach(version=version, upload=upload, editor=team.draft)
    publication = release(team, version)
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, body=f"<p>{MARK}正文第二版</p>", change_note=f"{MARK}修改")
    publication = release(team, fresh)
    other = make.live(team, kind="interpretation", title="解读材料")
    drafting.link(publication=other, target=publication, role="interprets", editor=team.draft)
    return publication


def release(team, version) -> Publication:
    version = reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft)
    return releasing.release(version=make.pass_all(team, version), actor=team.publicity)


def known(publication, attachments) -> list[str]:
    pk = publication.pk
    today = publication.released_at
    return [
        "/", "/open/", "/map/", "/catalogue/", "/catalogue/catalogue.csv", "/catalogue/20-1-01/", "/sitemap.xml",
        f"/catalogue/monthly/{today.year}-{today.month}/", "/s?q=" + MARK, "/s?q=测绿〔2026〕7号", "/doc/测绿〔2026〕7号",
        f"/n/{publication.number}", f"/d/{pk}/", f"/d/{pk}/v/1/", f"/d/{pk}/v/2/", f"/d/{pk}/diff/1/2/", f"/d/{pk}/r/",
        f"/d/{pk}/records.csv", "/c/open/", "/c/open.policy/", "/c/open.policy.other/", "/c/open.policy.other/?year=2026",
        "/api/v1/publications", f"/api/v1/publications/{pk}", "/api/v1/columns", "/api/v1/catalogue",
        *(f"/d/{pk}/a/{attachment}/" for attachment in attachments),
    ]  # fmt: skip


def crawl(client, first: list[str]) -> dict[str, bytes]:
    """Every address reachable from these, with its answer; follows redirects by visiting where they lead."""
    waiting, seen = list(first), {}
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        if address in seen or address.startswith(("/static/", "/desk/")):
            continue
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code < 500, address
        seen[address] = body if answer.status_code != 304 else b""
        text = body.decode("utf-8", "ignore")
        found = [*LINK.findall(text), *LOC.findall(text), *JSON_URL.findall(text)]
        if answer.headers.get("Location", "").startswith("/"):
            found.append(answer.headers["Location"])
        waiting += [link.replace("&amp;", "&") for link in found]
    assert len(seen) < MOST, "the crawl did not come to an end"
    return seen


def bearing(pages: dict[str, bytes]) -> list[str]:
    """Addresses whose answer bears the mark; a search and its feed repeat their own question, which is no leak."""
    return [
        address
        for address, body in pages.items()
        if any(form.encode() in body for form in FORMS) and not address.startswith(("/s?", "/s.atom?", "/s.json?"))
    ]


def test_the_crawl_finds_the_mark_while_it_is_public(team, client):
    publication = with_everything(team)
    files = list(publication.live_version.attachments.values_list("pk", flat=True))
    marked = bearing(crawl(client, known(publication, files)))
    for address in ("/", "/c/open.policy.other/", f"/d/{publication.pk}/", f"/d/{publication.pk}/diff/1/2/",
                    "/api/v1/publications", f"/d/{publication.pk}/v/1/"):  # fmt: skip
        assert address in marked, address


@pytest.mark.parametrize("act", ["take_down", "withdraw", "erase"])
def test_after_the_act_no_public_address_bears_the_mark(team, client, act):
    publication = with_everything(team)
    files = [pk for version in publication.versions.all() for pk in version.attachments.values_list("pk", flat=True)]
    crawl(client, known(publication, files))  # so that whatever is kept by any cache is kept
    if act == "take_down":
        removing.take_down(publication=publication, officer=team.duty_officer, reason_code="personal_data", reason="x")
    elif act == "withdraw":
        removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="other", reason="x",
                                    public_explanation="本件已撤回。", behaviour="gone")  # fmt: skip
        removing.decide_withdrawal(publication=publication, actor=team.sign, agree=True, note="")
    else:
        removing.propose_erasure(publication=publication, actor=team.publicity, reason_code="court", reason="x",
                                 legal_ground="裁定书")  # fmt: skip
        removing.decide_erasure(publication=publication, actor=team.sign, agree=True, note="")
    pages = crawl(client, known(publication, files))
    assert bearing(pages) == []
    for attachment in files:
        assert client.get(f"/d/{publication.pk}/a/{attachment}/").status_code in {404, 410}
    for old in (f"/d/{publication.pk}/v/1/", f"/d/{publication.pk}/diff/1/2/"):
        assert client.get(old).status_code in {404, 410}
    rows = client.get("/c/open.policy.other/")
    assert rows.status_code in {200, 404} and f"/d/{publication.pk}/" not in rows.content.decode()


def test_an_amended_text_that_ends_a_take_down_does_not_bring_the_old_one_back(team, client):
    publication = with_everything(team)
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="personal_data", reason="x")
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.detach(attachment=fresh.attachments.get(), editor=team.draft)
    clean = {"title": "修订后的办法", "body": "<p>修订后的正文</p>", "summary": "概述", "keywords": "绿化",
             "facts": {"maker": "某局"}, "change_note": "删去个人信息"}  # fmt: skip
    drafting.edit(version=Version.objects.get(pk=fresh.pk), editor=team.draft, **clean)
    publication = release(team, fresh)
    files = [pk for version in publication.versions.all() for pk in version.attachments.values_list("pk", flat=True)]
    assert bearing(crawl(client, known(publication, files))) == []
    assert client.get(f"/d/{publication.pk}/").status_code == 200
