"""What every template knows of this installation, without a question to the database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """The bureau's settings as `site`, and `nav`: the last navigation of this process, where a page brings none."""
    return {"site": settings.BUREAU, "nav": SimpleLazyObject(navigation.cached)}
