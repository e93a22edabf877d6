"""The sample bureau's units and officials, with credentials that can be printed again at every start."""

import base64
import hashlib
import hmac
from datetime import date
from typing import Any

from django.conf import settings

from gongkai.bureau.models import DutyCode, Official, Unit
from gongkai.bureau.services.absences import record_absence
from gongkai.bureau.services.bootstrap import Account, Office, bootstrap
from gongkai.journal import clock

from .content import Content

HEAD = "shen-zhixing"  # signs whatever nobody else signs
SYSTEM, SECURITY = "cheng-jianwei", "dai-chijin"  # the administrators who change duties together


def _secret(username: str, purpose: str) -> bytes:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"sample:{purpose}:{username}".encode(), hashlib.sha256).digest()


def password_of(username: str) -> str:
    """Derived from the installation's own secret: nothing is stored in clear, and another installation has others."""
    text = base64.b32encode(_secret(username, "password")).decode().rstrip("=")
    return f"Gk3-{text[:6].lower()}-{text[6:12]}"


def totp_of(username: str) -> str:
    return base64.b32encode(_secret(username, "totp")[:20]).decode()


AUDITOR, AUDITOR_NAME = "shen-heji", "沈核纪"  # from outside: reads for some weeks, see `opening`


def office_of(content: Content, unit: dict[str, Any], place: int) -> Office:
    return Office(
        code=unit["code"], name=unit["name"], short_name=unit["short_name"], kind=unit["kind"],
        parent=unit["parent"] or "", valid_from=content.day(unit["valid_from"]), order=place * 10,
        duties_text=unit.get("duties", ""), address=unit.get("address", ""), phone=unit.get("phone", ""),
        office_hours=content.bureau["organisation"]["office_hours"],
    )  # fmt: skip


def _at_first(official: dict[str, Any]) -> dict[str, Any]:
    """Unit and post on the first day of the year."""
    return dict(official["before"][0] if official.get("before") else official)


class People:
    """Who does what in the sample year; looks officials up once."""

    def __init__(self, content: Content):
        self.content = content
        self._officials: dict[str, Official] = {}
        self._units: dict[str, Unit] = {}

    def found(self, day: date) -> None:
        """Bootstrap the units and accounts of the first day; what a merger brings comes on its day."""
        bureau = self.content.bureau
        later = {merger["into"] for merger in bureau["reorganisations"]}
        # A password takes a quarter of a second under the database's only write lock: none for whom nobody will be told.
        told = {account["username"] for account in accounts(self.content)}
        bootstrap(
            offices=[office_of(self.content, unit, place) for place, unit in enumerate(bureau["units"])
                     if unit["code"] not in later],
            accounts=[self._account(official, told) for official in bureau["officials"]],
            leaders=[
                {"name": leader["name"], "post": leader["post"], "responsibilities": leader["portfolio"],
                 "order": leader["order"]}
                for leader in bureau["leaders"]
            ],
            since=day,
        )  # fmt: skip

    def _account(self, official: dict[str, Any], told: set[str]) -> Account:
        username, place = str(official["id"]), _at_first(official)
        return Account(
            username=username, name=official["name"], unit=place["unit"], post=place["post"],
            password=password_of(username) if username in told else "", totp_secret=totp_of(username), is_leader=official["is_leader"],
            admin_role=official["admin_role"] or "", duties=tuple(self._duties(official)),
        )  # fmt: skip

    def _duties(self, official: dict[str, Any]) -> list[tuple[str, str]]:
        """Drafting and 处室审核 for one's own unit and those it looks after; signing for the units one answers for."""
        bureau, mine = self.content.bureau, _at_first(official)["unit"]
        merged = {code: merger["into"] for merger in bureau["reorganisations"] for code in merger["merged"]}
        later = set(merged.values())
        watched = {mine, *(unit["code"] for unit in bureau["units"] if unit.get("supervised_by") == mine)}
        if mine in merged:  # the last text of either is looked after by whoever is there
            watched |= {code for code, into in merged.items() if into == merged[mine]}
        codes = [unit["code"] for unit in bureau["units"] if unit["code"] not in later]
        signed = [code for code in codes if bureau["signs_for"].get(merged.get(code, code)) == official["id"]]
        found = []
        for duty in official["duties"]:
            if duty == DutyCode.DRAFT:
                found += [(duty, code) for code in codes if code == mine or (mine in merged and code in watched)]
            elif duty == DutyCode.OFFICE_REVIEW:
                found += [(duty, code) for code in codes if code in watched]
            elif duty == DutyCode.SIGN and official["id"] != HEAD:
                found += [(duty, code) for code in signed]
            else:
                found.append((duty, ""))
        return found

    def absences(self) -> list[tuple[date, Any]]:
        """(day, what to do) for each absence of the year."""
        found = []
        for absence in self.content.bureau["absences"]:
            start, end = self.content.day(absence["from"]), self.content.day(absence["to"])

            def act(absence: dict[str, Any] = absence, start: date = start, end: date = end) -> None:
                official = self.official(absence["official"])
                if not official.absences.filter(from_day=start).exists():
                    record_absence(official=official, substitute=self.official(absence["stand_in"]), from_day=start,
                              to_day=end, reason=absence["reason"], actor=official)  # fmt: skip

            found.append((start, act))
        return found

    def official(self, username: str) -> Official:
        if username not in self._officials:
            self._officials[username] = Official.objects.select_related("unit").get(username=username)
        return self._officials[username]

    def unit(self, code: str) -> Unit:
        if not self._units:
            self._units = {unit.code: unit for unit in Unit.objects.all()}
        return self._units[code]

    def forget(self) -> None:
        """Look everybody up anew: units or posts have changed."""
        self._officials, self._units = {}, {}

    def unit_then(self, code: str) -> Unit:
        """The unit, or before its merger the first of those that it will come from."""
        self.unit("BUREAU")
        for merger in self.content.bureau["reorganisations"]:
            if code == merger["into"] and code not in self._units:
                return self._units[merger["merged"][0]]
        return self._units[code]

    def author(self, unit: str) -> Official:
        return self._holding(DutyCode.DRAFT, unit)[0]

    def _holding(self, duty: str, unit: str) -> list[Official]:
        rows = Official.objects.holding(duty, clock.today(), self.unit(unit)).select_related("unit").order_by("pk")
        return list(rows)

    def holder(self, duty: str, unit: str, barred: set[int]) -> Official:
        """Somebody else who holds the duty for the unit: who is there, the unit's own signer before the head."""
        away = clock.today()
        found = [official for official in self._holding(duty, unit) if official.pk not in barred]
        present = [o for o in found if not o.absences.filter(from_day__lte=away, to_day__gte=away).exists()]
        candidates = present or found
        if not candidates:
            raise LookupError(f"nobody holds {duty} for {unit}")
        own = [official for official in candidates if official.username != HEAD]
        return (own or candidates)[0]


def accounts(content: Content) -> list[dict[str, str]]:
    """One account for each duty and each administrator, as printed at every start; as many persons as there can be.

    The first of each are of the same office, so that a text of one can be examined by the others.
    """
    labels = dict(DutyCode.choices) | {
        "leader": "局领导",
        "system": "系统管理员",
        "security": "安全管理员",
        "audit": "审计管理员",
    }
    officials = content.bureau["officials"]
    found: dict[str, dict[str, str]] = {}
    for role, label in labels.items():
        holders = [official for official in officials if role in _roles(official)]
        used = {account["username"] for account in found.values()}
        chosen = next((official for official in holders if official["id"] not in used), holders[0])
        username = str(chosen["id"])
        found[role] = {
            "duty": str(label), "username": username, "name": chosen["name"],
            "password": password_of(username), "totp": totp_of(username),
        }  # fmt: skip
    found["auditor"] = {
        "duty": "审计查阅", "username": AUDITOR, "name": AUDITOR_NAME,
        "password": password_of(AUDITOR), "totp": totp_of(AUDITOR),
    }  # fmt: skip
    return list(found.values())


def _roles(official: dict[str, Any]) -> set[str]:
    return {*official["duties"], official["admin_role"] or "", "leader" if official["is_leader"] else ""}
