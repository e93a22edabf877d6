"""Figures for monitoring: only for those whom the setting names, by route and status, without anybody's name."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from gongkai.operations import pages

pytestmark = pytest.mark.django_db
ASK = """
import os, django
django.setup()
from django.test import Client
from django.core.management import call_command
call_command("migrate", verbosity=0)
client = Client(REMOTE_ADDR="10.1.2.3")
for address in ("/healthz", "/healthz", "/d/999/?q=13812345678", "/nowhere/110101199003070038/"):
    client.get(address)
client.generic("BREW", "/healthz")
print(client.get("/metrics").content.decode())
print("STRANGER", Client(REMOTE_ADDR="192.0.2.1").get("/metrics").status_code)
"""


def test_without_the_setting_there_is_no_such_page():
    assert Client().get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("10.1.2.3", True), ("10.2.0.1", False), ("192.0.2.7", True), ("2001:db8::5", True), ("", False), ("x", False)],
)
def test_the_setting_names_addresses_and_networks(monkeypatch, address, allowed):
    monkeypatch.setattr(settings, "METRICS_FROM", ["10.1.0.0/16", "192.0.2.7", "2001:db8::/32"])
    assert pages.may_read(address) is allowed


def test_requests_are_counted_by_route_and_status_and_health_is_measured(tmp_path):
    environment = {**os.environ, "GONGKAI_VAR": str(tmp_path / "var"), "GONGKAI_METRICS_FROM": "10.0.0.0/8",
                   "GONGKAI_HASHED_STATIC": "0", "DJANGO_SETTINGS_MODULE": "gongkai.config.settings"}  # fmt: skip
    environment.pop("DATABASE_URL", None)
    asked = subprocess.run(  # noqa: S603  our own lines
        [sys.executable, "-c", ASK], cwd=settings.ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    text = asked.stdout
    assert 'gongkai_requests_total{method="GET",route="portal:health",status="200"} 2.0' in text
    assert 'gongkai_requests_total{method="other",route="portal:health",status=' in text
    assert 'route="portal:document",status="404"' in text and 'gongkai_request_seconds_bucket{le="0.1"' in text
    assert 'gongkai_health{check="worker"} 3.0' in text and "gongkai_disk_free_bytes" in text
    assert "13812345678" not in text and "110101199003070038" not in text
    assert "STRANGER 404" in text
