"""What the portal's tests share: a seeded column tree and one official a duty, at a fixed moment."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.portal import navigation, services
from gongkai.publications.tests import factories as make

MORNING = datetime(2026, 6, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def no_navigation_from_another_test():
    navigation._kept = navigation.EMPTY


@pytest.fixture
def team(db):
    with clock.at(MORNING):
        bureau.unit("bureau", name="市绿化市容局", kind="bureau", address="示例路100号", phone="021-00000100")
        services.seed_columns(owners={"": bureau.unit("office")})
        yield make.Team()


@pytest.fixture
def page_of(client):
    """The text of a page that answers 200."""

    def get(address, status=200):
        response = client.get(address)
        assert response.status_code == status, address
        return response.content.decode()

    return get
