"""Kinds of publication: what differs by type is registered here by the rooms, not subclassed."""

from collections.abc import Iterable
from dataclasses import dataclass

from .rules.refusals import CHAIN_DUTIES


@dataclass(frozen=True)
class Fact:
    """One field of a kind beside the common ones. `type`: text, date, choice."""

    name: str
    label: str
    type: str = "text"
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Clock:
    """Within how many working days of its formation or change the information must be public, and by which rule."""

    amount: int
    basis: str


# 《条例》 art. 26 (2019-05-15 →): within 20 working days of formation or change, unless law sets another limit (PUB-12).
TWENTY_DAYS = Clock(20, "《政府信息公开条例》第二十六条")


@dataclass(frozen=True)
class Kind:
    """A registered type of publication.

    `chain` is its review chain, from the closed list of duties, in order; `column` the code of the column it goes to
    by default; `search_type` how search will rank it; `batch` whether its content is a list of records.
    """

    code: str
    label: str
    column: str
    chain: tuple[str, ...]
    room: str = "publications"
    template: str = "portal/documents/plain.html"
    facts: tuple[Fact, ...] = ()
    clock: Clock | None = TWENTY_DAYS
    channels: tuple[str, ...] = ("website",)
    is_policy: bool = False
    has_doc_no: bool = False
    has_validity: bool = False
    batch: bool = False
    search_type: str = "notice"

    def __post_init__(self) -> None:
        unknown = set(self.chain) - set(CHAIN_DUTIES)
        if unknown or not {"secrecy", "sign"} <= set(self.chain) or len(set(self.chain)) != len(self.chain):
            # art. 17: nothing is public without review, secrecy review among it
            raise ValueError(f"kind {self.code}: the chain needs 保密 and 签发, each step once, from the closed list")


class UnknownKind(LookupError):
    """Raised for a kind that no room registers."""


_register: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        known = _register.get(kind.code)
        if known is not None and known != kind:
            raise ValueError(f"kind {kind.code} is registered twice")
        _register[kind.code] = kind


def get(code: str) -> Kind:
    """The kind of this code; raises UnknownKind."""
    try:
        return _register[code]
    except KeyError:
        raise UnknownKind(code) from None


def all_kinds() -> list[Kind]:
    return list(_register.values())


def labels(codes: Iterable[str]) -> dict[str, str]:
    return {code: _register[code].label for code in codes if code in _register}


SHORT = ("office_review", "secrecy", "sign")
EDITED = ("office_review", "edit", "secrecy", "sign")

# Kinds that belong to no room.
NEWS = Kind("news", "动态", "news.work", SHORT, search_type="news")
NOTICE = Kind("notice", "通知公告", "news.notice", EDITED, has_doc_no=True)
PAGE = Kind("page", "页面", "open.statutory.function.duties", SHORT, clock=None, search_type="page")
INSTITUTION = Kind(
    "institution", "公开制度", "open.system.bureau", EDITED, has_doc_no=True, has_validity=True, search_type="page"
)
GUIDE = Kind("guide", "公开指南", "open.guide", EDITED, search_type="page")
SERVICE_GUIDE = Kind("service_guide", "办事指南", "service.industry", EDITED, search_type="service")
INTERPRETATION = Kind("interpretation", "政策解读", "focus.interpretation", EDITED, search_type="interpretation")
RESPONSE = Kind("response", "回应关切", "focus.response", EDITED, search_type="notice")
QUESTION = Kind("qa", "问答", "interact.consult", SHORT, search_type="service")
PLAN = Kind("plan", "规划计划", "open.statutory.plan.annual", EDITED, has_doc_no=True, search_type="notice")
EMERGENCY = Kind("emergency", "应急管理", "open.statutory.emergency", EDITED, has_doc_no=True, search_type="notice")
PERSONNEL = Kind("personnel", "人事信息", "open.statutory.personnel", EDITED, search_type="notice")
FINANCE = Kind("finance_note", "财政信息", "open.statutory.finance", EDITED, search_type="notice")
STATISTICS = Kind("statistics", "统计信息", "open.statutory.plan.statistics", EDITED, search_type="notice")
ANNUAL_REPORT = Kind("annual_report", "公开年报", "open.annual", EDITED, clock=None, search_type="page")
RECORD_LIST = Kind(
    "record_list", "公示清单", "focus.double", EDITED, batch=True, template="portal/documents/records.html"
)

OWN_KINDS = (
    NEWS, NOTICE, PAGE, INSTITUTION, GUIDE, SERVICE_GUIDE, INTERPRETATION, RESPONSE, QUESTION, PLAN, EMERGENCY,
    PERSONNEL, FINANCE, STATISTICS, ANNUAL_REPORT, RECORD_LIST,
)  # fmt: skip
