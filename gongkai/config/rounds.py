"""What the worker does by itself, and how often: deliveries at once, seals every few seconds, housekeeping once a day."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from gongkai.bureau import limits
from gongkai.bureau.services import login
from gongkai.desk import nagging
from gongkai.desk import services as desk
from gongkai.journal import clock, delivery, sealing
from gongkai.publications.services import releasing
from gongkai.uploads import sweeping
from gongkai.workdays import services as workdays

log = logging.getLogger(__name__)

SEAL_EVERY = 5.0  # seconds
AGAIN_AFTER = 600.0  # seconds until a daily duty that failed is tried again
DAILY: dict[str, Callable[[], object]] = {
    "calendars": workdays.calendars_load,
    "nags": nagging.nag,
    "login attempts": login.prune_attempts,
    "limits": limits.prune,
    "leftover files": sweeping.sweep,
    "desk": desk.tidy,
}


@dataclass
class Rounds:
    """The worker's memory between rounds; two workers at once are harmless, each act locks what it changes."""

    sealed_at: float = float("-inf")
    day: date | None = None
    due: dict[str, float] = field(default_factory=dict)  # daily duties still to do, each from when on
    faults: dict[str, int] = field(default_factory=dict)
    troubled: int = 0  # rounds in a row in which something failed

    def run(self, seconds: float) -> int:
        """One round at `seconds` of a steady clock; answers how much was done, so that an idle worker can rest."""
        before = sum(self.faults.values())
        done = self._safely("deliveries", delivery.deliver_due)
        done += self._safely("releases", lambda: len(releasing.release_due()))
        if seconds - self.sealed_at >= SEAL_EVERY:
            self.sealed_at = seconds
            self._safely("seals", sealing.seal_next)
        self._daily(seconds)
        self.troubled = self.troubled + 1 if sum(self.faults.values()) > before else 0
        return done

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
        try:
            done = act()
        except Exception:
            self.faults[name] = self.faults.get(name, 0) + 1
            log.exception("worker: %s failed", name)
            return 0
        return done if isinstance(done, int) else 0
