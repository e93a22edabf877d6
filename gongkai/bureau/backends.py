"""Who is behind a session: an active official whose rights have not changed since the session was opened."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import Official


class OfficialBackend(BaseBackend):
    """Officials log in through `services.login`, which asks for two factors; here a session finds its official again."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> Official | None:
        return Official.objects.active().select_related("unit").filter(pk=user_id).first()
