"""Questions about deadlines."""

from gongkai.journal.parties import HasParty, Party, party_of

from .calendars import calendar
from .models import Deadline, DeadlineQuerySet, lines_of
from .rules.ledger import Standing, fold

# Tables whose rows the database itself neither changes nor removes (ADR 0005). A year has one first notice.
APPEND_ONLY = {
    "workdays_ledgerentry": ("id",),
    "workdays_calendarnotice": ("id", "doc_no", "(year = NEW.year AND amends = '' AND NEW.amends = '')"),
}


def standing_of(deadline: Deadline) -> Standing:
    """The deadline's ledger read anew, with its derivation day by day; one query for the ledger if not prefetched."""
    return fold(deadline.term, lines_of(list(deadline.ledger.all())), calendar())


def deadlines_of(subject: HasParty | Party) -> DeadlineQuerySet:
    """Every deadline of one case, open and ended."""
    return Deadline.objects.about(party_of(subject)).select_related("unit", "official").order_by("id")


def open_duty(subject: HasParty | Party, duty: str) -> Deadline | None:
    """The open deadline of one duty on one case, where there is one."""
    return deadlines_of(subject).open().filter(duty=duty).first()
