"""What monitoring asks for."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.journal.services import source_address


def may_read(address: str) -> bool:
    """Whether the setting names this address or its network."""
    try:
        asking = ip_address(address)
    except ValueError:
        return False
    return any(asking in ip_network(each, strict=False) for each in settings.METRICS_FROM)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for those whom GONGKAI_METRICS_FROM names; for all others there is no such page."""
    if not may_read(source_address.get()):
        raise Http404
    # Only where they are wanted: the library opens files for every process that counts.
    from . import figures

    return HttpResponse(
        figures.text(), content_type="text/plain; version=0.0.4; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
