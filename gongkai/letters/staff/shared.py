"""Who may open these pages, and how a record is found."""

from django.db.models import QuerySet
from django.http import Http404

from gongkai.bureau.models import Credentials, DutyCode, Official, Unit
from gongkai.desk.access import PUBLISHING, Access
from gongkai.desk.views import Chip
from gongkai.journal import clock

from .. import kinds
from ..models import LetterTemplate, OfficialLetter

LETTERS = PUBLISHING
WORDING = Access(duties=frozenset({DutyCode.LEGAL, DutyCode.PUBLICITY}))
TONES = {"draft": "plain", "issued": "blue", "sent": "green", "void": "red"}
TEMPLATE_TONES = {"draft": "plain", "proposed": "amber", "active": "green", "retired": "plain"}


def kind_or_404(code: str) -> kinds.Kind:
    try:
        return kinds.get(code)
    except kinds.UnknownKind:
        raise Http404 from None


def letter_or_404(pk: int, may: Credentials) -> OfficialLetter:
    """The letter, for somebody with a duty in its unit; for others it is not there."""
    rows = OfficialLetter.objects.visible_to(may).select_related("unit", "issued__template", "issued__series")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def letter_chip(row: OfficialLetter) -> Chip:
    return Chip(row.get_state_display(), TONES[row.state])


def template_chip(row: LetterTemplate) -> Chip:
    return Chip(row.get_state_display(), TEMPLATE_TONES[row.state])


def organs() -> QuerySet[Unit]:
    """Who issues letters: the bureau and its 直属单位, which have seals of their own."""
    rows = Unit.objects.valid_on(clock.today()).exclude(kind=Unit.Kind.OFFICE)
    return rows.order_by("order", "pk")


def sample_unit(official: Official) -> Unit:
    """The organ whose name previews carry."""
    return organs().filter(kind=Unit.Kind.BUREAU).first() or organs().first() or official.unit
