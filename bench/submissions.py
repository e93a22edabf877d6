"""Letters a second that survive a power cut, through the public form, with eight writers; against bare durable rows of the same run."""

import os
import sys
import time
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from queue import Queue
from typing import Any

from bench._start import begin

WRITERS = 8


def _form(until: Any, counted: "Queue[tuple[int, float]]", go: Event) -> None:
    """Send forms until the moment; put how many were acknowledged and the CPU they took."""
    from drill._submitters import FORM, set_up

    set_up()
    from django.test import Client

    from gongkai.portal.pages.asking import keys

    client, done = Client(), 0
    go.wait()
    cpu, ends = time.process_time(), time.monotonic() + until
    while time.monotonic() < ends:
        answer = client.post("/ask/correction/", {**FORM, "key": keys.new_key()})
        assert answer.status_code == 303
        done += 1
    counted.put((done, time.process_time() - cpu))


def _bare(until: Any, counted: "Queue[tuple[int, float]]", go: Event) -> None:
    """The baseline: three rows in one transaction, written with the same settings of the database."""
    from drill._submitters import set_up

    set_up()
    from django.db import connection, transaction

    done = 0
    go.wait()
    cpu, ends = time.process_time(), time.monotonic() + until
    while time.monotonic() < ends:
        with transaction.atomic(), connection.cursor() as cursor:
            for _ in range(3):
                cursor.execute("INSERT INTO bench_rows (words) VALUES (%s)", ["来信" * 100])
        done += 1
    counted.put((done, time.process_time() - cpu))


def measured(work: Any, seconds: float) -> tuple[float, float]:
    """Acknowledged a second of all writers together, and CPU ms for each."""
    context = get_context("spawn")
    counted, go = context.Queue(), context.Event()
    writers = [context.Process(target=work, args=(seconds, counted, go)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(6)  # all are awake
    go.set()
    found = [counted.get() for _ in writers]
    for writer in writers:
        writer.join()
    done = sum(count for count, _ in found)
    return done / seconds, 1000 * sum(cpu for _, cpu in found) / max(1, done)


def main(seconds: float) -> None:
    os.environ["GONGKAI_LIMITS"] = "submit=off,upload=off"
    os.environ["GONGKAI_FORM_SECONDS"] = "0"
    begin()
    from django.db import connection

    from drill._submitters import prepare

    prepare()
    key = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "BIGSERIAL PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_rows (id {key}, words TEXT)")
    connection.close()
    bare, _ = measured(_bare, seconds)
    forms, cpu = measured(_form, seconds)
    print(f"{WRITERS} 个并发：落盘的来信 {forms:.0f} 封/s（经公开表单，每封 CPU {cpu:.1f} ms）；同样设置下三行一个事务 {bare:.0f} 次/s；比值 {forms / bare:.2f}")  # fmt: skip


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 15)
