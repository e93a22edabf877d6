"""Kill −9 of a whole group of writers, again and again: no acknowledged letter is lost, none is there twice."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._start import begin

WRITERS = 8


class Ledger:
    """What the writers said: one file each, a line for each letter that was acknowledged, in their own words."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.acknowledged: dict[str, str] = {}

    def collect(self) -> int:
        """Read what is new; every line is `key number`. A line that was cut by the kill was not said."""
        before = len(self.acknowledged)
        for path in self.folder.glob("*.said"):
            for line in path.read_bytes().split(b"\n")[:-1]:
                key, _, number = line.decode().partition(" ")
                known = self.acknowledged.setdefault(key, number)
                assert known == number, f"one form got two numbers: {known}, {number}"
            path.unlink()
        return len(self.acknowledged) - before


def kill_once(folder: Path, turn: int, after: float, environment: dict[str, str]) -> None:
    """Start the writers in a process group of their own and kill the group `after` seconds of their work."""
    group = subprocess.Popen(
        [sys.executable, "-m", "drill._submitters", str(folder), str(turn), str(WRITERS)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    assert group.stdout is not None
    assert group.stdout.readline().strip() == "ready"
    time.sleep(after)
    os.killpg(group.pid, signal.SIGKILL)
    group.wait()


def faults(ledger: Ledger) -> list[str]:
    """Everything that must not be: lost, doubled, half there, owed twice or not at all. Empty when all is well."""
    from gongkai.journal.models import Delivery, Entry
    from gongkai.journal.subscriptions import subscribers_of
    from gongkai.mailbox.models import Matter
    from gongkai.reception.models import Letter, Message
    from gongkai.reception.secrets import key_digest
    from gongkai.workdays.models import Deadline

    found = []
    letters = dict(Letter.objects.values_list("key_digest", "number"))
    for key, number in ledger.acknowledged.items():
        if letters.get(key_digest(key)) != number:
            found.append(f"lost: {number}")
    count = Letter.objects.count()
    if len(set(letters.values())) != count:
        found.append("a number was given twice")
    for name, rows in (("messages", Message.objects), ("cases", Matter.objects), ("deadlines", Deadline.objects)):
        if rows.count() != count:
            found.append(f"{rows.count()} {name} for {count} letters")
    received = Entry.objects.filter(event="reception.received")
    if received.count() != count or received.values("subject_id").distinct().count() != count:
        found.append(f"{received.count()} entries for {count} letters")
    owed = Delivery.objects.filter(entry__event="reception.received").count()
    if owed != count * len(subscribers_of("reception.received")):
        found.append(f"{owed} deliveries for {count} letters")
    return found


def sound() -> bool:
    """Whether SQLite finds its file whole; PostgreSQL answers for itself."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return bool(cursor.fetchone()[0] == "ok")


def rounds(count: int, environment: dict[str, str], seed: int = 1) -> tuple[int, int, float]:
    """So many kills; answers how many letters were acknowledged, how many are there, and the longest way back in seconds."""
    from gongkai.reception.models import Letter

    chance, slowest = random.Random(seed), 0.0
    with tempfile.TemporaryDirectory(prefix="gongkai-drill-said-") as folder:
        ledger = Ledger(Path(folder))
        for turn in range(count):
            kill_once(Path(folder), turn, chance.uniform(0.05, 0.8), environment)
            began = time.monotonic()
            ledger.collect()
            found = faults(ledger)
            slowest = max(slowest, time.monotonic() - began)
            assert not found, found[:10]
        assert sound(), "integrity_check"
        return len(ledger.acknowledged), Letter.objects.count(), slowest


def main(count: int) -> None:
    begin()
    from drill._submitters import prepare

    prepare()
    started = time.monotonic()
    said, there, slowest = rounds(count, dict(os.environ))
    print(
        f"{count} 次 kill -9（{WRITERS} 个并发写信人的整个进程组）：已答复 {said} 封，全部在库，丢失 0、重复 0；"
        f"库中 {there} 封（含已提交未及答复的），每封一条日志、每个订阅一条投递；"
        f"最慢一次核对 {slowest:.1f} s；{time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
