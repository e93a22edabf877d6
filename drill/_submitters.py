"""Writers of letters, one process each: every letter goes through the public form, and is said once it is acknowledged.

Each third form is sent again, as somebody does who was not sure that it went through.
"""

import os
import sys
from pathlib import Path

import django

FORM = {
    "fault": "dead_link",
    "page": "/c/service/",
    "text": "“下载表格”的链接打不开，请修复。",
    "notice": "none",
    "name": "写信人",
}


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    os.environ["GONGKAI_HASHED_STATIC"] = "0"
    os.environ["GONGKAI_FORM_SECONDS"] = "0"
    os.environ["GONGKAI_LIMITS"] = "submit=off,upload=off"
    django.setup()


def prepare() -> None:
    """A bureau that takes letters, in the data folder of this run."""
    from gongkai.portal.services import seed_columns
    from gongkai.publications.tests import factories as make
    from gongkai.workdays.services import calendars_load

    calendars_load()
    seed_columns()
    make.Team()


def write(folder: Path, turn: int, number: int, awake: int) -> None:
    """Send forms until killed; the first that was acknowledged is told to whoever waits for it."""
    from django.test import Client

    from gongkai.portal.pages.asking import keys
    from gongkai.reception import services as reception

    client = Client()
    said = os.open(folder / f"{turn}-{number}.said", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for serial in range(1_000_000):
        key = keys.new_key()
        for _ in range(2 if serial % 3 == 0 else 1):
            answer = client.post("/ask/correction/", {**FORM, "key": key})
            assert answer.status_code == 303, answer.content.decode()[:1000]
        receipt = reception.receipt_of(key)
        assert receipt is not None
        os.write(said, f"{key} {receipt.number}\n".encode())
        if serial == 0:
            os.write(awake, b"x")


def main(folder: Path, turn: int, count: int) -> None:
    set_up()
    told, awake = os.pipe()
    for number in range(count):
        if os.fork() == 0:
            write(folder, turn, number, awake)
            os._exit(0)
    os.read(told, 1)
    print("ready", flush=True)
    for _ in range(count):
        os.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
