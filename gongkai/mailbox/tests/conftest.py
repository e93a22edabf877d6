"""What the mailbox's tests share: a seeded site, a team, a fixed working morning, forms that may be sent at once."""

import pytest

from gongkai.journal import clock
from gongkai.mailbox.tests import factories as letters
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
        yield letters.Team()
