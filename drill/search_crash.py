"""Kill −9 while the index is written, again and again: nothing that is public is lost, nothing that was removed comes back."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

from bench._start import begin


def change(team: object, number: int, live: list) -> None:
    """One round of releases, amendments and removals, whose deliveries wait for the worker."""
    from gongkai.portal.tests import factories
    from gongkai.publications.services import removing

    chance = random.Random(number)
    live += [factories.policy(team, title=f"第{number}轮第{place}件办法") for place in range(4)]
    factories.amended(team, chance.choice(live), title=f"第{number}轮修订的办法")
    gone = live.pop(chance.randrange(len(live)))
    removing.take_down(publication=gone, officer=team.duty_officer, reason_code="error", reason="演练")  # type: ignore[attr-defined]


def kill_during(after: float, environment: dict[str, str]) -> bool:
    """Start an indexer, kill it `after` seconds of its work; whether it was still at work."""
    child = subprocess.Popen(
        [sys.executable, "-m", "drill._indexer"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None and child.stdout.readline().strip() == "ready"
    timer = threading.Timer(after, lambda: os.kill(child.pid, signal.SIGKILL) if child.poll() is None else None)
    timer.start()
    status = child.wait()
    timer.cancel()
    return status == -signal.SIGKILL


def rounds(count: int, environment: dict[str, str]) -> tuple[int, int]:
    """Change and kill `count` times; returns how often the indexer was cut off, and how many items are public."""
    from gongkai.journal import delivery
    from gongkai.portal.search import building, updating
    from gongkai.portal.services import seed_columns
    from gongkai.publications.tests.factories import Team

    seed_columns()
    team, live, cut = Team(), [], 0
    building.build()
    chance = random.Random(7)
    for number in range(count):
        change(team, number, live)
        cut += kill_during(chance.uniform(0, 0.12), environment)
        if number % 5 == 4:
            while delivery.deliver_due():
                pass
            strays = updating.strays()
            assert not strays, f"round {number}: the index and the database differ in {sorted(strays)}"
    return cut, len(live)


def main(count: int) -> None:
    begin()
    started = time.perf_counter()
    cut, live = rounds(count, dict(os.environ))
    print(
        f"{count} 轮，写索引时被杀 {cut} 次；{live} 件公开信息与索引逐件一致，没有丢失，没有幽灵（{time.perf_counter() - started:.0f} 秒）"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
