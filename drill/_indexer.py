"""Brings deliveries to the index, one after another, until it is killed; says that it has begun."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    django.setup()
    from gongkai.journal import delivery

    print("ready", flush=True)
    while delivery.deliver_due(limit=7):
        pass


if __name__ == "__main__":
    main()
