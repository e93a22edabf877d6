"""Writes pairs of rows, each pair in one transaction, until it is ended."""

import itertools
import os
import sys

import django


def main(number: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    django.setup()
    from django.db import transaction

    from gongkai.journal import beats

    for turn in itertools.count():
        with transaction.atomic():
            for half in ("a", "b"):
                beats.beat(f"drill:{number}:{turn}:{half}")


if __name__ == "__main__":
    main(sys.argv[1])
