"""The document page: the publication, its released versions with their files, its links, its records."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from gongkai.publications.models import Attachment, Link, Publication, Record, Removal, Version
from gongkai.publications.rules.states import PublicationState, VersionAct, VersionState
from gongkai.uploads.rules import TYPES, size_said

from .. import kept
from ..kept import keys
from ..navigation import STAMP
from .lists import shown
from .prepared import Prepared

LINKS_SHOWN = 60
RECORDS_SHOWN = 20
OTHER_FIELDS = (
    "id", "state", "title", "kind", "doc_no", "listed_on", "effective_on", "expires_on", "repealed_on", "claimed_validity",
)  # fmt: skip


@dataclass(slots=True)
class File:
    """A downloadable attachment."""

    pk: int
    name: str
    label: str
    size: str
    url: str
    inline: bool
    open: bool


@dataclass(slots=True)
class Edition:
    """One released version in the history of a document."""

    serial: int
    act: str
    act_label: str
    released_at: datetime | None
    note: str
    old: str
    new: str
    digest: str
    is_live: bool
    files: list[File] = field(default_factory=list)

    @property
    def is_correction(self) -> bool:
        return self.act == VersionAct.CORRECT


def load(pk: int) -> Publication | None:
    """A publication that has a public address, with unit, live version and the navigation's stamp (`.stamp`)."""
    kept.shows(keys.document(pk))
    found = shown(_with_public_page(pk))
    return found[0] if found else None


_with_public_page = Prepared(
    lambda pk: (
        Publication.objects.with_public_page()
        .filter(pk=pk)
        .select_related("unit", "live_version")
        .annotate(stamp=STAMP)
    ),
    int,
)
_released = Prepared(
    lambda pk: Version.objects.readable()
    .filter(publication_id=pk)
    .order_by("-serial", "attachments__order", "attachments__id")
    .values_list(
        "id", "serial", "act", "released_at", "change_note", "correction_old", "correction_new", "digest",
        "attachments__id", "attachments__name", "attachments__inline", "attachments__upload__state",
        "attachments__upload__public_copy__code", "attachments__upload__public_copy__size",
    ),
    int,
)  # fmt: skip
_linked = Prepared(
    lambda pk: (
        Link.objects.filter(Q(from_publication_id=pk) | Q(to_publication_id=pk))
        .select_related("from_publication", "to_publication")
        .only(
            "role",
            *(f"from_publication__{name}" for name in OTHER_FIELDS),
            *(f"to_publication__{name}" for name in OTHER_FIELDS),
        )
        .order_by("-id")[:LINKS_SHOWN]
    ),
    int,
)


def editions(publication: Publication) -> list[Edition]:
    """Released versions that may be read, newest first, each with its files; one statement for all."""
    rows = _released(publication.pk)
    found: dict[int, Edition] = {}
    labels = {"new": "首次发布", "amend": "修订", "correct": "勘误"}
    for pk, serial, act, at, note, old, new, digest, file_id, name, inline, state, code, size in rows:
        if serial not in found:
            is_live = pk == publication.live_version_id
            found[serial] = Edition(serial, act, labels.get(act, ""), at, note, old, new, digest, is_live)
        if file_id is not None:
            label = TYPES[code].label if code in TYPES else ""
            url = f"/d/{publication.pk}/a/{file_id}/{name}"
            said = size_said(size) if size is not None else ""
            found[serial].files.append(File(file_id, name, label, said, url, inline, state == "open"))
    return list(found.values())


def related(publication: Publication) -> list[tuple[str, list[Publication]]]:
    """Public items linked with this one in either direction, grouped under headings in a fixed order."""
    links = _linked(publication.pk)
    groups: dict[str, dict[int, Publication]] = {}
    for link in links:
        outward = link.from_publication_id == publication.pk
        other = link.to_publication if outward else link.from_publication
        kept.shows(keys.document(other.pk))
        if other.state != PublicationState.LIVE:
            continue
        groups.setdefault(heading(link.role, outward, other.kind), {}).setdefault(other.pk, other)
    return [(name, list(groups[name].values())) for name in HEADINGS if name in groups]


BY_KIND = {"interpretation": "政策解读", "service_guide": "相关办事", "qa": "相关问答"}
BY_ROLE = {
    (Link.Role.INTERPRETS, True): "解读的文件",
    (Link.Role.GUIDES, True): "相关办事",
    (Link.Role.BASIS, True): "依据",
    (Link.Role.REPLACES, True): "替代的文件",
    (Link.Role.REPLACES, False): "已由以下文件替代",
    (Link.Role.REPEALS, True): "废止的文件",
    (Link.Role.REPEALS, False): "宣布废止的文件",
    (Link.Role.FORWARDS, True): "转发的文件",
    (Link.Role.CLARIFIES, True): "澄清的内容",
    (Link.Role.CLARIFIES, False): "澄清说明",
}
HEADINGS = (
    "政策解读", "解读的文件", "相关办事", "依据", "已由以下文件替代", "替代的文件", "宣布废止的文件", "废止的文件",
    "转发的文件", "澄清说明", "澄清的内容", "相关问答", "相关信息",
)  # fmt: skip


def heading(role: str, outward: bool, kind: str) -> str:
    """Under which heading the other side of a link stands on this page."""
    if kind in BY_KIND and role != Link.Role.CLARIFIES:
        return BY_KIND[kind]
    return BY_ROLE.get((Link.Role(role), outward), "相关信息")


def readable_version(publication: Publication, serial: int) -> Version | None:
    """A released version that the public may read now."""
    return Version.objects.readable().filter(publication=publication, serial=serial).first()


def files_with_version() -> QuerySet[Attachment]:
    """Files with all that decides whether they may be fetched; whether the version may be read is asked of each found one."""
    return Attachment.objects.select_related("upload__public_copy", "version__publication")


def is_readable(version: Version) -> bool:
    """Whether the public may read this version now: the same condition as Version.objects.readable()."""
    released = version.state in {VersionState.LIVE, VersionState.SUPERSEDED} and not version.hidden
    return released and version.publication.state == PublicationState.LIVE


def change_notes(publication: Publication, after: int, upto: int) -> list[str]:
    """What was said about each change between two versions, in their order."""
    between = Version.objects.readable().filter(publication=publication, serial__gt=after, serial__lte=upto)
    return list(between.exclude(change_note="").order_by("serial").values_list("change_note", flat=True))


def records(publication: Publication, after: int = 0, count: int = RECORDS_SHOWN) -> list[Record]:
    """Rows of a batch that were made public, in their order after a key; withdrawn ones stand as tombstones."""
    rows = Record.objects.filter(
        publication=publication, state__in=[Record.State.LIVE, Record.State.WITHDRAWN], pk__gt=after
    )
    return list(rows.order_by("id")[:count])


def removal(publication: Publication) -> Removal | None:
    """The executed withdrawal or erasure that the notice page tells of."""
    return (
        publication.removals.filter(kind__in=[Removal.Kind.WITHDRAWAL, Removal.Kind.ERASURE], state=Removal.State.DONE)
        .select_related("redirect_to")
        .order_by("-id")
        .first()
    )
