"""When something that runs by itself ran last, and how it went: the worker's heartbeat, retention, verification."""

from typing import Any

from django.db import transaction

from . import clock
from .models import Beat


def beat(name: str, **facts: Any) -> Beat:
    """Note that `name` ran now; facts replace the earlier ones and hold no personal data."""
    with transaction.atomic():
        row, _ = Beat.objects.update_or_create(name=name, defaults={"at": clock.now(), "facts": facts})
    return row


def last(name: str) -> Beat | None:
    return Beat.objects.filter(name=name).first()
