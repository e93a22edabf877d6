"""Where one can apply in person: hours, who is there, how to get there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from gongkai.journal import clock
from gongkai.portal import navigation
from gongkai.portal.pages.answers import answer

from ..models import Place


def places(request: HttpRequest) -> HttpResponse:
    """Every place that is open today."""
    rows = list(Place.objects.open_on(clock.today()).select_related("unit").order_by("order", "pk"))
    context = {"title": "受理点", "places": [(row, map_of(row)) for row in rows]}
    return answer(request, "foi/places.html", navigation.current(), context, main="open")


def map_of(place: Place) -> str:
    """Where a map shows the place; '' without coordinates or where no map is set."""
    if place.longitude is None or not settings.FOI_MAP:
        return ""
    name = urlencode({"": place.name})[1:]
    return str(settings.FOI_MAP).format(longitude=place.longitude, latitude=place.latitude, name=name)
