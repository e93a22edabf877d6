"""A process that dies in the middle of releases leaves nothing half released."""

import os
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from drill.crash_release import rounds


@pytest.mark.django_db(transaction=True)
def test_nothing_is_half_released_when_the_process_is_killed():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    said, cut = rounds(4, 12, {**os.environ, "DATABASE_URL": url})
    assert said > 0 and cut > 0
