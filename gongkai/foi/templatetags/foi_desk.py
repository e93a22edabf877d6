"""What the pages of applications at the desk show in common."""

from collections.abc import Mapping
from typing import Any

from django import template

from ..staff.areas import areas

register = template.Library()


@register.simple_tag(takes_context=True)
def foi_areas(context: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Label, address and whether one is there, of each area that the official may open."""
    here = context["request"].path
    return [(label, url, url == here) for label, url in areas(context["official"], context["may"])]
