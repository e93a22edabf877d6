"""Where a request came from is believed of our own proxies only."""

import pytest
from django.test import RequestFactory

from gongkai.config.middleware import address_of

PROXY, INNER, VISITOR, FORGED = "10.0.0.1", "10.0.0.2", "203.0.113.7", "198.51.100.9"


@pytest.mark.parametrize(
    ("came_from", "passed_on", "proxies", "found"),
    [
        (VISITOR, "", (), VISITOR),
        (VISITOR, FORGED, (), VISITOR),
        (VISITOR, FORGED, (PROXY,), VISITOR),
        (PROXY, VISITOR, (), PROXY),
        (PROXY, VISITOR, (PROXY,), VISITOR),
        (PROXY, f"{FORGED}, {VISITOR}", (PROXY,), VISITOR),
        (PROXY, f"{FORGED}, {VISITOR}, {INNER}", (PROXY, INNER), VISITOR),
        (PROXY, f"{FORGED},{PROXY}", (PROXY,), FORGED),
        (PROXY, " , ", (PROXY,), PROXY),
        (PROXY, "x" * 500, (PROXY,), "x" * 60),
    ],
)
def test_only_our_own_proxies_are_believed(settings, came_from, passed_on, proxies, found):
    settings.PROXIES = frozenset(proxies)
    request = RequestFactory().get("/desk/", REMOTE_ADDR=came_from, HTTP_X_FORWARDED_FOR=passed_on)
    assert address_of(request) == found
