#!/usr/bin/env python3
"""Run a command of the platform; from any Python, since it finds the project's own environment by itself."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def enter_project_environment() -> None:
    """Continue under `.venv` when the calling Python has no Django; says what to run when there is no `.venv` yet."""
    try:
        import django  # noqa: F401  (only asks whether it is there)
    except ImportError:
        python = ROOT / ".venv" / "bin" / "python"
        if not python.exists() or Path(sys.prefix) == ROOT / ".venv":
            sys.exit("还没有安装依赖：请先运行 script/setup。")
        os.execv(str(python), [str(python), *sys.argv])  # noqa: S606  our own interpreter, our own arguments


def main() -> None:
    enter_project_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
