"""Whether a file holds malicious code, asked when it is taken in (afterwards: `quarantine`).

Officials' files are taken without a scanner, as the desk says; what comes from outside is held until a scanner or a
person has looked at it.
"""

import logging
from collections.abc import Iterable
from pathlib import Path

from gongkai.journal.parties import Party
from gongkai.journal.refusals import Refused

from .. import clamd, conf
from ..models import Upload

log = logging.getLogger(__name__)

VIRUS = "文件中发现恶意代码（{}），不予接收。"
SCANNER_DOWN = "病毒检查暂时不可用，文件没有保存。请稍后再试。"
NOT_SCANNED = "病毒检查程序没有检查这个文件（可能超过它的大小上限），文件没有保存。请联系系统管理员。"
INSIDE = frozenset({"official", "system"})  # whose files are taken in while no scanner is set up


def verdict_on(paths: Iterable[Path], actor: Party) -> str:
    """How the files that become one upload stand: clean, unchecked (an official's, without a scanner) or held.

    Raises Refused where something was found, and for an official's file where the scanner that is set up does not scan.
    """
    scanner, inside = conf.virus_scanner(), actor.kind in INSIDE
    if scanner is None:
        return Upload.Virus.UNCHECKED if inside else Upload.Virus.HELD
    for path in dict.fromkeys(paths):
        try:
            found = scanner(path)
        except Exception as fault:  # noqa: BLE001  a scanner that cannot answer has not said "clean" (fail closed)
            log.warning("virus scanner: %s", type(fault).__name__)
            if not inside:
                return Upload.Virus.HELD  # a letter must not be lost because a scanner is down
            raise Refused([NOT_SCANNED if isinstance(fault, clamd.NotScanned) else SCANNER_DOWN]) from None
        if found:
            raise Refused([VIRUS.format(found)])
    return Upload.Virus.CLEAN
