"""The project's own files, parsed once, for tests that walk them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gongkai"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is or is about to be committed; without git, every file outside ignored folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        ignored = {".venv", "var", "__pycache__", ".git"}
        paths = [path for path in ROOT.rglob("*") if not ignored & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def text(path: Path) -> str:
    """The file's text; empty for what is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


def modules(*, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """Python files of the package."""
    for path in tracked():
        parts = path.relative_to(ROOT).parts
        if path.suffix != ".py" or parts[0] != "gongkai":
            continue
        if ("tests" in parts and not tests) or ("migrations" in parts and not migrations):
            continue
        yield path


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def app_of(path: Path) -> str:
    """The app a module of the package belongs to; empty for the package itself."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@cache
def configuration() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def floors() -> dict[str, int]:
    """The layer contract: each app with its floor; 0 is the ground. Apps to come count as well."""
    contract = next(c for c in configuration()["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    layers = contract["layers"]
    return {
        name.strip().strip("()"): len(layers) - 1 - index
        for index, line in enumerate(layers)
        for name in line.split("|")
    }


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain; calls are passed over: `A.objects.filter().delete` → A.objects.filter.delete."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return ""


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a module with its dotted name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)
