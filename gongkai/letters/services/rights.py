"""Who may act on a letter, and for whom he stands in."""

from gongkai.bureau.models import Official
from gongkai.bureau.queries import credentials
from gongkai.journal.parties import SYSTEM, HasParty, Party, party_of

from ..kinds import Kind
from ..models import OfficialLetter


def grounds(kind: Kind, letter: OfficialLetter, actor: HasParty | Party) -> str | None:
    """'' when the actor may issue, send or void by his own duty, the absent colleague's name, None when he may not.

    The platform acts by itself on kinds that say so.
    """
    if not isinstance(actor, Official):
        return "" if kind.automatic and party_of(actor).kind == SYSTEM.kind else None
    may = credentials(actor)
    found = [may.grounds(duty, letter.unit_id) for duty in sorted(kind.duties)]
    given = [lender for lender in found if lender is not None]
    return min(given) if given else None  # '' sorts first: one's own duty before a lent one
