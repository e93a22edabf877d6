"""Every template of the publishing area, at a desk and on a phone: no barrier, nothing wider than the screen."""

from io import BytesIO

import pytest
from django.conf import settings

from gongkai.journal import clock
from gongkai.publications.services import archiving, drafting, reviewing, sets
from gongkai.publications.tests import factories as make
from gongkai.uploads import services as uploads

from .at_desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "关于市属公园和绿地在夏季高温期间延长开放时间并加强遮阴、饮水、急救等便民服务保障工作的通知"


def drafts(team):
    bad = make.draft(
        team,
        title=LONG,
        body="<p>请拨打13812345678，登陆网站查询。</p><table><tr><th>园名</th><td>时间</td></tr></table>",
    )
    batch = make.draft(team, kind="record_list", column="focus.double", body="")
    drafting.add_records(version=batch, editor=team.draft, rows=[{"key": str(n), "title": LONG} for n in range(3)])
    for name in ("附件1 市属公园开放时间一览表.txt", "附件2 便民服务点.txt"):
        file = BytesIO(name.encode())
        upload = uploads.take_in(file=file, name=name, actor=team.draft, purpose="publication")
        uploads.scan(upload=upload)
        drafting.attach(version=bad, upload=upload, editor=team.draft)
    case = f"/desk/p/{bad.publication_id}/"
    return team.draft, [
        "/desk/new/", f"/desk/new/policy_document/{team.unit.pk}/", "/desk/drafts/", f"/desk/v/{bad.pk}/edit/", case,
        f"{case}?tab=checks", f"{case}?tab=files", f"/desk/v/{bad.pk}/submit/", f"/desk/v/{bad.pk}/files/", f"/desk/v/{batch.pk}/records/",
        f"/desk/p/{batch.publication_id}/?tab=files", f"/desk/p/{batch.publication_id}/records/",
    ]  # fmt: skip


def reviews(team):
    old = make.in_review(team, title=LONG, body="<p>开放至二十二时。</p>")
    reviewing.return_(
        version=old, reviewer=team.office_review, seen=old.fingerprint, remarks="时间不准", reasons=["facts"]
    )
    fresh = drafting.revise(version=old, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, body="<p>开放至二十一时。</p>")
    fresh.refresh_from_db()
    reviewing.submit(version=fresh, author=team.draft)
    row = sets.make(
        title=LONG, unit=team.unit, author=team.draft, versions=[make.draft(team, legacy=True).pk for _ in range(2)]
    )
    sets.submit(release_set=row, author=team.draft)
    case = f"/desk/p/{old.publication_id}/"
    return team.office_review, [
        "/desk/reviews/", f"/desk/v/{fresh.pk}/", f"{case}?tab=opinions", f"{case}?tab=versions", "/desk/sets/",
        f"/desk/sets/{row.pk}/", f"/desk/sets/{row.pk}/items/", f"/desk/sets/{row.pk}/submit/",
    ]  # fmt: skip


def releases(team):
    ready, live = make.approved(team, title=LONG), make.live(team, title=LONG)
    today = clock.today()
    made = archiving.package(receiver="上海图书馆", from_day=today, to_day=today, actor=team.publicity)
    down, case = make.taken_down(team), f"/desk/p/{live.pk}"
    return team.publicity, [
        "/desk/publications/", "/desk/publications/catalogue/", "/desk/publications/figures/", f"/desk/v/{ready.pk}/release/",
        f"/desk/v/{ready.pk}/schedule/", f"{case}/", f"{case}/?tab=links", f"{case}/propose_withdrawal/", f"{case}/take_down/",
        f"/desk/p/{down.pk}/", f"/desk/p/{down.pk}/confirm_take_down/", "/desk/archive/", "/desk/archive/new/",
        f"/desk/archive/{made.pk}/",
    ]  # fmt: skip


@pytest.mark.parametrize("prepare", [drafts, reviews, releases])
@pytest.mark.parametrize(
    "viewport", [{"width": 1280, "height": 900}, {"width": 390, "height": 844}], ids=["desk", "phone"]
)
def test_no_page_has_a_barrier(open_page, live_server, team, prepare, viewport, assert_accessible):
    official, addresses = prepare(team)
    page = open_page(viewport=viewport)
    cookie = Desk(official).client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    for address in addresses:
        assert page.goto(address).status == 200, address
        if "edit" in address or "/new/policy" in address:
            page.locator(".prose-editor").wait_for()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], address
