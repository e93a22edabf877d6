"""What all pages about publications share: who may open one, its chips, where its acts lead."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from gongkai.bureau.models import Credentials, Official
from gongkai.journal.refusals import Reason
from gongkai.portal import navigation
from gongkai.portal.pages.documents import preview
from gongkai.publications.models import CatalogueItem, Publication, Version
from gongkai.publications.rules.acts import Act
from gongkai.publications.rules.refusals import refusals
from gongkai.publications.rules.states import OPEN, PUBLICATION_LABELS, VERSION_LABELS, PublicationState, VersionState
from gongkai.publications.services.content import attachments
from gongkai.publications.services.situation import situation

from ...views import Chip
from ..home.search import visible_to
from .markup import desk_images

PUBLICATION_TONES = {
    PublicationState.LIVE: "green",
    PublicationState.TAKEN_DOWN: "red",
    PublicationState.WITHDRAWN: "amber",
    PublicationState.ERASED: "amber",
    PublicationState.WITHHELD: "blue",
}
VERSION_TONES = {
    VersionState.RETURNED: "red",
    VersionState.RECALLED: "amber",
    VersionState.REVIEW: "blue",
    VersionState.APPROVED: "green",
    VersionState.SCHEDULED: "green",
}
# Acts on the version that is being worked on; the others are on the publication.
ON_VERSION = frozenset(
    {"edit", "submit", "recall", "pass", "return", "revise", "abandon", "release", "schedule", "unschedule", "withhold"}
)


def publication_chip(publication: Publication) -> Chip:
    state = PublicationState(publication.state)
    return Chip(PUBLICATION_LABELS[state], PUBLICATION_TONES.get(state, "plain"))


def version_chip(version: Version) -> Chip:
    state = VersionState(version.state)
    return Chip(VERSION_LABELS[state], VERSION_TONES.get(state, "plain"))


def publication_or_404(pk: int, official: Official, may: Credentials) -> Publication:
    """The publication, if the official may know of it at all."""
    rows = visible_to(official, may).select_related("unit", "live_version")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def version_or_404(pk: int, official: Official, may: Credentials) -> Version:
    version = Version.objects.select_related("author", "release_set").filter(pk=pk).first()
    if version is None:
        raise Http404
    version.publication = publication_or_404(version.publication_id, official, may)
    return version


class OfOneVersion:
    """For pages about the version that their address names."""

    kwargs: dict[str, Any]
    official: Official
    may: Credentials

    @cached_property
    def version(self) -> Version:
        return version_or_404(self.kwargs["pk"], self.official, self.may)


def working_version(publication: Publication) -> Version | None:
    """The version one works on: the open one, else the newest that was returned or recalled, else none."""
    rows = publication.versions.select_related("author", "release_set").order_by("-serial")
    newest = list(rows[:1])
    if not newest:
        return None
    version = next((row for row in rows if row.state in OPEN), newest[0])
    version.publication = publication
    return version


def address_of(act: Act, publication: Publication, version: Version | None) -> str:
    """Where the act's page is."""
    if act.code in {"pass", "return"} and version is not None:
        return f"/desk/v/{version.pk}/#opinion"
    if act.code in ON_VERSION and version is not None:
        return f"/desk/v/{version.pk}/{act.code}/"
    return f"/desk/p/{publication.pk}/{act.code}/"


def column_name(code: str) -> str:
    """A column with those above it, as the public site calls them; one query at most."""
    path = [node.name for node in navigation.current().path(code)]
    return " › ".join(path) or code


def catalogue_name(code: str) -> str:
    item = CatalogueItem.objects.filter(code=code).first() if code else None
    return f"{item}（{code}）" if item else code


def refusals_to_write(version: Version, official: Official, may: Credentials) -> list[Reason]:
    """Why this official may not change the draft now."""
    return refusals("edit", situation(version.publication, version, official, may=may, content=False))


def previewed(request: HttpRequest, version: Version) -> HttpResponse:
    """The page that the public would see of this text, saved or not; its pictures come from the desk."""
    response = preview(request, version.publication, version)
    response.content = desk_images(response.content.decode(), version.pk, attachments(version)).encode()
    return response
