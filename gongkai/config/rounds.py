"""What the worker does by itself, and how often: deliveries at once, seals every few seconds, housekeeping once a day."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from gongkai.bureau.services import keys, reencryption
from gongkai.channels import services as channels
from gongkai.desk import nagging, searches
from gongkai.foi import services as foi
from gongkai.foi.services import case_file_work, redaction_work
from gongkai.journal import beats, clock, delivery, retention, sealing, verifying
from gongkai.mailbox import services as mailbox
from gongkai.operations import logs
from gongkai.operations import queries as database
from gongkai.operations.services import watching
from gongkai.portal.kept import keeping
from gongkai.portal.search import building, querylog, updating
from gongkai.publications.services import releasing
from gongkai.uploads import services as uploads
from gongkai.workdays import services as workdays

log = logging.getLogger(__name__)

SEAL_EVERY = 5.0  # seconds
BEAT_EVERY = 15.0
VERIFY_EVERY = 60.0
VIRUSES_EVERY = 30.0
WATCH_EVERY, WATCH_FROM = 3600.0, 60.0  # the first look waits until the others have had their turn
QUERIES_EVERY = 30.0
AGAIN_AFTER = 600.0  # seconds until a daily duty that failed is tried again
WORKER = "worker"
DAILY: dict[str, Callable[[], object]] = {
    "calendars": workdays.calendars_load,
    "nags": nagging.nag,
    "retention": retention.run,
    "quiet letters": mailbox.close_quiet,
    "searches": searches.tell_editors,
    "search index": building.keep_house,
    "silent opinions": foi.lapse_silent,
    "unconfirmed applications": foi.alarm_unconfirmed,
    "planner's statistics": database.refresh_statistics,
}


@dataclass
class Rounds:
    """The worker's memory between rounds; two workers at once are harmless, each act locks what it changes."""

    done_at: dict[str, float] = field(default_factory=dict)  # when each regular duty was done last
    day: date | None = None
    due: dict[str, float] = field(default_factory=dict)  # daily duties still to do, each from when on
    faults: dict[str, int] = field(default_factory=dict)
    troubled: int = 0  # rounds in a row in which something failed

    def run(self, seconds: float) -> int:
        """One round at `seconds` of a steady clock; answers how much was done, so that an idle worker can rest."""
        before = sum(self.faults.values())
        done = self._safely("deliveries", delivery.deliver_due)
        done += self._safely("releases", lambda: len(releasing.release_due()))
        self._regularly("keys", keys.settle, SEAL_EVERY, seconds)
        done += self._safely("re-encryption", reencryption.step)
        done += self._safely("pages", keeping.keep_house)
        self._regularly("seals", sealing.seal_next, SEAL_EVERY, seconds)
        self._regularly("verification", verifying.verify_next, VERIFY_EVERY, seconds)
        done += self._safely("shipments", channels.send_due)
        self._regularly("virus checks", uploads.check_waiting, VIRUSES_EVERY, seconds)
        self._regularly("queries", querylog.count_up, QUERIES_EVERY, seconds)
        done += self._safely("texts of files", updating.read_waiting_files)
        done += self._safely("redactions", redaction_work.work)
        done += self._safely("case files", case_file_work.work)
        self._daily(seconds)
        self._regularly("heartbeat", self._beat, BEAT_EVERY, seconds)
        self.done_at.setdefault("health", seconds - WATCH_EVERY + WATCH_FROM)
        self._regularly("health", watching.watch, WATCH_EVERY, seconds)
        self.troubled = self.troubled + 1 if sum(self.faults.values()) > before else 0
        return done

    def _regularly(self, name: str, act: Callable[[], object], every: float, seconds: float) -> None:
        if seconds - self.done_at.get(name, float("-inf")) >= every:
            self.done_at[name] = seconds
            self._safely(name, act)

    def _beat(self) -> None:
        """The worker says that it lives, and which duties failed since it was started."""
        beats.beat(WORKER, faults=self.faults, troubled=self.troubled, still_due=sorted(self.due))

    def end(self) -> None:
        """The worker ends in order, and says so: nobody need wait until it is missed."""
        self._safely("heartbeat", lambda: beats.beat(WORKER, stopped=True))

    def _daily(self, seconds: float) -> None:
        """What is still to do of today's duties; one that failed stays to be done."""
        if self.day != clock.today():
            self.day, self.due = clock.today(), dict.fromkeys(DAILY, seconds)
        for name in [name for name, moment in self.due.items() if moment <= seconds]:
            before = self.faults.get(name, 0)
            self._safely(name, DAILY[name])
            if self.faults.get(name, 0) > before:
                self.due[name] = seconds + AGAIN_AFTER
            else:
                del self.due[name]

    def _safely(self, name: str, act: Callable[[], object]) -> int:
        """A fault in one duty must not keep the others from being done; it is logged, and the duty tried again later."""
        token = logs.request_id.set(f"worker: {name}")
        try:
            done = act()
        except Exception:
            self.faults[name] = self.faults.get(name, 0) + 1
            log.exception("worker: %s failed", name)
            return 0
        finally:
            logs.request_id.reset(token)
        return done if isinstance(done, int) else 0
