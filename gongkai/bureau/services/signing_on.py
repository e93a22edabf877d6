"""Logging in by single sign-on: an identity finds the account that was opened for it; nobody registers himself."""

from django.conf import settings
from django.db import transaction

from gongkai.journal.parties import Party
from gongkai.journal.services import record

from ..models import Official
from ..single_sign_on import providers
from ..single_sign_on.flow import Identity
from ..single_sign_on.providers import SignOnFailed

UNKNOWN = "没有与您的身份对应的工作账号，请联系本局系统管理员。"


def recognise(identity: Identity) -> Official:
    """The official in use whose account the identity names; raises SignOnFailed, and says so in the journal."""
    name = identity.account
    official = Official.objects.active().select_related("unit").filter(username=name).first() if name else None
    if official is None:
        raise SignOnFailed(UNKNOWN, "没有对应的账号")
    return official


@transaction.atomic
def note_failure(failed: SignOnFailed) -> None:
    """A login that did not succeed stands in the journal with its cause; of the person nothing is known for sure."""
    record(
        "bureau.sign_on_failed",
        Party("account", "unknown", "统一身份认证"),
        Party("visitor", "unknown"),
        why=failed.why,
    )


def may_use_password(official: Official) -> bool:
    """Whether this account logs in here with its password: all do without single sign-on; with it only administrators,
    those named for emergencies (settings.BREAK_GLASS), so that nobody is locked out by the provider, and auditors,
    whom the bureau's provider does not know."""
    kept = bool(official.admin_role) or official.is_auditor or official.username in settings.BREAK_GLASS
    return providers.staff() is None or kept
