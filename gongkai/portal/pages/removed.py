"""What an address answers once its item is no longer public: a notice without a word of the content."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from gongkai.publications.models import Publication, Removal
from gongkai.publications.rules.states import PublicationState
from gongkai.publications.services.removing import WITHDRAWAL_REASONS

from ..navigation import Navigation
from ..queries import documents
from .answers import answer


def removed(request: HttpRequest, publication: Publication, nav: Navigation) -> HttpResponse:
    """The answer of a publication that was public and is not now.

    Taken down: 410, neutral. Withdrawn: the notice (200), 410, or 301 to what replaced it, as decided. Erased: 410.
    """
    response = _answer(request, publication, nav)
    # Left to themselves browsers keep a 410 for good: a reader would not see what is restored or explained later.
    response.headers["Cache-Control"] = "no-cache"
    return response


def _answer(request: HttpRequest, publication: Publication, nav: Navigation) -> HttpResponse:
    if publication.state == PublicationState.TAKEN_DOWN:
        return answer(request, "portal/removed.html", nav, {"state": "taken_down"}, status=410)
    removal = documents.removal(publication)
    reason = WITHDRAWAL_REASONS.get(removal.reason_code, "") if removal else ""
    context = {"state": publication.state, "publication": publication, "removal": removal, "reason": reason}
    if publication.state == PublicationState.ERASED or removal is None:
        return answer(request, "portal/removed.html", nav, context, status=410)
    if removal.behaviour == Removal.Behaviour.REDIRECT and removal.redirect_to is not None:
        return HttpResponsePermanentRedirect(removal.redirect_to.get_absolute_url())
    status = 410 if removal.behaviour == Removal.Behaviour.GONE else 200
    return answer(request, "portal/removed.html", nav, context, status=status)
