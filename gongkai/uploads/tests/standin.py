"""A stand-in for clamd that tests can let misbehave: it speaks zPING and zINSTREAM, and finds the word VIRUS."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SIGN = b"VIRUS"
MOST = 8 * 1024 * 1024


class Clamd:
    """`how` is what it does with the next scans: answer, found, error, limit, silent, half, drip, hang_up, junk."""

    def __init__(self, line: socket.socket):
        self.line = line
        self.how = "answer"
        self.scans = 0
        self.ending = threading.Event()

    def serve(self) -> None:
        while not self.ending.is_set():
            try:
                peer, _ = self.line.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer: socket.socket) -> None:
        with peer:
            try:
                command = self._until_zero(peer)
                if command == b"zPING":
                    peer.sendall(b"PONG\0" if self.how != "silent" else b"")
                elif command == b"zINSTREAM":
                    self.scans += 1
                    self._scan(peer)
            except OSError:
                return

    def _scan(self, peer: socket.socket) -> None:
        if self.how == "hang_up":
            return
        if self.how == "limit":
            peer.recv(10)
            peer.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
        content = self._stream(peer)
        if self.how == "silent":
            self.ending.wait(30)
        elif self.how == "drip":
            for sign in b"stream: OK" * 100:
                peer.sendall(bytes([sign]))
                self.ending.wait(0.1)
        else:
            found = SIGN in content
            answers = {"error": b"INSTREAM: Can't allocate memory ERROR\0", "half": b"stream: O", "junk": b"\xff\xfe OK?\0",
                       "found": b"stream: Made.Up-1 FOUND\0"}  # fmt: skip
            peer.sendall(answers.get(self.how, b"stream: Test.Sign-1 FOUND\0" if found else b"stream: OK\0"))

    @staticmethod
    def _until_zero(peer: socket.socket) -> bytes:
        read = b""
        while not read.endswith(b"\0"):
            piece = peer.recv(1)
            if not piece:
                return b""
            read += piece
        return read[:-1]

    @staticmethod
    def _stream(peer: socket.socket) -> bytes:
        file, content = peer.makefile("rb"), b""
        while (size := int.from_bytes(file.read(4))) and len(content) < MOST:
            content += file.read(size)
        return content


@contextmanager
def clamd(address: "str | None" = None) -> Iterator[tuple[Clamd, str]]:
    """A running stand-in and its address: a Unix socket at `address`, or a free TCP port."""
    if address:
        line = socket.socket(socket.AF_UNIX)
        line.bind(address)
        line.listen()
    else:
        line = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{line.getsockname()[1]}"
    server = Clamd(line)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server, address
    finally:
        server.ending.set()
        line.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for callers
        line.close()
