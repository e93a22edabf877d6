"""Programs that live in the package registry of node: fetched into the drill's own folder; what is missing is said, not failed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def package(name: str, version: str, *others: str) -> Path:
    """The folder of an installed package; ends the drill quietly where node, another program or the registry is missing."""
    for program in ("npm", *others):
        if shutil.which(program) is None:
            print(f"略过：这台机器没有 {program}")
            sys.exit(0)
    place = Path(os.environ["GONGKAI_VAR"]).parent / "node"
    place.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place), f"{name}@{version}"]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
        print(f"略过：取不到 {name}")
        sys.exit(0)
    return place / "node_modules" / name


def chromium() -> str:
    """Where Chromium is; ends the drill quietly where it is not."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("略过：这台机器没有 Chromium")
        sys.exit(0)
    return program
