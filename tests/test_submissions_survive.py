"""Writers that are killed in the middle: what was acknowledged is there, once, with one entry and one delivery for each subscriber."""

import os
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from drill._submitters import prepare
from drill.submissions import rounds


@pytest.mark.django_db(transaction=True)
def test_no_acknowledged_letter_is_lost_when_its_writers_are_killed():
    prepare()
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    acknowledged, there, _ = rounds(2, {**os.environ, "DATABASE_URL": url})
    assert 0 < acknowledged <= there
