"""The archive pages of the desk."""

import zipfile
from io import BytesIO

import pytest

from gongkai.journal import clock
from gongkai.publications.models import ArchiveDelivery
from gongkai.publications.services import archiving
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make.Team()


def packed(team):
    make.live(team)
    today = clock.today()
    return archiving.package(receiver="上海图书馆", from_day=today, to_day=today, actor=team.publicity)


def test_a_package_is_made_fetched_and_its_delivery_recorded(team):
    make.live(team)
    keeper, today = Desk(team.catalogue), f"{clock.today()}"
    data = {"receiver": "上海图书馆", "from_day": today, "to_day": today, "submission_key": "a"}
    answer = keeper.post("/desk/archive/new/", **data)
    made = ArchiveDelivery.objects.get()
    assert answer.url == f"/desk/archive/{made.pk}/"
    assert keeper.post("/desk/archive/new/", **data).url == answer.url, "pressed twice, made once"
    file = b"".join(keeper.get(f"/desk/archive/{made.pk}/file/").streaming_content)
    assert "index.csv" in zipfile.ZipFile(BytesIO(file)).namelist()
    wrong = keeper.post(f"/desk/archive/{made.pk}/", delivered_on=today, receipt=" ", submission_key="b")
    assert wrong.status_code == 422 and "回执" in wrong.content.decode()
    keeper.post(f"/desk/archive/{made.pk}/", delivered_on=today, receipt="沪图收〔2026〕3号", submission_key="c")
    page = keeper.text(f"/desk/archive/{made.pk}/")
    assert "已移交" in page and "沪图收〔2026〕3号" in page and "登记移交" not in page
    assert "已移交" in keeper.text("/desk/archive/")


def test_an_empty_period_is_refused_at_its_field_and_what_was_typed_is_kept(team):
    data = {"receiver": "上海图书馆", "from_day": "2019-01-01", "to_day": "2019-01-31", "submission_key": "a"}
    answer = Desk(team.publicity).post("/desk/archive/new/", **data)
    assert (
        answer.status_code == 422
        and "没有公开的信息" in answer.content.decode()
        and "2019-01-31" in answer.content.decode()
    )


def test_the_archive_is_for_those_with_the_duty(team):
    made = packed(team)
    for address in (
        "/desk/archive/",
        "/desk/archive/new/",
        f"/desk/archive/{made.pk}/",
        f"/desk/archive/{made.pk}/file/",
    ):
        assert Desk(team.draft).get(address).status_code == 403
        assert Desk(team.publicity).get(address).status_code == 200


def test_a_package_that_was_destroyed_says_so(team):
    made = packed(team)
    archiving.path_of(made).unlink()
    keeper = Desk(team.publicity)
    assert "已不在服务器上" in keeper.text(f"/desk/archive/{made.pk}/")
    assert keeper.get(f"/desk/archive/{made.pk}/file/").status_code == 404
