"""The first units and accounts of an installation: given once, together, when nobody is there who could give them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from ..models import DutyAssignment, LeaderProfile, Official, Unit


@dataclass(frozen=True)
class Account:
    """An account to open: duties as (duty, unit code or '' for the whole bureau); a duty may end."""

    username: str
    name: str
    unit: str
    post: str = ""
    password: str = ""
    totp_secret: str = ""
    duties: tuple[tuple[str, str], ...] = ()
    admin_role: str = ""
    is_leader: bool = False
    must_change_password: bool = False


@dataclass(frozen=True)
class Office:
    """A unit to found."""

    code: str
    name: str
    short_name: str
    kind: str
    valid_from: date
    valid_to: date | None = None
    parent: str = ""
    successors: tuple[str, ...] = ()
    order: int = 100
    duties_text: str = ""
    address: str = ""
    phone: str = ""
    office_hours: str = ""


@transaction.atomic
def bootstrap(
    *,
    offices: Sequence[Office],
    accounts: Sequence[Account],
    leaders: Sequence[Mapping[str, object]] = (),
    since: date | None = None,
) -> list[Official]:
    """Found the units and open the accounts with their duties; refused as soon as anybody has an account.

    Afterwards duties change only by the word of two administrators.
    """
    if Official.objects.exists():
        raise Refused(["已有账号，不能再次初始化；请由管理员办理。"])
    roles = [account.admin_role for account in accounts if account.admin_role]
    if any(account.admin_role and account.duties for account in accounts) or len(set(roles)) != len(roles):
        raise Refused(["系统、安全、审计管理员须各由不同的人担任，且不承担业务职责（三员分立）。"])
    units = _found(offices)
    day = since or clock.today()
    people = [_open(account, units, day) for account in accounts]
    LeaderProfile.objects.bulk_create(LeaderProfile(valid_from=day, **leader) for leader in leaders)
    record("bureau.bootstrapped", Party("bureau", "bureau", "本局"), SYSTEM, units=len(units), accounts=len(people))
    return people


def _found(offices: Sequence[Office]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for office in offices:  # parents stand before their children
        units[office.code] = Unit.objects.create(
            code=office.code, name=office.name, short_name=office.short_name, kind=office.kind, order=office.order,
            parent=units.get(office.parent), valid_from=office.valid_from, valid_to=office.valid_to,
            duties_text=office.duties_text, address=office.address, phone=office.phone,
            office_hours=office.office_hours,
        )  # fmt: skip
    for office in offices:
        if office.successors:
            units[office.code].successors.set([units[code] for code in office.successors])
    return units


def _open(account: Account, units: Mapping[str, Unit], day: date) -> Official:
    official = Official(
        username=account.username, name=account.name, unit=units[account.unit], post=account.post,
        is_leader=account.is_leader, admin_role=account.admin_role, must_change_password=account.must_change_password,
        password=make_password(account.password or None), password_changed_at=clock.real_now(),
        totp_secret=account.totp_secret, created_at=clock.now(),
    )  # fmt: skip
    official.save()
    DutyAssignment.objects.bulk_create(
        DutyAssignment(official=official, duty=duty, unit=units[scope] if scope else None, valid_from=day)
        for duty, scope in account.duties
    )
    return official
