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
from .places import Place

__all__ = [
    "CHANNEL_LABELS",
    "ApplicantKind",
    "Application",
    "ApplicationQuerySet",
    "Consultation",
    "Dispute",
    "EarlierAnswer",
    "Form",
    "Place",
    "Register",
    "Search",
    "Way",
]
