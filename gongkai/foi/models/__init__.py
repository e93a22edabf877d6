"""The tables of the room, by topic."""

from .applications import (
    CHANNEL_LABELS,
    ApplicantKind,
    Application,
    ApplicationQuerySet,
    Consultation,
    Form,
    Register,
    Search,
    Way,
)
from .archive import CaseFile
from .disputes import Dispute, EarlierAnswer
from .inquiries import Inquiry
from .letters import CaseLetter, Cooperation, RemedyRuling
from .places import Place
from .redactions import Redaction, RedactionMark, RedactionPage, WithheldApart
from .reports import FiledReport, ReportText
from .review import Advice, AdviceNote, Conversion, Judgement, OpenWish, Rereview

__all__ = [
    "CHANNEL_LABELS",
    "Advice",
    "AdviceNote",
    "ApplicantKind",
    "Application",
    "ApplicationQuerySet",
    "CaseFile",
    "CaseLetter",
    "Consultation",
    "Cooperation",
    "Conversion",
    "Dispute",
    "EarlierAnswer",
    "FiledReport",
    "Form",
    "Inquiry",
    "Judgement",
    "OpenWish",
    "Redaction",
    "RedactionMark",
    "RedactionPage",
    "Place",
    "Register",
    "RemedyRuling",
    "ReportText",
    "Rereview",
    "Search",
    "Way",
    "WithheldApart",
]
