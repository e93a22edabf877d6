"""What the worker does by itself, and how often: deliveries at once, seals every few seconds, housekeeping once a day."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from gongkai.bureau.services import login
from gongkai.desk import nagging
from gongkai.desk import services as desk
from gongkai.journal import clock, delivery, sealing
from gongkai.publications.services import releasing
from gongkai.uploads import sweeping
from gongkai.workdays import services as workdays

log = logging.getLogger(__name__)

SEAL_EVERY = 5.0  # seconds
DAILY: tuple[tuple[str, Callable[[], object]], ...] = (
    ("calendars", workdays.calendars_load),
    ("nags", nagging.nag),
    ("login attempts", login.prune_attempts),
    ("leftover files", sweeping.sweep),
    ("desk", desk.tidy),
)


@dataclass
class Rounds:
    """The worker's memory between rounds; two workers at once are harmless, each act locks what it changes."""

    sealed_at: float = float("-inf")
    day: date | None = None
    faults: dict[str, int] = field(default_factory=dict)

    def run(self, seconds: float) -> int:
        """One round at `seconds` of a steady clock; answers how much was done, so that an idle worker can rest."""
        done = self._safely("deliveries", delivery.deliver_due)
        done += self._safely("releases", lambda: len(releasing.release_due()))
        if seconds - self.sealed_at >= SEAL_EVERY:
            self.sealed_at = seconds
            self._safely("seals", sealing.seal_next)
        if self.day != clock.today():
            self.day = clock.today()
            for name, act in DAILY:
                self._safely(name, act)
        return done

    def _safely(self, name: str, act: Callable[[], object]) -> int:
        """A fault in one duty must not keep the others from being done; it is logged and tried again next round."""
        try:
            done = act()
        except Exception:
            self.faults[name] = self.faults.get(name, 0) + 1
            log.exception("worker: %s failed", name)
            return 0
        return done if isinstance(done, int) else 0
