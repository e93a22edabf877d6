"""nginx with the configuration that we ship, on a folder of kept pages and a port of its own."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from .walk import ROOT

SHIPPED = ROOT / "deploy" / "nginx"
PROGRAM = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
MAIN = """
{user}
worker_processes 1;
daemon off;
pid {place}/nginx.pid;
error_log {place}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 10000000;
    {temporary}
    include {place}/gongkai-http.conf;
    server {{
        listen 127.0.0.1:{port};
        server_name 127.0.0.1;
        include {place}/gongkai-locations.conf;
    }}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write(place: Path, var: Path, port: int, platform: int) -> Path:
    """The shipped files with the paths of this place; answers the main file."""
    for name in ("gongkai-http.conf", "gongkai-locations.conf", "gongkai-headers.conf"):
        text = (SHIPPED / name).read_text()
        for shipped, own in (
            ("/var/lib/gongkai", str(var)), ("/etc/nginx/snippets", str(place)), ("/var/www/gongkai", str(SHIPPED)),
            ("127.0.0.1:8000", f"127.0.0.1:{platform}"),
        ):  # fmt: skip
            text = text.replace(shipped, own)
        (place / name).write_text(text)
    temporary = " ".join(f"{name}_temp_path {place}/{name};" for name in TEMPORARY)
    # Started by root it would hand its work to a user who may not read the folder of a test.
    user = "user root;" if os.getuid() == 0 else ""
    main = place / "nginx.conf"
    main.write_text(MAIN.format(place=place, temporary=temporary, user=user, port=port))
    return main


@contextmanager
def running(place: Path, var: Path, platform: int):
    """nginx while the block runs; yields its port."""
    place.mkdir(exist_ok=True)
    port = free_port()
    main = write(place, var, port, platform)
    process = subprocess.Popen([str(PROGRAM), "-c", str(main), "-p", str(place)], stderr=subprocess.PIPE)
    try:
        limit = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > limit:
                    raise AssertionError(process.stderr.read().decode() if process.stderr else "") from None
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, address: str, method: str = "GET", body: str | None = None, **headers: str):
    """Status, headers and body of one request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, quote(address, safe="/?=&%.,;:()'+*!-_~"), body=body, headers=sent)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()
