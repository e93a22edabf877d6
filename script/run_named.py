"""List and run the modules of bench/ or drill/, each in a data folder of its own; called by script/bench, script/drill.

`--postgres` before the name runs it on a private PostgreSQL instead of SQLite.
"""

import ast
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def sentences(folder: Path) -> dict[str, str]:
    """Each module's name and the first line of its docstring; names with an underscore in front are parts of others."""
    found = {}
    for path in sorted(folder.glob("[!_]*.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.stem] = text.partition("\n")[0]
    return found


def run(folder: str, name: str, arguments: list[str], on_postgres: bool) -> int:
    """The exit status of one module, run where it can spoil nothing that anyone keeps."""
    command = [sys.executable, "-m", f"{folder}.{name}", *arguments]
    if on_postgres:
        command = [sys.executable, str(ROOT / "script" / "with_postgres.py"), "--durable", *command]
    with tempfile.TemporaryDirectory(prefix=f"gongkai-{folder}-") as kept:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"GONGKAI_VAR": str(Path(kept) / "var"), "DJANGO_SETTINGS_MODULE": "gongkai.config.settings"}
        begun = time.monotonic()
        status = subprocess.call(command, cwd=ROOT, env=environment)
    print(f"{'✓' if status == 0 else '✗'} {name}（{time.monotonic() - begun:.0f} 秒）", flush=True)
    return status


def main(folder: str, arguments: list[str]) -> int:
    known = sentences(ROOT / folder)
    on_postgres = arguments[:1] == ["--postgres"]
    if on_postgres:
        arguments = arguments[1:]
    if not arguments:
        for name, sentence in known.items():
            print(f"{name:<24} {sentence}")
        print(f"\n用法：script/{folder} [--postgres] 名称 [参数…]；名称为 all 时全部运行。")
        return 0
    name, *rest = arguments
    if name != "all" and name not in known:
        sys.exit(f"✗ 没有 {folder}/{name}.py。可用的有：{'、'.join(known) or '（还没有）'}")
    names = list(known) if name == "all" else [name]
    # A list, so that a failure does not keep the others from being run.
    return max([run(folder, each, rest, on_postgres) for each in names], default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
