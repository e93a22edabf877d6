"""A second installation beside the one under test: its own folder and its own empty database of either kind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Place:
    """Where commands of another installation run."""

    var: Path
    url: str

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments, as this installation."""
        environment = {**os.environ, "GONGKAI_VAR": str(self.var), "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("DATABASE_URL", None)
        if self.url:
            environment["DATABASE_URL"] = self.url
        return subprocess.run(  # noqa: S603  our own commands
            [sys.executable, *arguments], cwd=settings.ROOT, env=environment, text=True, check=False,
            capture_output=True, timeout=1800,
        )  # fmt: skip


@contextmanager
def place(folder: Path, *, like_this: bool = True) -> Iterator[Place]:
    """An empty installation, on the same kind of database as this one or on SQLite."""
    if connection.vendor == "sqlite" or not like_this:
        yield Place(folder, "")
        return
    name = f"gongkai_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield Place(folder, urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
