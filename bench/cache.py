"""Kept pages: a hit against nginx with the same bytes, a miss against a hand-written view, a 404 against a hit."""

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from selectors import EVENT_READ, DefaultSelector
from socket import create_connection
from typing import Any

from bench._asking import ask
from bench._fill import COLUMNS, fill, people
from bench._start import begin
from bench.pages import _serve, cpu_ms, hand_written
from tests import nginx

CONNECTIONS = 16
NOWHERE = (
    "/d/{0}99999999/", "/nowhere-{0}/", "/c/nix{0}/", "/catalogue/nix{0}/", "/doc/nix{0}", "/n/nix{0}", "/d/1/a/{0}99999999/",
    "/d/1/v/{0}9999/", "/static/nix{0}.css", "/nix{0}.php?id=1", "/c/nix{0}/feed.atom",
)  # fmt: skip


def main(size: int, requests: int) -> None:
    begin()
    logging.disable(logging.WARNING)  # a line for each 404 would be measured too
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    from gongkai.portal.kept import front, keeping
    from gongkai.portal.services import seed_columns
    from gongkai.publications.models import Publication

    seed_columns()
    team = people()
    fill(team.unit, team.draft, size)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    framework = get_wsgi_application()
    kept = front.before(framework)
    assert isinstance(kept, front.Front)
    time.sleep(1.1)  # nothing is kept within the second in which everything was emptied
    low = Publication.objects.order_by("id").values_list("id", flat=True)[:1][0]
    keys = [low + number for number in Random(1).sample(range(size), 3 * 320)]
    misses(kept, framework, keys)
    while keeping.pack(kept.store, 200):
        pass
    hit = hits(kept, f"/d/{keys[0]}/")
    not_found(kept, hit)
    servers(kept, f"/d/{keys[0]}/", requests)


def misses(kept: Any, framework: Any, keys: list[int]) -> None:
    """Pages that nobody has asked for, rendered and written, against the hand-written view of the same page."""
    from django.core.handlers.base import BaseHandler
    from django.template import engines
    from django.test import RequestFactory

    handler, factory = BaseHandler(), RequestFactory()
    handler.load_middleware()
    # So many list pages that none is asked for twice: columns, years, pages.
    places = [
        f"/c/{column}/?year={year}&page={page}"
        for page in range(1, 11)
        for column in COLUMNS
        for year in range(2006, 2026)
    ]
    lists = dict(zip(keys, places[: len(keys)] * 2, strict=False))
    print(f"{'未留存的页面':<8} {'生成并写入':>9} {'手写视图':>9} {'比值':>5}（上限 1.5）")
    pages: dict[str, Callable[[int], str]] = {
        "文件": lambda key: f"/d/{key}/",
        "列表": lists.__getitem__,
    }
    for name, address in pages.items():
        status, body = ask(framework, address(keys[0]))
        assert status == 200
        urlconf = _serve(hand_written(name, body.decode(), engines["django"]))

        def plain(key: int, urlconf: str = urlconf) -> bytes:
            request = factory.get(f"/{key}/")
            request.urlconf = urlconf
            return handler.get_response(request).content

        asked = iter(keys[:800])

        def miss(key: int, address: Callable[[int], str] = address, asked: Iterator[int] = asked) -> None:
            assert ask(kept, address(next(asked)))[0] == 200

        before = kept.store.figures()[0]
        product = cpu_ms(miss, keys[:250])
        written = kept.store.figures()[0] - before
        base = cpu_ms(plain, keys[:250])
        print(f"{name:<8} {product:>7.2f}ms {base:>7.2f}ms {product / base:>7.2f}   （写入 {written} 页）")


def hits(kept: Any, address: str) -> float:
    """CPU of the layer alone for a page that is kept, in µs."""
    asked = {"压缩": {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}, "不压缩": {}}
    _, body = ask(kept, address)
    found = {
        name: 1000 * cpu_ms(lambda _, headers=headers: ask(kept, address, **headers), [0] * 5000)
        for name, headers in asked.items()
    }
    print(
        "命中（仅本层）："
        + "，".join(f"{name} {cost:.1f} µs" for name, cost in found.items())
        + f"，正文 {len(body)} 字节"
    )
    return found["压缩"]


def not_found(kept: Any, hit: float) -> None:
    """Addresses that lead nowhere, another one each time."""
    ask(kept, "/first/")
    time.sleep(0.01)
    files = kept.store.figures()[0]
    for pattern in NOWHERE:
        numbers = list(range(1, 2001))
        cost = 1000 * cpu_ms(lambda number, pattern=pattern: ask(kept, pattern.format(number)), numbers)
        assert ask(kept, pattern.format(5))[0] == 404, pattern
        print(f"404 {pattern.format('…'):<26} {cost:>6.1f} µs，为命中的 {cost / hit:>4.1f} 倍（上限 10）")
    assert kept.store.figures()[0] == files, "an address that leads nowhere has made a file"


def servers(kept: Any, address: str, requests: int) -> None:
    """The same compressed page from granian with our layer and from nginx, both with all headers: CPU per request."""
    from django.conf import settings

    from script.supervise import web_server

    if nginx.PROGRAM is None:
        print("没有安装 nginx，未与它比较（apt-get install nginx-light）")
        return
    port = nginx.free_port()
    own = web_server(port)
    own[own.index("--workers") + 1] = "1"
    server = subprocess.Popen(own, env=dict(os.environ), stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        with tempfile.TemporaryDirectory() as place, nginx.running(Path(place), Path(settings.VAR), 1) as other:
            ours, theirs = (nginx.ask(where, address, Accept_Encoding="gzip") for where in (port, other))
            assert ours[0] == theirs[0] == 200 and ours[2] == theirs[2]
            same = {
                "etag",
                "content-encoding",
                "content-security-policy",
                "vary",
                "cache-control",
                "permissions-policy",
            }
            for name in same:
                values = [{key.lower(): value for key, value in head.items()}[name] for _, head, _ in (ours, theirs)]
                assert values[0] == values[1], name
            costs = {}
            nginx_pid = int((Path(place) / "nginx.pid").read_text())
            for turn in (1, 2):
                costs[f"nginx {turn}"] = load(other, nginx_pid, address, requests)
                costs[f"granian {turn}"] = load(port, server.pid, address, requests)
        mine, base = (min(cost for key, cost in costs.items() if key.startswith(name)) for name in ("granian", "nginx"))
        print(
            f"同一压缩页面（{len(ours[2])} 字节，全部响应头）：granian {mine:.1f} µs/次（每核 {1e6 / mine:,.0f} 次/秒），"
            f"nginx {base:.1f} µs/次（每核 {1e6 / base:,.0f} 次/秒），比值 {base / mine:.2f}（下限 0.2）"
        )
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    limit = time.monotonic() + 60
    while True:
        try:
            if nginx.ask(port, "/healthz")[0] == 200:
                return
        except OSError:
            if time.monotonic() > limit:
                raise
        time.sleep(0.1)


def load(port: int, server: int, address: str, requests: int) -> float:
    """CPU of a server for one request, in µs, with many connections kept open."""
    wire = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    length = answer_length(port, wire)
    before, sent = cpu_of(server), 0
    with DefaultSelector() as selector:
        waiting = {}
        for _ in range(CONNECTIONS):
            connection = create_connection(("127.0.0.1", port))
            selector.register(connection, EVENT_READ)
            connection.sendall(wire)
            waiting[connection] = length
        while waiting:
            for key, _ in selector.select():
                connection = key.fileobj
                got = len(connection.recv(262144))
                assert got, "the server has closed the connection"
                waiting[connection] -= got
                if waiting[connection] > 0:
                    continue
                sent += 1
                if sent + len(waiting) > requests:
                    selector.unregister(connection)
                    del waiting[connection]
                    connection.close()
                else:
                    waiting[connection] = length
                    connection.sendall(wire)
    return (cpu_of(server) - before) / sent * 1e6


def answer_length(port: int, wire: bytes) -> int:
    """Bytes of the whole answer, the same for every request."""
    with create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(wire)
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536)
        head = got.partition(b"\r\n\r\n")[0].lower()
        body = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        return len(head) + 4 + body


def cpu_of(root: int) -> float:
    """Seconds of CPU that a process and its children have used, threads included."""
    used = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = int(entry.parent.name), entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if root in (pid, int(rest[1])):
            used += int(rest[11]) + int(rest[12])
    return used / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 30_000)
