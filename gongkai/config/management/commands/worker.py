"""`worker`: deliver, release what is due, seal, and keep house; several at once are harmless."""

import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from gongkai.config.rounds import Rounds

# Seconds between rounds: while there is work, while there is none, and at most while every round fails. What was
# released must be visible within two seconds.
BUSY_PAUSE, IDLE_PAUSE, LONGEST_PAUSE = 0.05, 0.25, 10.0


def pause(done: int, troubled: int) -> float:
    """Seconds to rest after a round; longer and longer while rounds fail, so that a fault does not flood the log."""
    usual = BUSY_PAUSE if done else IDLE_PAUSE
    return usual if not troubled else float(min(LONGEST_PAUSE, IDLE_PAUSE * 2 ** min(troubled, 10)))


class Command(BaseCommand):
    help = "后台进程：投递、定时发布、封存日志、每日例行事务"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="只做一轮（用于检查）")

    def handle(self, *args: Any, **options: Any) -> None:
        rounds, stop = Rounds(), threading.Event()
        if options["once"]:
            while rounds.run(time.monotonic()):
                pass
            rounds.end()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()  # a database that went away is found again
            done = rounds.run(time.monotonic())
            stop.wait(pause(done, rounds.troubled))
        rounds.end()
        connection.close()
