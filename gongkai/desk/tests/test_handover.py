"""离岗交接: away, back, and who acts meanwhile."""

import pytest

from gongkai.bureau.models import Absence, DutyCode
from gongkai.bureau.queries import credentials
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk.tests.at_desk import Desk
from gongkai.workdays.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk(official(DutyCode.SIGN, of=unit("greening", short_name="绿化处"), name="周安"))


@pytest.fixture
def stand_in(desk):
    return official(of=desk.official.unit, name="陆言")


def away(desk, stand_in, **more):
    given = {"substitute": stand_in.pk, "from_day": "2026-11-23", "to_day": "2026-11-27", "reason": "出差"} | more
    with people.on("2026-11-23"):
        return desk.post("/desk/handover/", submission_key="k" * 32, **given)


def test_while_i_am_away_my_colleague_holds_my_duties(desk, stand_in):
    assert away(desk, stand_in).status_code == 302
    with people.on("2026-11-24"):
        assert credentials(stand_in).grounds(DutyCode.SIGN) == "周安"
        assert "代 周安，至 11月27日" in Desk(stand_in).text("/desk/")
        assert "离岗中" in desk.text("/desk/handover/")
        assert "我代理" in Desk(stand_in).text("/desk/handover/")


def test_sent_twice_it_is_one_handover(desk, stand_in):
    away(desk, stand_in)
    away(desk, stand_in)
    assert Absence.objects.count() == 1


def test_days_in_the_wrong_order_are_refused_and_what_was_typed_stays(desk, stand_in):
    response = away(desk, stand_in, to_day="2026-11-20")
    assert response.status_code == 422
    assert 'value="2026-11-20"' in response.content.decode()
    assert not Absence.objects.exists()


def test_nobody_hands_over_to_himself_or_to_an_administrator(desk, stand_in):
    for person in (desk.official, official(admin_role="system")):
        assert away(desk, person).status_code == 422


def test_back_early_the_duties_are_mine_alone(desk, stand_in):
    away(desk, stand_in)
    address = f"/desk/handover/{Absence.objects.get().pk}/end/"
    with people.on("2026-11-25"):
        assert "自今天起不再由 陆言 代理（原定至 2026年11月27日）" in desk.text(address)
        desk.post(address, submission_key="e" * 32)
        assert not credentials(stand_in).holds(DutyCode.SIGN)
        assert "提前返岗" in desk.text("/desk/handover/")


def test_nobody_ends_anothers_absence(desk, stand_in):
    away(desk, stand_in)
    address = f"/desk/handover/{Absence.objects.get().pk}/end/"
    assert Desk(stand_in).get(address).status_code == 404
    assert Desk(stand_in).post(address).status_code == 404
