"""A stand-in for the text-message gateway: it checks signatures, sends each key once, and can misbehave."""

import hashlib
import hmac
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "a-secret-of-the-stand-in"


class Gateway:
    """What it has sent by key; `faults` are taken one after the other, '' for none."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.texts: dict[str, dict[str, str]] = {}
        self.nonces: set[str] = set()
        self.faults: list[str] = []
        self.asked = 0

    def answer(self, path: str, heads: dict[str, str], body: bytes) -> tuple[int, dict[str, str]] | None:
        """Status and answer; None drops the line."""
        self.asked += 1
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "drop before":
            return None
        if fault == "500":
            return 500, {"code": "broken"}
        if not self._is_signed(path, heads, body):
            return 401, {"code": "bad_signature"}
        said = json.loads(body)
        if fault == "bad number":
            return 422, {"code": "bad_number"}
        again = said["key"] in self.sent
        if not again:
            self.sent[said["key"]] += 1
            self.texts[said["key"]] = said
        if fault == "drop after":
            return None
        return 200, {"code": "duplicate" if again else "ok"}

    def _is_signed(self, path: str, heads: dict[str, str], body: bytes) -> bool:
        at, nonce = heads["X-Gongkai-Time"], heads["X-Gongkai-Nonce"]
        if nonce in self.nonces:
            return False
        self.nonces.add(nonce)
        message = "\n".join(["POST", path, at, nonce, hashlib.sha256(body).hexdigest()])
        wanted = hmac.new(SECRET.encode(), message.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, heads["X-Gongkai-Signature"])


@contextmanager
def running() -> Iterator[tuple[Gateway, str]]:
    """The stand-in at an address of this machine, until the end of the block."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = gateway.answer(self.path, dict(self.headers), body)
            if answer is None:
                self.close_connection = True
                return
            status, said = answer
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield gateway, f"http://127.0.0.1:{server.server_port}/send"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
