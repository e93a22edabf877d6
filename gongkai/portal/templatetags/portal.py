"""Tags of public templates."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.safestring import SafeString

from gongkai.publications.models import Publication

from .. import markup

register = template.Library()


@register.simple_tag
def rows(publications: Iterable[Publication], interpreted: Mapping[int, int] | None = None) -> SafeString:
    """The lines of a list: title, date, validity, whether there is an interpretation, number."""
    return markup.rows_html(publications, interpreted)
