"""Tables of publication."""

from .core import Publication, ReleaseSet, Review, Version, facts_of
from .parts import Attachment, FindingOverride, OrganConfirmation, Record, Removal
from .places import Link, Listing, ListingCount, NumberSeries, OldAddress
from .reference import (
    ArchiveDelivery,
    CatalogueItem,
    DisclosureGuide,
    ImportFault,
    ImportRun,
    Institution,
    Norm,
    SecretMatter,
    Word,
)
from .spans import PublicSpan

__all__ = [
    "ArchiveDelivery",
    "Attachment",
    "CatalogueItem",
    "DisclosureGuide",
    "FindingOverride",
    "ImportFault",
    "ImportRun",
    "Institution",
    "Link",
    "Listing",
    "ListingCount",
    "Norm",
    "NumberSeries",
    "OldAddress",
    "OrganConfirmation",
    "PublicSpan",
    "Publication",
    "Record",
    "ReleaseSet",
    "Removal",
    "Review",
    "SecretMatter",
    "Version",
    "Word",
    "facts_of",
]
