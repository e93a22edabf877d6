"""What an auditor's account may do at a moment: see everything, act on nothing."""

from datetime import date

from .people import Credentials, DutyCode, Official


class ReadingCredentials(Credentials):
    """Every duty everywhere for whoever asks what may be seen; none for whoever asks what may be done.

    Questions of sight go through `duties` and `units_for`, questions of action through `holds`, `holds_any` and
    `grounds`: services that judge by these refuse an auditor by themselves.
    """

    reads_all = True

    def __init__(self, official: Official, on: date):
        super().__init__(official, on, [])

    def duties(self) -> set[str]:
        return set(DutyCode.values)

    def units_for(self, duty: str) -> "set[int] | None":
        return None
