"""待办: where an official's day begins."""

from typing import Any

from ...access import EVERYONE
from ...board import board_of
from ...queries import preference_of
from ...views import Page


class Home(Page):
    access = EVERYONE
    title = "待办"
    template_name = "desk/home/tasks.html"

    def context(self, **more: Any) -> dict[str, Any]:
        asked = self.request.GET.get("scope") or preference_of(self.official).scope
        return super().context(board=board_of(self.official, self.may, asked), **more)
