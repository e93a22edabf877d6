"""Kill −9 in the middle of releases, again and again: what was said is released, and nothing is half released."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

from bench._start import begin


def half_released() -> list[str]:
    """Everything in the tables that a torn release would leave; empty when all agree."""
    from gongkai.journal.models import Delivery, Entry
    from gongkai.journal.subscriptions import subscribers_of
    from gongkai.publications.models import Listing, Publication, Version

    faults = []
    released = dict(Entry.objects.filter(event="publications.released").values_list("subject_id", "id"))
    owed = len(subscribers_of("publications.released"))
    for publication in Publication.objects.select_related("live_version"):
        live = publication.state == "live"
        signs = {
            "version": publication.live_version is not None and publication.live_version.state == "live",
            "number": publication.number is not None,
            "digest": bool(publication.live_version and publication.live_version.digest),
            "listing": Listing.objects.filter(publication=publication).count() == publication.column.count(".") + 1,
            "entry": str(publication.pk) in released,
        }
        if set(signs.values()) != {live}:
            faults.append(f"{publication.pk} {publication.state}: {signs}")
        if live and Delivery.objects.filter(entry_id=released[str(publication.pk)]).count() != owed:
            faults.append(f"{publication.pk}: deliveries missing")
    numbers = [number for number in Publication.objects.values_list("number", flat=True) if number]
    if len(set(numbers)) != len(numbers):
        faults.append("a number was given twice")
    if Version.objects.filter(state="live").count() != Publication.objects.filter(state="live").count():
        faults.append("live versions and live publications differ in number")
    return faults


def kill_during(ids: list[int], officer: int, after: float, environment: dict[str, str]) -> list[int]:
    """Start a releaser, kill it `after` seconds of its work; answers the ids that it had said."""
    child = subprocess.Popen(
        [sys.executable, "-m", "drill._releaser", str(officer), ",".join(map(str, ids))],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    timer = threading.Timer(after, lambda: child.send_signal(signal.SIGKILL))
    timer.start()
    said = [int(line) for line in child.stdout if line.strip().isdigit()]
    child.wait()
    timer.cancel()
    return said


def rounds(count: int, each: int, environment: dict[str, str], seed: int = 1) -> tuple[int, int]:
    """So many kills; answers how many releases were said and how many kills came before the end of the list."""
    from gongkai.publications.models import Publication
    from gongkai.publications.tests import factories as make

    chance, team = random.Random(seed), make.Team()
    said = cut = 0
    for _ in range(count):
        ids = [make.approved(team).pk for _ in range(each)]
        done = kill_during(ids, team.publicity.pk, chance.uniform(0, 0.02 * each), environment)
        said += len(done)
        cut += len(done) < each
        states = Publication.objects.filter(versions__pk__in=done).values_list("state", flat=True)
        assert set(states) <= {"live"} and len(states) == len(done), "a release that was said is not there"
        faults = half_released()
        assert not faults, faults
    return said, cut


def main(count: int) -> None:
    begin()
    started = time.monotonic()
    said, cut = rounds(count, 20, dict(os.environ))
    print(
        f"{count} 次 kill -9（其中 {cut} 次打断发布）：已答复的 {said} 次发布全部在库，没有一件发布了一半；{time.monotonic() - started:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
