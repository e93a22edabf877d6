"""索引号: org/year-serial by the configured pattern (DOC-02, grade B), given once, never reused."""

from django.conf import settings
from django.db import IntegrityError, transaction

from ..models import NumberSeries


def next_number(year: int) -> str:
    """The next 索引号 of a year; the series row is locked until commit, and a number given stays given."""
    return take_numbers(year, 1)[0]


def take_numbers(year: int, count: int) -> list[str]:
    """`count` consecutive numbers of a year, in one statement for a whole release set."""
    org, pattern = settings.BUREAU["org_code"], settings.BUREAU["number_pattern"]
    series = NumberSeries.objects.select_for_update().filter(org=org, year=year).first()
    if series is None:
        try:
            with transaction.atomic():
                series = NumberSeries.objects.create(org=org, year=year)
        except IntegrityError:
            pass  # a colleague began the year at the same moment: his row serves
        series = NumberSeries.objects.select_for_update().get(org=org, year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return [pattern.format(org=org, year=year, serial=serial) for serial in range(first, first + count)]
