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

__all__ = [
    "CHANNEL_LABELS",
    "ApplicantKind",
    "Application",
    "ApplicationQuerySet",
    "Consultation",
    "Form",
    "Register",
    "Search",
    "Way",
]
