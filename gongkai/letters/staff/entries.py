"""What letters add to the desk: lines of the navigation, and where its search looks."""

from collections.abc import Sequence

from gongkai.bureau.models import Credentials, Official
from gongkai.desk import registry

from ..models import OfficialLetter
from .shared import LETTERS, WORDING


def find(official: Official, may: Credentials, words: str, limit: int) -> Sequence[registry.Hit]:
    """Letters by their whole number."""
    rows = OfficialLetter.objects.visible_to(may).filter(number=words.strip()).select_related("unit", "issued")[:limit]
    return [
        registry.Hit(row.issued.title, row.kind_title, row.get_absolute_url(), row.number or "",
                     row.get_state_display(), row.issued.dated_on)
        for row in rows
    ]  # fmt: skip


def register() -> None:
    registry.navigation(
        registry.NavEntry("official-letters", "文书", "official-letters:list", LETTERS, order=46),
        registry.NavEntry("letter-templates", "文书模板", "official-letters:kinds", WORDING, order=57,
                          prefixes=("/desk/letter-series/",)),
    )  # fmt: skip
    registry.search(registry.SearchSource("letters", "文书", find, order=40))
