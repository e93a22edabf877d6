"""A child process with hard limits for whatever opens files from outside: parsing, re-encoding, reading for the scan.

The parent sends one JSON order on standard input and reads one JSON answer; a child that dies, hangs or grows past its
limits is an answer too. Run as `python -m gongkai.uploads.sandbox`; imports no Django.
"""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import gongkai

from .rules import Limits

log = logging.getLogger(__name__)

ROOT = Path(gongkai.__file__).resolve().parents[1]
OUTPUT_CAP = 2 * 1024**3  # bytes that a child may write into one file
ENVIRONMENT = ("PATH", "LANG", "TESSDATA_PREFIX", "HOME")


class Overrun(Exception):
    """Raised when the child needed more time or memory than it may have, or died."""


@dataclass(frozen=True)
class Allowance:
    """What one child may use: CPU and wall time in seconds, memory in bytes."""

    cpu: float
    wall: float
    memory: int


def run(order: dict[str, Any], allowance: Allowance) -> dict[str, Any]:
    """Carry out `order` in a child; returns its answer or raises Overrun. Never raises for what a file contains."""
    text = json.dumps(order | {"allowance": asdict(allowance)})
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    environment |= {"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1", "OMP_THREAD_LIMIT": "1", "PYTHONUTF8": "1"}
    with subprocess.Popen(  # noqa: S603  our own interpreter and module; the order goes in as data
        [sys.executable, "-B", "-m", "gongkai.uploads.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=ROOT,
        text=True,
        start_new_session=True,  # what the child starts (OCR) dies with it
    ) as child:
        try:
            answer, _ = child.communicate(text, timeout=allowance.wall)
        except subprocess.TimeoutExpired:
            raise Overrun("timeout") from None
        finally:
            _end(child.pid)
    try:
        said = json.loads(answer)
    except ValueError:
        said = {"overrun": f"ended with {child.returncode}"}
    if "overrun" in said:
        log.warning("%s of a %s file: %s", order["task"], order.get("code", ""), said["overrun"])
        raise Overrun(said["overrun"])
    return said


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def inspecting(limits: Limits) -> Allowance:
    return Allowance(limits.cpu_milliseconds / 1000, limits.wall_seconds, limits.memory)


def copying(limits: Limits) -> Allowance:
    return Allowance(limits.copy_seconds, 2 * limits.copy_seconds, limits.copy_memory)


def scanning(limits: Limits) -> Allowance:
    return Allowance(limits.scan_seconds, limits.scan_seconds, limits.scan_memory)


def _limit(allowance: Allowance) -> None:
    signal.setitimer(signal.ITIMER_PROF, allowance.cpu)  # to the millisecond; its signal ends this process
    seconds = int(allowance.cpu) + 1  # the same in whole seconds, for what this process starts
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (allowance.memory, allowance.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_CAP, OUTPUT_CAP))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _peak() -> int:
    """The most memory this process has held, in bytes."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    # Each task imports what it needs and no more: a child lives for one file and its start is paid each time.
    path, limits = Path(order["path"]), Limits(**order["limits"])
    output = Path(order["output"]) if order.get("output") else None
    if order["task"] == "inspect":
        from .inspection.dispatch import inspect_file

        return inspect_file(path, order["code"], output, limits).as_dict()
    if order["task"] == "copy":
        from .copies import make_copy

        return make_copy(path, order["code"], output, limits)
    if order["task"].startswith("redact-"):
        from .redaction.tasks import carry_out

        return carry_out(order, path, limits, output)
    if order["task"].startswith("bundle-"):
        from .bundling import carry_out as bundle

        return bundle(order, output)
    from .reading import read_for_scan, read_text

    if order["task"] == "text":
        return read_text(path, order["name"], order["most"])
    return read_for_scan(path, order["name"], order.get("allow", ()))


def _place(fault: Exception) -> str:
    """The line of ours that failed, for the log; the message itself may quote the file."""
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if "gongkai" in frame.filename]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def main() -> None:
    order = json.load(sys.stdin)
    _limit(Allowance(**order["allowance"]))
    try:
        answer = _carry_out(order)
    except Exception as fault:  # noqa: BLE001  whatever a hostile file provokes, it was not found harmless
        answer = {"overrun": f"{type(fault).__name__} at {_place(fault)}"}
    answer["peak"] = _peak()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
