"""schema.org in JSON-LD: what search engines read of the bureau, its site and its documents. No input from outside."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gongkai.journal import clock
from gongkai.publications.models import Publication, Version
from gongkai.publications.rules.validity import Validity

from .navigation import Navigation

CONTEXT = "https://schema.org"
FORCE = {
    Validity.IN_FORCE: f"{CONTEXT}/InForce",
    Validity.PENDING: f"{CONTEXT}/NotInForce",
    Validity.EXPIRED: f"{CONTEXT}/NotInForce",
    Validity.REPEALED: f"{CONTEXT}/NotInForce",
}
Facts = dict[str, Any]


def base(request: HttpRequest) -> str:
    """Scheme and configured host: never what a stranger's Host header names."""
    return f"{request.scheme}://{settings.BUREAU['domain']}"


def bureau(request: HttpRequest, nav: Navigation) -> Facts:
    """The bureau itself."""
    said: Facts = {
        "@type": "GovernmentOrganization",
        "@id": f"{base(request)}/#bureau",
        "name": settings.BUREAU["name"],
        "url": f"{base(request)}/",
        "parentOrganization": {"@type": "GovernmentOrganization", "name": settings.BUREAU["superior"]},
    }
    if settings.BUREAU["second_name"]:
        said["alternateName"] = settings.BUREAU["second_name"]
    if nav.bureau is not None and nav.bureau.phone:
        said["telephone"] = nav.bureau.phone
    if nav.bureau is not None and nav.bureau.address:
        said["address"] = {"@type": "PostalAddress", "addressCountry": "CN", "streetAddress": nav.bureau.address}
    return said


def site(request: HttpRequest) -> Facts:
    """The site with its search."""
    return {
        "@type": "WebSite",
        "@id": f"{base(request)}/#site",
        "name": settings.BUREAU["name"],
        "url": f"{base(request)}/",
        "inLanguage": "zh-CN",
        "publisher": {"@id": f"{base(request)}/#bureau"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{base(request)}/s?q={{words}}"},
            "query-input": "required name=words",
        },
    }


def document(request: HttpRequest, publication: Publication, version: Version, validity: Validity) -> Facts:
    """A policy document as Legislation, anything else as Article."""
    policy = publication.kind_info.is_policy
    address = f"{base(request)}{publication.get_absolute_url()}"
    organ = {"@type": "GovernmentOrganization", "name": settings.BUREAU["name"]}
    said: Facts = {
        "@type": "Legislation" if policy else "Article",
        "@id": address,
        "url": address,
        "headline" if not policy else "name": version.title,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "publisher": organ,
        "author": {"@type": "GovernmentOrganization", "name": publication.unit.name},
    }
    if publication.released_at is not None:
        said["datePublished"] = clock.local(publication.released_at).isoformat(timespec="minutes")
    if version.released_at is not None:
        said["dateModified"] = clock.local(version.released_at).isoformat(timespec="minutes")
    for name, value in (("description", version.summary), ("keywords", version.keywords)):
        if value:
            said[name] = value
    if policy:
        said |= _law(publication, version, validity)
    return said


def _law(publication: Publication, version: Version, validity: Validity) -> Facts:
    dates = (("legislationDate", version.formed_on), ("legislationDateOfApplicability", version.effective_on))
    said: Facts = {name: day.isoformat() for name, day in dates if day is not None}
    if version.doc_no:
        said["legislationIdentifier"] = version.doc_no
    if validity in FORCE:
        said["legislationLegalForce"] = FORCE[validity]
    if publication.repealed_on or version.expires_on:
        said["expires"] = min(day for day in (publication.repealed_on, version.expires_on) if day).isoformat()
    return said


def breadcrumb(request: HttpRequest, steps: Sequence[tuple[str, str]]) -> Facts:
    """The way down to a page: (address, name) from the home page on."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": f"{base(request)}{url}"}
            for place, (url, name) in enumerate(steps, start=1)
        ],
    }


def written(*facts: Facts) -> str:
    """One block for a page."""
    return json.dumps({"@context": CONTEXT, "@graph": list(facts)}, ensure_ascii=False, separators=(",", ":"))
