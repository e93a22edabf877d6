"""Figures in the form that Prometheus reads, counted across all web workers; never with anything about a person."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

# All processes count into files of this folder, and whoever is asked adds them up.
FOLDER = Path(settings.VAR) / "figures"
FOLDER.mkdir(exist_ok=True)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(FOLDER))

# The library decides when it is imported whether it counts for one process or for many.
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402  see above
from prometheus_client.core import GaugeMetricFamily  # noqa: E402  see above
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402  see above

from gongkai.journal import health  # noqa: E402  see above

LEVELS = list(health.Level)
METHODS = frozenset({"GET", "HEAD", "POST"})

REQUESTS = Counter("gongkai_requests", "Requests by route, method and status", ["route", "method", "status"])
SECONDS = Histogram(
    "gongkai_request_seconds", "Seconds until the answer was ready, by route", ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
BUSY = Counter("gongkai_database_busy", "Requests that failed because the database was locked or away")


def note_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one request; methods that nobody should use are one, so that a stranger cannot make labels."""
    REQUESTS.labels(route, method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def note_fault(fault: Exception) -> None:
    if isinstance(fault, OperationalError):
        BUSY.inc()


class _Health:
    """What the checks of the health page measure, asked when somebody reads the figures."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        level = GaugeMetricFamily("gongkai_health", "0 good, 1 unknown, 2 watch, 3 bad", labels=["check"])
        for check, finding in health.look_at_all():
            level.add_metric([check.code], LEVELS.index(finding.level))
            for name, value in finding.figures.items():
                yield GaugeMetricFamily(f"gongkai_{name}", check.label, value=float(value))
        yield level


def text() -> bytes:
    """All figures, of every process."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(_Health())
    return generate_latest(registry)
