"""From a fresh clone to the first page with script/server, and the memory of the idle platform."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MARK = b"GONGKAI_SUPERVISOR="


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def resident(folder: str) -> dict[str, float]:
    """MB of resident memory of every process that serves this data folder, by its command."""
    found: dict[str, float] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            pages = int((entry / "statm").read_text().split()[1])
        except OSError:
            continue
        if folder.encode() in environment and (MARK in environment or "supervise.py" in command):
            name = "granian" if "granian" in command else "worker" if "worker" in command else "supervise"
            found[name] = found.get(name, 0) + pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-fresh-") as place:
        clone = Path(place) / "gongkai"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        port, folder = free_port(), str(Path(place) / "var")
        environment = {**os.environ, "PORT": str(port), "GONGKAI_VAR": folder}
        environment.pop("GONGKAI_HASHED_STATIC", None)
        started = time.monotonic()
        server = subprocess.Popen(
            [str(clone / "script" / "server"), "--no-sample"], env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while not answers(port):
                if server.poll() is not None or time.monotonic() - started > 300:
                    sys.exit("script/server 没有起来")
                time.sleep(0.1)
            print(f"从新克隆到第一个页面：{time.monotonic() - started:.0f} s（上限 90 s；软件包已在本机缓存时更快）")
            time.sleep(10)
            memory = resident(folder)
            parts = "，".join(f"{name} {size:.0f} MB" for name, size in sorted(memory.items()))
            print(f"空闲内存：{sum(memory.values()):.0f} MB（{parts}）")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


if __name__ == "__main__":
    main()
