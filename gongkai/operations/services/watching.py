"""Once an hour: what is not well is noted as tasks and told to the system administrators, each thing once a day."""

import logging
import socket
import ssl

from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import Official
from gongkai.desk import services as desk
from gongkai.journal import beats, clock, health
from gongkai.journal.health import Level

from .. import checks

log = logging.getLogger(__name__)
BEAT = "health"
UNWELL = frozenset({Level.WATCH, Level.BAD})
CONNECT_WITHIN = 5  # seconds


def watch() -> int:
    """Look at everything; returns how many things are not well."""
    if settings.CERTIFICATE == "connect":
        see_certificate()
    found = [(check, finding) for check, finding in health.look_at_all() if finding.level in UNWELL]
    system = Official.objects.active().filter(admin_role=Official.AdminRole.SYSTEM).values_list("pk", flat=True)
    told = [
        desk.Told(pk, f"health:{check.code}:{finding.level}:{clock.today()}",
                  f"系统状态：{check.label}{finding.word}。{finding.sentence}", "/desk/health/", finding.cure, True)
        for pk in system for check, finding in found
    ]  # fmt: skip
    with transaction.atomic():
        desk.notify_many(told)
        beats.beat(BEAT, unwell={
            check.code: {"label": check.label, "level": finding.level, "sentence": finding.sentence}
            for check, finding in found
        })  # fmt: skip
    return len(found)


def see_certificate() -> None:
    """Note when the certificate ends that the site shows at its own address; its faults are what is looked for."""
    host, _, port = settings.BUREAU["domain"].partition(":")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # an expired one must be seen as well
    try:
        with (
            socket.create_connection((host, int(port or 443)), CONNECT_WITHIN) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            shown = secured.getpeercert(binary_form=True)
    except (OSError, ValueError):
        log.warning("health: %s could not be reached to see its certificate", host)
        return
    expires = checks.expiry_of(ssl.DER_cert_to_PEM_cert(shown or b"").encode())
    beats.beat(checks.CERTIFICATE_BEAT, expires=expires.isoformat())
