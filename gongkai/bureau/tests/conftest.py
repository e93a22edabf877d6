"""A Monday morning, and the three administrators."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gongkai.bureau.tests import factories as make
from gongkai.journal import clock

MORNING = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def on_a_monday():
    with clock.at(MORNING):
        yield


@pytest.fixture
def three():
    return {role: make.official(admin_role=role) for role in ("system", "security", "audit")}
