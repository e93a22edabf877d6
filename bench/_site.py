"""A real server with one of every page: what a browser measures, hashed and compressed static files among it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench._fill import fill
from bench._start import begin

ROOT = Path(__file__).resolve().parents[1]
USABLE_WITHIN = 60  # seconds


def filled() -> dict[str, str]:
    """Make the site with everything on its home page and two hundred notices; the addresses by name."""
    begin()
    from gongkai.bureau.tests import factories as bureau
    from gongkai.portal.services import seed_columns
    from gongkai.portal.tests import world
    from gongkai.publications.tests.factories import Team

    bureau.unit("bureau", name="市绿化市容局", kind="bureau", address="示例路100号", phone="021-00000100")
    seed_columns(owners={"": bureau.unit("office")})
    team = Team()
    addresses = world.addresses(team)
    fill(team.unit, team.draft, 200)
    return addresses


@contextmanager
def served() -> Iterator[tuple[str, dict[str, str]]]:
    """Where the running site is, and its addresses by name."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    os.environ["GONGKAI_DOMAIN"] = f"127.0.0.1:{port}"
    addresses = filled()
    environment = {**os.environ, "GONGKAI_HASHED_STATIC": "1"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], cwd=ROOT, env=environment, check=True
    )
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *(
            "--blocking-threads",
            "4",
            "--backpressure",
            "64",
            "--log-level",
            "warning",
            "gongkai.config.wsgi:application",
        ),
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}", addresses
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    limit = time.monotonic() + USABLE_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):  # noqa: S310  our own address
                return
        except (OSError, urllib.error.URLError):
            if time.monotonic() > limit:
                sys.exit("网站没有起来")
            time.sleep(0.1)
