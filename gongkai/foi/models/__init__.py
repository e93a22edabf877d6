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
from .disputes import Dispute, EarlierAnswer
from .letters import CaseLetter, Cooperation, RemedyRuling
from .places import Place
from .reports import FiledReport, ReportText

__all__ = [
    "CHANNEL_LABELS",
    "ApplicantKind",
    "Application",
    "ApplicationQuerySet",
    "CaseLetter",
    "Consultation",
    "Cooperation",
    "Dispute",
    "EarlierAnswer",
    "FiledReport",
    "Form",
    "Place",
    "Register",
    "RemedyRuling",
    "ReportText",
    "Search",
    "Way",
]
