"""What tests of the publishing pages share; a module that needs no columns makes a team of its own."""

import pytest

from gongkai.portal.services import seed_columns
from gongkai.publications.tests import factories as make


@pytest.fixture
def team():
    """One official per duty, and the columns in which they publish."""
    seed_columns()
    return make.Team()
