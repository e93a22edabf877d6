"""The settings of this app, each with a default that runs.

UPLOAD_LIMITS          dict: caps of an inspection that differ from `rules.Limits`
UPLOAD_OPTIONAL_TYPES  list: of `zip`, `doc`, `xls`, `wps`, those that are taken here (none)
UPLOAD_BLOCKING_KINDS  list: kinds of personal data that forbid opening (see `rules.BLOCKING_KINDS`)
PUBLIC_CONTACTS        list: the bureau's own telephone lines and mailboxes, which are no findings (none)
CLAMD                  where clamd listens: `/run/clamav/clamd.ctl` or `host:port`; '' for no scanner
UPLOAD_VIRUS_SCANNER   another scanner: dotted path of a function (path) -> name of what was found, or empty (none)
"""

from collections.abc import Callable, Collection
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from . import clamd
from .rules import BLOCKING_KINDS, Limits

VirusScanner = Callable[[Path], str]


def limits() -> Limits:
    return Limits.of(getattr(settings, "UPLOAD_LIMITS", {}))


def optional_types() -> list[str]:
    return list(getattr(settings, "UPLOAD_OPTIONAL_TYPES", []))


def blocking_kinds() -> Collection[str]:
    return frozenset(getattr(settings, "UPLOAD_BLOCKING_KINDS", BLOCKING_KINDS))


def virus_scanner() -> VirusScanner | None:
    """The one seam for a virus scanner: called with every file before it is stored; raising means not clean."""
    path = getattr(settings, "UPLOAD_VIRUS_SCANNER", "")
    if path:
        return import_string(path)  # type: ignore[no-any-return]
    return clamd.scan if settings.CLAMD else None


def scanner_notice() -> str:
    """What whoever uploads is told while no scanner is set up; '' where there is one."""
    return "" if virus_scanner() else "本站没有接入病毒检查，请先在本机查杀病毒后再上传。"


def contacts() -> list[str]:
    """What is public by nature: the bureau's own lines, mailboxes, addresses."""
    return list(getattr(settings, "PUBLIC_CONTACTS", []))


def folder() -> Path:
    """Where files lie: below `VAR`, by digest."""
    return Path(settings.VAR) / "files"
