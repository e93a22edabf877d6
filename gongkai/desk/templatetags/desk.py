"""Tags and filters of the desk's templates."""

from datetime import date, datetime
from typing import Any

from django import template

from gongkai.journal import clock
from gongkai.publications.rules.refusals import DUTY_LABELS
from gongkai.workdays.rules.lights import Light

from ..frame import Frame, frame_of, lights_of
from ..lights import tone_of
from ..views.cells import text_of

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_frame(context: Any) -> Frame | None:
    """What stands around the page, None for somebody who has not logged in."""
    return frame_of(context["request"])


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-11-23, for tables."""
    if isinstance(value, datetime):
        value = clock.local(value)
    return f"{value:%Y-%m-%d}" if value else ""


@register.filter
def long_day(value: date | datetime | None) -> str:
    """2026年11月23日, for sentences."""
    if isinstance(value, datetime):
        value = clock.local(value)
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """11月23日."""
    if isinstance(value, datetime):
        value = clock.local(value)
    return f"{value.month}月{value.day}日" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """2026-11-23 09:05, on the bureau's clock."""
    return f"{clock.local(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def machine(value: datetime | date | None) -> str:
    """For <time datetime>."""
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


@register.simple_tag(takes_context=True)
def light(context: Any, due: date | None) -> Light:
    """The traffic light of a due date today: `{% light row.due_on as state %}`."""
    return lights_of(context["request"]).of(due)


@register.filter
def light_tone(level: str) -> str:
    """The colour of a level: red, amber, green or plain."""
    return tone_of(level)


@register.filter
def capped(count: int, most: int = 99) -> str:
    """A count that ends at 99+."""
    return f"{most}+" if count > most else str(count)


@register.filter
def duty_label(code: str) -> str:
    """A review step in words: 保密审查."""
    return DUTY_LABELS.get(code, code)


@register.filter
def shown(value: Any) -> str:
    """A fact in words: dates and moments as tables write them."""
    return text_of(value)
