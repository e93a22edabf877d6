"""Django with an empty, migrated database in the data folder that the runner has made."""

import os

import django


def begin() -> None:
    """Set up and migrate; quiet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    os.environ["GONGKAI_HASHED_STATIC"] = "0"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else the framework warns that nothing was collected


def memory_mb() -> float:
    """Resident memory of this process in MB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
