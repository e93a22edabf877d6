"""Prepare the database, then keep web server and worker running together; called by script/server."""

import argparse
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv" / "bin" / "python"
HOST = "127.0.0.1"
MARK = "GONGKAI_SUPERVISOR"  # "<pid of the supervisor>:<folder it serves>", in the environment of everything it starts
USABLE_WITHIN = 90  # seconds from start to the first page
STOP_WITHIN = 15  # seconds a child may take to finish what it is doing
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h

Children = dict[str, subprocess.Popen[bytes]]


def say(text: str) -> None:
    print(f"▸ {text}", flush=True)


def prctl(option: int, value: int) -> None:
    """Ask the Linux kernel for something about this process; silently nothing elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def die_with_parent() -> None:
    """In a child before exec: end it when the supervisor is killed, so that no orphan keeps the port."""
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def data_folder() -> Path:
    return Path(os.environ.get("GONGKAI_VAR") or ROOT / "var").resolve()


def marked_processes(folder: Path) -> Iterator[tuple[int, int]]:
    """Pairs (process, its supervisor) of everything that an earlier script/server started for this folder."""
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            environment = entry.read_bytes().split(b"\0")
        except OSError:
            continue  # ended meanwhile, or not ours to read
        for variable in environment:
            if variable.startswith(MARK.encode() + b"="):
                supervisor, _, place = os.fsdecode(variable).partition("=")[2].partition(":")
                if Path(place) == folder and supervisor.isdigit():
                    yield int(entry.parent.name), int(supervisor)


def supervises(pid: int) -> bool:
    """Whether that process is a living supervisor; pids are used again, so the name counts and not the number alone."""
    try:
        return b"supervise.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # ended by itself meanwhile


def clear_leftovers(folder: Path) -> None:
    """End what a killed supervisor left behind; refuse when a living one serves the same folder."""
    leftovers = dict(marked_processes(folder))
    for supervisor in set(leftovers.values()):
        if supervises(supervisor):
            sys.exit(f"✗ {folder} 已由另一个 script/server（进程 {supervisor}）使用。请先停止它，或另设 GONGKAI_VAR。")
    for pid in leftovers:
        say(f"结束上次异常中断留下的进程 {pid}")
        kill(pid)
    limit = time.monotonic() + STOP_WITHIN
    while dict(marked_processes(folder)) and time.monotonic() < limit:
        time.sleep(0.05)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def refuse_taken_port(port: int) -> None:
    limit = time.monotonic() + 3  # seconds; what was just ended may still be letting go of it
    while not is_free(port):
        if time.monotonic() > limit:
            sys.exit(f"✗ 端口 {port} 已被占用。请换一个：PORT={port + 1} script/server")
        time.sleep(0.1)


def manage(*arguments: str) -> list[str]:
    return [str(PYTHON), str(ROOT / "manage.py"), *arguments]


def prepare() -> None:
    """Static files, migrations and reference data; each step is harmless to repeat."""
    for counted in (data_folder() / "figures").glob("*.db"):
        counted.unlink()  # counters begin anew with the processes that count
    steps = {
        "更新数据库结构": ("migrate", "--noinput", "-v", "0"),
        "写入基础数据": ("seed",),
        "汇集静态文件": ("collectstatic", "--noinput", "-v", "0"),
    }
    for sentence, command in steps.items():
        say(sentence)
        code = subprocess.call(manage(*command), cwd=ROOT, stdin=subprocess.DEVNULL)
        if code:
            sys.exit(f"✗ {sentence}没有完成（退出码 {code}），原因见上。")


def web_server(port: int) -> list[str]:
    """Granian over WSGI: a worker process per core up to two, so that SQLite's single writer is not crowded."""
    workers = str(min(2, os.cpu_count() or 1))
    return [
        *(str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", workers, "--blocking-threads", "4", "--backpressure", "64"),
        *("--workers-kill-timeout", "5", "--log-level", "warning", "gongkai.config.wsgi:application"),
    ]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    # preexec_fn is safe here: the supervisor has no threads.
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)


def answers(port: int) -> bool:
    """Whether /healthz says 200; speaks as the reverse proxy would, so that production settings answer too."""
    host = os.environ.get("GONGKAI_HOSTS", "").split(",")[0].lstrip(".")
    headers = {"Host": host if host not in {"", "*"} else f"{HOST}:{port}", "X-Forwarded-Proto": "https"}
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def ended(children: Children) -> str | None:
    """The name of a child that is no longer running."""
    return next((name for name, child in children.items() if child.poll() is not None), None)


def wait_until_usable(port: int, children: Children) -> None:
    limit = time.monotonic() + USABLE_WITHIN
    while not answers(port):
        if name := ended(children):
            raise ChildEnded(name)
        if time.monotonic() > limit:
            raise ChildEnded(f"网站（{USABLE_WITHIN} 秒内没有应答 /healthz）")
        time.sleep(0.1)


class ChildEnded(Exception):
    """A process that must run has ended; the others are to be stopped."""


class StopRequested(Exception):
    """Ctrl-C, or a polite request to end."""


def on_signal(number: int, frame: FrameType | None) -> None:
    raise StopRequested


def stop(children: Children) -> None:
    """Ask all to finish, then insist; includes grandchildren whose parent died, since we adopt them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    limit = time.monotonic() + STOP_WITHIN
    for child in children.values():
        try:
            child.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    for pid, supervisor in marked_processes(data_folder()):
        if supervisor == os.getpid() != pid:
            kill(pid)


def play_sample(as_of: str | None) -> subprocess.Popen[bytes]:
    """The believable year, beside the running site; the command itself knows when it has been played."""
    return start(manage("sample", *(["--as-of", as_of] if as_of else [])))


def watch(children: Children, sample: subprocess.Popen[bytes] | None) -> None:
    """Until a signal or the end of a child that must run; the sample may end, and says so when it failed."""
    while True:
        if name := ended(children):
            raise ChildEnded(name)
        if sample and sample.poll() is not None:
            if sample.returncode:
                say(f"示例数据没有放完（退出码 {sample.returncode}）；网站照常可用，重新启动会接着放。")
            sample = None
        time.sleep(0.3)


def serve(port: int, started: float, with_sample: bool, as_of: str | None) -> int:
    children: Children = {}
    sample: subprocess.Popen[bytes] | None = None
    try:
        prepare()
        children["网站"] = start(web_server(port))
        children["后台任务"] = start(manage("worker"))
        wait_until_usable(port, children)
        say(f"网站已可使用：http://{HOST}:{port}/ （启动用时 {time.time() - started:.0f} 秒）")
        say(f"工作台：http://{HOST}:{port}/desk/")
        say("按 Ctrl-C 停止；登录验证码：python manage.py totp 用户名")
        if with_sample:
            sample = play_sample(as_of)
        else:
            subprocess.call(manage("createadministrators", "--remind"), cwd=ROOT, stdin=subprocess.DEVNULL)
        watch(children, sample)
    except ChildEnded as end:
        print(f"✗ {end} 已退出，其余进程随之停止。", file=sys.stderr, flush=True)
        return 1
    except StopRequested:
        say("正在停止")
        return 0
    finally:
        stop({**children, **({"示例": sample} if sample else {})})
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/server", description="启动网站、后台任务和示例数据")
    parser.add_argument("--no-sample", action="store_true", help="不放示例年度")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="示例年度截至哪一天，默认今天")
    parser.add_argument("--started", type=float, default=time.time(), help=argparse.SUPPRESS)
    options = parser.parse_args()
    port = int(os.environ.get("PORT") or 8000)
    folder = data_folder()
    clear_leftovers(folder)
    refuse_taken_port(port)
    # An earlier sample or worker may be ended by a signal of the whole group; we answer for all of them.
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    os.environ[MARK] = f"{os.getpid()}:{folder}"
    os.environ["PYTHONUNBUFFERED"] = "1"  # progress is wanted while it happens, also through a pipe
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    return serve(port, options.started, not options.no_sample, options.as_of)


if __name__ == "__main__":
    sys.exit(main())
