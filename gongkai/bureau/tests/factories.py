"""Units and officials for tests, with the duties that a test names."""

from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from gongkai.bureau.models import DutyAssignment, DutyCode, Official, Unit
from gongkai.journal import clock

_serial = count(1)
_hashed = cache(make_password)  # hashing is slow on purpose: once a run is enough
PASSWORD = "A-long-enough-1"
SINCE = date(2010, 1, 1)


def unit(code: str = "", **fields: Any) -> Unit:
    """A 处室 that has existed since 2010."""
    code = code or f"office-{next(_serial)}"
    values = {"name": f"{code}处", "short_name": f"{code}处", "kind": Unit.Kind.OFFICE, "valid_from": SINCE}
    found, _ = Unit.objects.get_or_create(code=code, defaults={**values, **fields})
    return found


def official(
    *duties: str, of: Unit | None = None, name: str = "", scope: Unit | None = None, **fields: Any
) -> Official:
    """An official with these duties for the whole bureau, or for `scope`."""
    number = next(_serial)
    person = Official(
        username=fields.pop("username", f"person{number}"),
        name=name or f"工作人员{number}",
        unit=of or unit("office"),
        **fields,
    )
    person.password = _hashed(PASSWORD)
    person.save()
    DutyAssignment.objects.bulk_create(
        DutyAssignment(official=person, duty=duty, unit=scope, valid_from=SINCE) for duty in duties
    )
    return person


def auditor(of: Unit | None = None, *, first: date | None = None, last: date | None = None, **fields: Any) -> Official:
    """An outside auditor whose account is open today, or on these days."""
    today = clock.today()
    values = {"organisation": "市审计局", "audit_ground": "沪审通〔2026〕12号", **fields}
    return official(of=of, audit_from=first or today, audit_to=last or today + timedelta(days=30), **values)


def everyone() -> dict[str, Official]:
    """One official for each duty: whoever a story needs."""
    return {duty: official(duty, name=f"{label}员", username=f"u_{duty}") for duty, label in DutyCode.choices}
