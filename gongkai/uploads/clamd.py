"""Asking clamd whether a file holds malicious code: the INSTREAM command, over a Unix socket or TCP.

Only a clear "OK" is clean. Whatever else comes, or does not come in time, raises: a scanner that has not said "clean"
has not said anything (fail closed).
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

CHUNK = 256 * 1024
LONGEST_ANSWER = 4096
PING_SECONDS = 2.0


class ScannerDown(Exception):
    """clamd cannot be reached, or did not answer in time."""


class NotScanned(Exception):
    """clamd answered and did not scan: an error of its own, or the file is larger than it takes."""


def scan(path: Path) -> str:
    """What clamd found in the file, '' when it is clean; raises ScannerDown or NotScanned."""
    with _connected(settings.CLAMD_SECONDS) as (line, end):
        line.sendall(b"zINSTREAM\0")
        with suppress(
            BrokenPipeError, ConnectionResetError
        ):  # it hangs up on what is too large, and its answer says so
            _send(line, path, end)
        answer = _answer(line, end)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:80] or "?"
    raise NotScanned(answer[:200])


def answers() -> bool:
    """Whether clamd is there and answers."""
    try:
        with _connected(PING_SECONDS) as (line, end):
            line.sendall(b"zPING\0")
            return _answer(line, end) == "PONG"
    except (ScannerDown, NotScanned):
        return False


@contextmanager
def _connected(seconds: float) -> Iterator[tuple[socket.socket, float]]:
    """A connection to clamd and the moment by which everything must be done."""
    end = time.monotonic() + seconds
    try:
        with _opened(settings.CLAMD, seconds) as line:
            yield line, end
    except OSError as fault:  # a timeout is one of them
        raise ScannerDown(type(fault).__name__) from None


def _opened(address: str, seconds: float) -> socket.socket:
    """`/run/clamav/clamd.ctl` or `host:port`."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise ScannerDown("GONGKAI_CLAMD")
    return socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=seconds)


def _send(line: socket.socket, path: Path, end: float) -> None:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            _hurry(line, end)
            line.sendall(len(piece).to_bytes(4) + piece)
    line.sendall((0).to_bytes(4))


def _answer(line: socket.socket, end: float) -> str:
    """Up to the closing zero byte; an answer that breaks off is none."""
    received = b""
    while b"\0" not in received:
        _hurry(line, end)
        piece = line.recv(LONGEST_ANSWER)
        if not piece or len(received) > LONGEST_ANSWER:
            raise ScannerDown("broken answer")
        received += piece
    return received.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _hurry(line: socket.socket, end: float) -> None:
    """The time that is left is for everything, so that a scanner that drips cannot hold us for ever."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)
