"""Back up while people write, restore into a new place, and find everything there: rows, files, journal, pages.

`restore [COUNT] [--across]`: the sample year, and so many notices more; --across restores into SQLite whatever it came from.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

from bench import _fill
from bench._start import begin

WRITERS = 2
# What the backup and the restore themselves write, and what a migration keeps by itself.
OWN = {"journal_entry", "journal_delivery", "django_content_type", "auth_permission"}


def size(folder: Path) -> float:
    """Megabytes below a folder, a file with two names counted once."""
    seen = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(seen.values()) / 1e6


def seconds_of_children() -> float:
    """CPU seconds of processes that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def writers() -> list[subprocess.Popen[bytes]]:
    """Processes that write until they are ended, two rows in one transaction each time."""
    return [
        subprocess.Popen([sys.executable, "-m", "drill._writer", str(number)], stdout=subprocess.DEVNULL)
        for number in range(WRITERS)
    ]


def torn(manifest, folder: Path) -> int:
    """Pairs of which a backup holds only one: none, since each pair was written in one transaction."""
    import gzip
    import json

    names = []
    with gzip.open(folder / "tables" / "journal_beat.jsonl.gz", "rt") as lines:
        place = json.loads(next(lines)).index("name")
        names = [json.loads(line)[place] for line in lines]
    pairs = [name.rpartition(":")[0] for name in names if name.startswith("drill:")]
    return sum(pairs.count(pair) != 2 for pair in set(pairs))


def main(count: int, across: bool) -> None:
    begin()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from gongkai.operations import snapshots
    from gongkai.operations.services import backing_up
    from gongkai.operations.tests.places import place
    from gongkai.publications.models import Publication

    call_command("seed", "--quiet")
    call_command("sample")
    if count:
        first = Publication.objects.select_related("unit", "live_version").exclude(live_version=None).first()
        assert first and first.live_version
        _fill.fill(first.unit, first.live_version.author, count)
    call_command("worker", once=True)
    base = Path(settings.VAR).parent
    busy = writers()
    try:
        time.sleep(3)  # they need a moment to start
        begun, cpu = time.monotonic(), time.process_time()
        taken = backing_up.back_up(folder=base / "backup", keys_to=base / "keys")
        backed, backed_cpu = time.monotonic() - begun, time.process_time() - cpu
        begun = time.monotonic()
        second = backing_up.back_up(folder=base / "backup")
        again = time.monotonic() - begun
    finally:
        for writer in busy:
            writer.terminate()
            writer.wait()
    assert second.new_files == 0, "the second backup stores no file again"
    assert torn(taken.manifest, taken.snapshot.path) == 0, "the backup is no single moment"
    begun = time.monotonic()
    faults = backing_up.faults(snapshot=taken.snapshot)
    verified = time.monotonic() - begun
    assert not faults, faults
    with place(base / "new", like_this=not across) as new:
        begun, cpu = time.monotonic(), seconds_of_children()
        done = new.manage(
            "restore", str(base / "backup"), "--snapshot", taken.snapshot.name, "--keys", str(base / "keys")
        )
        restored, restored_cpu = time.monotonic() - begun, seconds_of_children() - cpu
        assert done.returncode == 0, done.stdout + done.stderr
        assert "尚缺密钥" not in done.stdout, done.stdout
        for command in (("manage.py", "verify_journal"), ("manage.py", "worker", "--once"), ("-m", "drill._visitor")):
            asked = new.run(*command)
            assert asked.returncode == 0, asked.stdout + asked.stderr
        print(asked.stdout.strip())
        assert new.manage("backup", str(base / "compare")).returncode == 0
        compared = snapshots.find(base / "compare").manifest()
    known = {name: (said["rows"], said["digest"]) for name, said in taken.manifest["tables"].items() if name not in OWN}
    differing = [
        name for name, said in known.items()
        if said != (compared["tables"][name]["rows"], compared["tables"][name]["digest"])
    ]  # fmt: skip
    # The worker of the new place has begun to work: what it notes of itself differs, nothing else.
    assert set(differing) <= {"journal_beat", "journal_seal", "desk_notification"}, differing
    assert compared["files"] == taken.manifest["files"]
    print(
        f"{connection.vendor}{' → sqlite' if across else ''}：{taken.rows:,} 行，{taken.manifest['files']['count']} 个文件"
        f"（{size(base / 'var'):.0f} MB）；备份 {backed:.1f} s（CPU {backed_cpu:.1f} s）、再备份 {again:.1f} s（{WRITERS} 个写入者同时在写），"
        f"占 {size(base / 'backup'):.0f} MB（两份）；核对 {verified:.1f} s；恢复 {restored:.1f} s（CPU {restored_cpu:.1f} s）；行数、摘要、文件全部相同"
    )


if __name__ == "__main__":
    numbers = [part for part in sys.argv[1:] if part.isdigit()]
    main(int(numbers[0]) if numbers else 0, "--across" in sys.argv)
