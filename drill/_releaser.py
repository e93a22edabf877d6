"""Releases the versions whose ids it is given, one after another, and says each on a line once it is released."""

import os
import sys

import django


def main(ids: list[int], officer: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    django.setup()
    from gongkai.bureau.models import Official
    from gongkai.publications.models import Version
    from gongkai.publications.services import releasing

    actor = Official.objects.get(pk=officer)
    print("ready", flush=True)
    for pk in ids:
        releasing.release(version=Version.objects.get(pk=pk), actor=actor)
        print(pk, flush=True)


if __name__ == "__main__":
    main([int(part) for part in sys.argv[2].split(",")], int(sys.argv[1]))
