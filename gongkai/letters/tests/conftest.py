"""What the tests of letters share: two kinds, an office, a day in March 2026."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from gongkai.journal import clock

from .demo import Office, registered

NOON = datetime(2026, 3, 9, 12, tzinfo=clock.BUREAU_ZONE)


@pytest.fixture
def kinds_known() -> Iterator[None]:
    with registered():
        yield


@pytest.fixture
def office(db: None, kinds_known: None) -> Iterator[Office]:
    with clock.at(NOON):
        yield Office()
