import hashlib
import random
import subprocess
import sys

import pytest

from gongkai.uploads import storage

WRITER = """
import random, sys
from django.conf import settings
settings.configure(VAR=sys.argv[1])
from gongkai.uploads import storage
choice = random.Random(int(sys.argv[2]))
while True:
    content = choice.randbytes(choice.randrange(1, 3_000_000))
    with storage.workplace() as folder:
        print("receive", flush=True)
        storage.receive([content[:1_000_000], content[1_000_000:]], folder / "x", len(content))
        print("settle", flush=True)
        digest = storage.settled(folder / "x")
        print("keep", flush=True)
        storage.keep(folder / "x", digest)
        print("kept", digest, flush=True)
"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


def kept(content):
    with storage.workplace() as folder:
        storage.receive([content], folder / "x", 10**9)
        digest = storage.settled(folder / "x")
        storage.keep(folder / "x", digest)
    return digest


def test_a_process_killed_at_any_step_leaves_whole_files_or_none(tmp_path):
    choice, promised = random.Random(1), set()  # noqa: S311  it chooses moments and guards nothing
    for seed in range(12):
        writer = subprocess.Popen(  # noqa: S603  our own interpreter and script
            [sys.executable, "-c", WRITER, str(tmp_path), str(seed)], stdout=subprocess.PIPE, text=True
        )
        lines = [writer.stdout.readline() for _ in range(choice.randrange(1, 14))]
        writer.kill()
        lines += writer.communicate()[0].splitlines()
        promised |= {line.split()[1] for line in lines if line.startswith("kept ")}
    found = {path.name: path for path in (tmp_path / "files").rglob("*") if len(path.name) == 64}
    assert promised and promised <= set(found)
    for digest, path in found.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_a_file_is_readable_by_the_platforms_own_user_only():
    assert storage.path_of(kept(b"content")).stat().st_mode & 0o777 == 0o600


def test_keeping_twice_is_keeping_once_and_a_torn_file_is_replaced():
    digest = kept(b"content")
    storage.path_of(digest).write_bytes(b"con")  # what a disk that lied may leave
    assert kept(b"content") == digest == kept(b"content")
    assert storage.path_of(digest).read_bytes() == b"content"


def test_what_is_too_large_leaves_nothing_behind(tmp_path):
    with pytest.raises(storage.TooLarge), storage.workplace() as folder:
        storage.receive([b"x" * 11], folder / "x", 10)
    assert not list((tmp_path / "files" / "incoming").iterdir())


def test_removing_twice_is_removing_once():
    digest = kept(b"content")
    storage.remove(digest)
    storage.remove(digest)
    storage.remove("0" * 64)
    assert not storage.path_of(digest).exists()
