"""Run a command against a private, throwaway PostgreSQL: `script/with_postgres.py [--durable] COMMAND…` sets DATABASE_URL.

The cluster lives in a temporary folder, listens on a free loopback port and on a socket in that folder, and is removed
at the end whatever happens. Its role is no superuser, as in production; it may create databases, since tests do.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROLE = "gongkai"
READY_WITHIN = 30  # seconds
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SIZE = ("max_connections=100", "shared_buffers=128MB")
# What is lost in a power cut is only a test's data, so nothing waits for the disk; measurements and drills wait (--durable).
HASTE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


def programs() -> Path:
    """The folder of the newest installed server; a client alone does not count."""
    folders = [
        path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if (path.parent / "postgres").exists()
    ]
    if not folders:
        on_path = shutil.which("initdb")
        if not on_path:
            sys.exit("✗ 没有找到 PostgreSQL 服务端（initdb）。请安装：apt-get install -y postgresql")
        return Path(on_path).resolve().parent
    return max(folders, key=lambda folder: float(folder.parent.name))


def owner() -> pwd.struct_passwd | None:
    """Who the server runs as: PostgreSQL refuses root, therefore another account when we are root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit("✗ 以管理员身份运行时需要 postgres 或 nobody 账户来启动 PostgreSQL。")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def as_owner(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def initialise(bin_folder: Path, folder: Path, password: str, account: pwd.struct_passwd | None) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if account:
        for path in (folder, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    subprocess.run(
        [
            *(str(bin_folder / "initdb"), "--pgdata", str(folder / "data"), "--username", "postgres"),
            *(
                "--encoding",
                "UTF8",
                "--locale",
                "C.UTF-8",
                "--auth",
                "scram-sha-256",
                "--pwfile",
                str(secret),
                "--no-sync",
            ),
        ],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **as_owner(account),
    )


def create_role(folder: Path, port: int, password: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections, then create the application's role and its database."""
    import psycopg  # here, since script/test asks this file for its programs before anything is installed
    from psycopg import sql

    limit = time.monotonic() + READY_WITHIN
    while True:
        try:
            connection = psycopg.connect(
                host=str(folder), port=port, user="postgres", password=password, dbname="postgres", autocommit=True
            )
            break
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > limit:
                sys.exit(f"✗ PostgreSQL 没有启动：\n{(folder / 'log').read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
    with connection:
        role = sql.Identifier(ROLE)
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE PASSWORD {}").format(
                role, sql.Literal(password)
            )
        )
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Yield the DATABASE_URL of a running private cluster; a durable one answers only after the disk has it."""
    bin_folder, account, password, port = programs(), owner(), secrets.token_hex(16), free_port()
    folder = Path(tempfile.mkdtemp(prefix="gongkai-pg-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        initialise(bin_folder, folder, password, account)
        settings = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", *SIZE)
        settings += () if durable else HASTE
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(bin_folder / "postgres"), "-D", str(folder / "data"), *(f"--{setting}" for setting in settings)],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own: Ctrl-C must reach the tests first, which still need the database to end in order.
                process_group=0,
                preexec_fn=die_with_parent,
                **as_owner(account),
            )
        create_role(folder, port, password, server)
        yield f"postgres://{ROLE}:{password}@127.0.0.1:{port}/{ROLE}"
    finally:
        stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def stop(server: subprocess.Popen[bytes] | None) -> None:
    """Fast shutdown, then immediate."""
    if server is None or server.poll() is not None:
        return
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            continue
        return


def on_signal(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main(command: list[str]) -> int:
    if command == ["--find"]:
        print(programs())
        return 0
    durable = command[:1] == ["--durable"]
    command = command[durable:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGHUP, on_signal)
    with cluster(durable=durable) as url:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}, preexec_fn=die_with_parent)
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait(30)  # the terminal has told the child too
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(30)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
