"""Random acts on a running site with readers and kill −9: nothing stale for more than 2 s, nothing removed is served again."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from bench._start import begin
from script.supervise import manage, web_server
from tests.nginx import ask, free_port

VISIBLE_WITHIN = 2.0  # seconds after the commit
LISTS = ("/", "/c/news.notice/", "/c/news/", "/feed.atom")


class Site:
    """Web server and worker as script/server starts them; either may be killed and is started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.commands = {"web": web_server(self.port), "worker": manage("worker")}
        self.running = {name: self.start(name) for name in self.commands}
        self.kills = 0

    def start(self, name: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.commands[name], stdout=subprocess.DEVNULL, start_new_session=True)

    def wait(self) -> None:
        limit = time.monotonic() + 120
        while time.monotonic() < limit:
            try:
                if ask(self.port, "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the site does not answer")

    def kill(self, name: str) -> None:
        """−9 for the process and its children, then a new start."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()
        self.running[name] = self.start(name)
        self.kills += 1
        self.wait()

    def stop(self) -> None:
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def read(port: int, address: str) -> str:
    return ask(port, address, Accept_Encoding="identity")[2].decode()


def reader(port: int, places: list[str], over: threading.Event, read_count: list[int]) -> None:
    """Somebody who opens whatever there is, so that pages are rendered and kept while acts go on."""
    chance = random.Random()
    while not over.is_set():
        try:
            read(port, chance.choice([*LISTS, *places[-20:]]))
            read_count[0] += 1
        except OSError:
            time.sleep(0.05)  # the server has just been killed


def visible_after(site: Site, address: str, title: str) -> float:
    """Seconds until the page and the list show a title."""
    begun = time.monotonic()
    while not (title in read(site.port, address) and title in read(site.port, "/c/news.notice/")):
        assert time.monotonic() - begun < VISIBLE_WITHIN, f"{title} is not to be seen at {address}"
    return time.monotonic() - begun


def play(site: Site, team: Any, acts: int, places: list[str]) -> float:
    from gongkai.portal.tests.factories import amended
    from gongkai.publications.services import removing
    from gongkai.publications.tests import factories as make

    chance, live, gone, slowest = random.Random(1), [], [], 0.0
    for number in range(acts):
        act = chance.choice(("release", "release", "amend", "take_down", "withdraw")) if live else "release"
        title = f"第{number:04}次演练的通知"
        if act == "release":
            live.append((make.live(team, title=title), title))
        elif act == "amend":
            publication, old = live.pop()
            live.append((amended(team, publication, title=title), title))
        else:
            publication, old = live.pop(chance.randrange(len(live)))
            if act == "take_down":
                removing.take_down(
                    publication=publication, officer=team.duty_officer, reason_code="error", reason="演练"
                )
            else:
                removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="other", reason="演练",
                                            public_explanation="演练。", behaviour="gone")  # fmt: skip
                removing.decide_withdrawal(publication=publication, actor=team.sign, agree=True, note="")
            gone.append((f"/d/{publication.pk}/", old))
        if act in {"release", "amend"}:
            address = f"/d/{live[-1][0].pk}/"
            places.append(address)
            slowest = max(slowest, visible_after(site, address, title))
        for address, old in gone[-10:]:
            for place in (address, *LISTS):
                assert old not in read(site.port, place), f"{old} is served again at {place} after {act}"
        if number % 12 == 11:
            site.kill(chance.choice(("web", "worker")))
    return slowest


def main(acts: int) -> None:
    begin()
    from gongkai.portal.services import seed_columns
    from gongkai.publications.tests import factories as make

    seed_columns()
    team, site = make.Team(), Site()
    places: list[str] = []
    over, count = threading.Event(), [0]
    readers = [threading.Thread(target=reader, args=(site.port, places, over, count)) for _ in range(3)]
    try:
        site.wait()
        for one in readers:
            one.start()
        slowest = play(site, team, acts, places)
    finally:
        over.set()
        for one in readers:
            if one.is_alive():
                one.join()
        site.stop()
    print(
        f"{acts} 次公开、修订、撤下、撤回，{site.kills} 次 kill -9，读者打开 {count[0]} 页："
        f"公开后最慢 {slowest * 1000:.0f} ms 可见（上限 2000），移除答复后没有再出现过"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
