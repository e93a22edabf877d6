"""Where a version and its publication can stand, with named groups of states beside them."""

from enum import StrEnum


class VersionState(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    RETURNED = "returned"
    RECALLED = "recalled"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    LIVE = "live"
    SUPERSEDED = "superseded"
    WITHHELD = "withheld"
    ABANDONED = "abandoned"
    ERASED = "erased"


class PublicationState(StrEnum):
    UNRELEASED = "unreleased"
    LIVE = "live"
    TAKEN_DOWN = "taken_down"
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    ERASED = "erased"


VERSION_LABELS = {
    VersionState.DRAFT: "起草中",
    VersionState.REVIEW: "审核中",
    VersionState.RETURNED: "已退回",
    VersionState.RECALLED: "已撤回送审",
    VersionState.APPROVED: "待发布",
    VersionState.SCHEDULED: "定时发布",
    VersionState.LIVE: "已发布",
    VersionState.SUPERSEDED: "已被新版本替代",
    VersionState.WITHHELD: "不主动公开",
    VersionState.ABANDONED: "已作废",
    VersionState.ERASED: "已清除",
}
PUBLICATION_LABELS = {
    PublicationState.UNRELEASED: "未发布",
    PublicationState.LIVE: "公开",
    PublicationState.TAKEN_DOWN: "已撤下",
    PublicationState.WITHDRAWN: "已撤回",
    PublicationState.WITHHELD: "不主动公开",
    PublicationState.ERASED: "已清除",
}

# A publication has at most one version in these states; the database agrees.
OPEN = frozenset({VersionState.DRAFT, VersionState.REVIEW, VersionState.APPROVED, VersionState.SCHEDULED})
# A version in these states is under or past review and is never edited.
SETTLED = frozenset(VersionState) - {VersionState.DRAFT}
# The public may read these publications' page: the text, or the notice of what became of it.
HAS_PUBLIC_PAGE = frozenset(
    {PublicationState.LIVE, PublicationState.TAKEN_DOWN, PublicationState.WITHDRAWN, PublicationState.ERASED}
)
EVER_PUBLIC = frozenset(
    {PublicationState.LIVE, PublicationState.TAKEN_DOWN, PublicationState.WITHDRAWN, PublicationState.ERASED}
)


class VersionAct(StrEnum):
    """Why this version exists."""

    NEW = "new"
    AMEND = "amend"
    CORRECT = "correct"


VERSION_ACT_LABELS = {VersionAct.NEW: "首次发布", VersionAct.AMEND: "修订", VersionAct.CORRECT: "勘误"}
