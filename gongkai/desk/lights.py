"""Traffic lights of many due dates on one day, by one calendar."""

from datetime import date

from gongkai.journal import clock
from gongkai.workdays.calendars import calendar, thresholds
from gongkai.workdays.rules.lights import Level, Light, light, word_of

# The colour beside the word, see desk.css.
TONES = {Level.LATE: "red", Level.TODAY: "amber", Level.SOON: "amber", Level.WEEK: "green"}


class Lights:
    """Asks for the calendar once, however many dates it is shown."""

    def __init__(self, today: date | None = None):
        self.today = today or clock.today()
        self.calendar = calendar()
        self._thresholds = thresholds()

    def of(self, due: date | None, *, provisional: bool = False) -> Light:
        return light(due, self.today, self.calendar, self._thresholds, provisional=provisional)

    def word(self, level: Level) -> str:
        return word_of(level, self._thresholds)


def tone_of(level: str) -> str:
    """red, amber, green or plain."""
    return TONES.get(Level(level), "plain")
