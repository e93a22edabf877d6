"""What the tests of applications share: a seeded site, a team, a fixed working morning."""

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.portal import navigation, services
from gongkai.portal.tests.conftest import MORNING
from gongkai.workdays.services import calendars_load


@pytest.fixture(autouse=True)
def no_navigation_from_another_test():
    navigation._kept = navigation.EMPTY


@pytest.fixture(autouse=True)
def forms_may_be_sent_at_once(settings):
    settings.FORM_SECONDS = 0


@pytest.fixture
def team(db):
    with clock.at(MORNING):
        calendars_load()
        services.seed_columns()
        made = make.Team()
        bureau.unit("bureau-itself", name="示例局", short_name="示例局", kind="bureau")
        yield made
