"""Every route of the desk as an outside auditor: opens what its row names, sends nothing, and no page offers an act."""

import re

import pytest
from django.test import Client
from django.urls import resolve
from lxml import html

from gongkai.bureau.tests import factories as bureau
from gongkai.desk import reading
from gongkai.desk.models import Notification
from gongkai.desk.services import notify
from gongkai.foi.tests import factories as foi
from gongkai.journal.models import Entry
from gongkai.mailbox.tests import factories as mailbox
from gongkai.publications.services import checking, sets
from gongkai.publications.tests import factories as make
from gongkai.workdays.services import calendars_load

from .routes import AUDITOR_OPENS, AUDITOR_SENDS, PUBLIC, ROUTES, STAFF
from .test_access import filled, world  # noqa: F401  the fixture

pytestmark = pytest.mark.django_db
DESK = sorted(route for route in ROUTES if route.startswith(STAFF))
OUTSIDE = {route for route in DESK if ROUTES[route] == PUBLIC}
TABS = ("", "?tab=checks", "?tab=files", "?tab=opinions", "?tab=links", "?tab=versions")


@pytest.fixture
def auditor():
    client = Client()
    client.force_login(bureau.auditor())
    return client


@pytest.mark.parametrize("route", DESK)
def test_nothing_can_be_sent_and_only_what_the_row_names_opens(world, auditor, route):  # noqa: F811
    team, people, version, publication = world
    address, before = filled(route, version, publication), Entry.objects.count()
    if route in OUTSIDE:
        return
    got = auditor.get(address).status_code
    meant = {200, 302, 404} if route in AUDITOR_OPENS else {403}
    assert got in meant, f"{got}: add it to AUDITOR_OPENS in tests/routes.py, or close the page with reads = False"
    spoken = Entry.objects.exclude(event="desk.exported").count() - before
    assert spoken == (got == 200), "one entry a page that was opened, and nothing else"
    posted = auditor.post(address, {"submission_key": "x", "act": "release", "row": "1"}).status_code
    assert posted in ({302, 422} if route in AUDITOR_SENDS else {403}), posted
    for method in ("put", "patch", "delete"):
        assert getattr(auditor, method)(address).status_code in {302, 403, 405}


def test_every_row_of_what_an_auditor_opens_is_a_route():
    assert set(ROUTES) >= AUDITOR_OPENS | AUDITOR_SENDS


@pytest.fixture
def full(world):  # noqa: F811
    """A world in which every page has something to show and something to do."""
    team, people, version, publication = world
    letters = mailbox.Team.__new__(mailbox.Team)
    letters.__dict__ |= team.__dict__
    calendars_load()
    bureau.unit("bureau-itself", name="示例局", short_name="示例局", kind="bureau")
    matter = mailbox.assigned(letters, text="我的手机是 13912345678，身份证 110101199003078515，请回电。")
    application = foi.assigned(letters)
    made = sets.make(title="历史资料", unit=team.unit, author=team.draft, versions=[make.draft(team).pk])
    waiting = make.in_review(team, title="等待审核的通知")
    telling = make.draft(team, title="写有电话的草稿", body="<p>联系人电话 13800138000。</p>")
    checking.run(telling)
    telling.save()
    taken = make.taken_down(team)
    own = {"letters": matter.pk, "foi": application.pk, "sets": made.pk, "officials": team.draft.pk,
           "journal": Entry.objects.latest("pk").pk}  # fmt: skip
    return team, [version, waiting, telling, publication.live_version, taken.live_version], own


def addresses(full):
    team, versions, own = full
    for route in sorted(route for route in AUDITOR_OPENS if not route.endswith("list.<str:written_as>")):
        for version in versions:
            address = filled(route, version, version.publication)
            yield address.replace("999999", str(own.get(route.split("/")[1], "999999")))


def test_no_page_offers_an_act_or_a_way_to_a_closed_page(full, auditor):
    opened = set()
    for address in dict.fromkeys(addresses(full)):
        for tab in TABS if re.match(r"/desk/p/\d+/$", address) else ("",):
            answer = auditor.get(address + tab)
            if answer.status_code != 200:
                continue
            opened.add(address)
            page = html.document_fromstring(answer.content.decode())
            for form in page.xpath("//form[@method='post']"):
                assert (form.get("action") or address) in {"/desk/logout/", "/desk/account/password/"}, address
            assert not page.xpath("//button[@formaction or @formmethod]"), address
            for link in page.xpath("//a[@href]"):
                assert reading.opens(link.get("href")), (address, link.get("href"))
            assert not [row for row in page.xpath("//@data-href") if not reading.opens(row)], address
    assert len(opened) >= len(AUDITOR_OPENS) - 8, sorted(opened)


def test_each_page_says_until_when(full, auditor):
    text = auditor.get("/desk/publications/").content.decode()
    assert "审计查阅账号" in text and "只读" in text and "新建" not in text


def test_an_auditor_sees_what_every_unit_prepares(full, auditor):
    team, versions, own = full
    elsewhere = make.draft(team, title="别的处室的草稿", unit=bureau.unit("elsewhere"),
                           author=bureau.official("draft", of=bureau.unit("elsewhere")))  # fmt: skip
    for address, word in (
        ("/desk/publications/", elsewhere.title), ("/desk/drafts/", elsewhere.title), ("/desk/reviews/", "等待审核的通知"),
        (f"/desk/v/{elsewhere.pk}/", elsewhere.title), ("/desk/letters/", "网站找错"), ("/desk/foi/", "行道树"),
        ("/desk/journal/", "发布第"), ("/desk/", "网站找错"), ("/desk/health/", "系统状态"),
    ):  # fmt: skip
        assert word in auditor.get(address).content.decode(), address


def test_personal_data_is_masked_on_every_page(full, auditor):
    planted = ("13912345678", "110101199003078515", "13800000001", "wang@example.cn", "13800138000", "王晓明")
    for address in dict.fromkeys(addresses(full)):
        for tab in TABS if re.match(r"/desk/p/\d+/$", address) else ("",):
            text = auditor.get(address + tab).content.decode()
            assert [word for word in planted if word in text] == [], address
    assert "139****5678" in auditor.get(f"/desk/letters/{full[2]['letters']}/").content.decode()


def test_what_the_filter_leaves_is_what_stood_there(full, auditor):
    """A digest with a run of digits like a number stays whole; a company's register number is nobody's."""
    page = "<html><body><p>摘要 <code>13812345678{}</code>，电话 13812345678，税号 91310000132200000X</p></body></html>"
    shown = reading.without_acts_and_persons(page.format("ab"), "/desk/")
    assert "13812345678ab" in shown and "138****5678" in shown and "91310000132200000X" in shown


@pytest.mark.parametrize("address", ["/desk/publications/", "/desk/letters/", "/desk/journal/", "/desk/drafts/"])
def test_lists_are_not_exported_by_an_auditor(full, auditor, address):
    for form in ("csv", "xlsx"):
        answer = auditor.get(address, {"export": form})
        assert answer["Content-Type"].startswith("text/html"), address
    assert "export=" not in auditor.get(address).content.decode()
    assert not Entry.objects.filter(event="desk.exported").exists()


def test_what_was_opened_is_journaled_without_its_question_and_shown_to_the_audit_administrator(world, auditor):  # noqa: F811
    team, people, version, publication = world
    auditor.get("/desk/search/", {"q": "13912345678"})
    auditor.get("/desk/guide/")  # closed: nothing was opened
    entry = Entry.objects.get(event="desk.read")
    assert entry.facts == {"address": "/desk/search/"} and entry.actor_unit == "市审计局"
    client = Client()
    client.force_login(people["audit"])
    text = client.get("/desk/auditors/readings/").content.decode()
    assert "/desk/search/" in text and entry.actor_name in text and "13912345678" not in text


def test_an_auditor_is_in_no_picker_and_is_told_nothing(world):  # noqa: F811
    team, people, version, publication = world
    account = bureau.auditor(name="审计查阅人")
    client = Client()
    client.force_login(people["draft"])
    assert account.name not in client.get("/desk/handover/").content.decode()
    client.force_login(people["audit"])
    assert account.name not in client.get("/desk/officials/").content.decode()
    assert account.name in client.get("/desk/auditors/").content.decode()
    notify(officials=[account.pk, people["draft"].pk], source="entry:1", sentence="有新的待办。")
    assert list(Notification.objects.values_list("official", flat=True)) == [people["draft"].pk]


def test_every_page_that_an_auditor_opens_is_a_page_of_the_desk():
    for route in AUDITOR_OPENS:
        view = resolve("/" + re.sub(r"<(int|str):\w+>", "1", route).replace("<slug:kind>", "notice")).func.view_class
        assert view.reads, route
