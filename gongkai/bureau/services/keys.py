"""The vault's keys are rotated on the word of two administrators; `vault` only computes, here it is decided.

The new key is written before the commit and used after it. Between the two it waits under the ticket of its act, and `settle`
finds out what became of the act: a process that dies anywhere leaves no key without an entry and no entry without its key.
"""

from functools import partial

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.vault.ring import default_ring

from ..models import KeyAct, Official, Reencryption

KEEPERS = frozenset({Official.AdminRole.SYSTEM, Official.AdminRole.SECURITY})  # the auditor changes nothing


@transaction.atomic
def propose(*, key: str, reason: str, proposer: Official) -> KeyAct:
    """Ask for a rotation. Raises Refused."""
    problems = []
    if proposer.admin_role not in KEEPERS:
        problems.append(Reason("只有系统管理员或安全管理员可以提请轮换密钥。"))
    if key not in KeyAct.Key.values:
        problems.append(Reason("请选择密钥。", field="key"))
    if not reason.strip():
        problems.append(Reason("请写明轮换的理由。", field="reason"))
    if problems:
        raise Refused(problems)
    made = KeyAct.objects.create(key=key, reason=reason.strip(), proposed_by=proposer, proposed_at=clock.now())
    record("bureau.key_rotation_proposed", made, proposer, reason=reason, key=made.get_key_display())
    return made


def refusals(*, act: KeyAct, decider: Official) -> list[str]:
    """Why this administrator may not decide on the rotation now; empty when he may."""
    found = []
    if act.state != KeyAct.State.PROPOSED:
        found.append("这项提请已经处理过。")
    proposer = act.proposed_by
    if decider.admin_role not in KEEPERS or decider.pk == proposer.pk or decider.admin_role == proposer.admin_role:
        found.append("密钥轮换由系统管理员和安全管理员中的另一类管理员确认。")
    return found


@transaction.atomic
def decide(*, act: KeyAct, decider: Official, agree: bool) -> KeyAct:
    """Another administrator carries it out, or not. Old keys still open what they closed; what a data key closed is
    rewritten in the background (`reencryption`). Raises Refused.
    """
    row = KeyAct.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=act.pk)
    problems = refusals(act=row, decider=decider)
    if problems:
        raise Refused(problems)
    row.decided_by, row.decided_at = decider, clock.now()
    row.state = KeyAct.State.DONE if agree else KeyAct.State.REFUSED
    if agree:
        row.number = default_ring().prepare(row.key, ticket_of(row))
        transaction.on_commit(partial(default_ring().activate, ticket_of(row)), robust=True)
        if row.key == KeyAct.Key.DATA:
            Reencryption.objects.create(number=row.number, started_at=clock.now())
    row.save()
    record("bureau.key_rotated" if agree else "bureau.key_rotation_refused", row, decider, key=row.get_key_display(),
           number=row.number, reason=row.reason)  # fmt: skip
    return row


TICKET = "act"


def ticket_of(act: KeyAct) -> str:
    """Under which name the key of this act waits."""
    return f"{TICKET}{act.pk}"


def settle() -> int:
    """Put to use the keys whose rotation is recorded, drop those whose is not; answers how many there were.

    An act that is being decided holds its row: it is waited for.
    """
    ring = default_ring()
    waiting = {ticket: int(ticket.removeprefix(TICKET)) for ticket in ring.prepared() if ticket.startswith(TICKET)}
    if not waiting:
        return 0
    with transaction.atomic():
        acts = KeyAct.objects.select_for_update().filter(pk__in=waiting.values()).order_by("pk")
        done = {act.pk for act in acts if act.state == KeyAct.State.DONE}
        for ticket, pk in waiting.items():
            if pk in done:
                ring.activate(ticket)
            else:
                ring.drop(ticket)
    return len(waiting)
