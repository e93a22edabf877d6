"""What every template knows of this installation, without a question to the database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import navigation
from .kept.addresses import ELDER_SIZES


def site(request: HttpRequest) -> dict[str, Any]:
    """The bureau's settings as `site`, and `nav`: the last navigation of this process, where a page brings none.

    `elder`: the size of the type in per cent that the reader of a public page has chosen, '' for the usual one.
    """
    return {"site": settings.BUREAU, "nav": SimpleLazyObject(navigation.cached), "elder": elder_of(request)}


def elder_of(request: HttpRequest) -> str:
    """The elder mode of a request; officials at their desk have none."""
    size = request.COOKIES.get("elder", "")
    return size if size in ELDER_SIZES and not request.path_info.startswith("/desk/") else ""
