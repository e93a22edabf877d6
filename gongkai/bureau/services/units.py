"""Units: founded, changed, merged; a reorganisation ends one row and begins others, and rewrites nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.seen import still
from gongkai.journal.services import record

from ..models import LeaderProfile, Official, Unit

FACTS = frozenset(
    {"name", "short_name", "order", "duties_text", "address", "phone", "office_hours", "head_name", "parent", "kind"}
)


def _only_system(actor: Official) -> None:
    if actor.admin_role != Official.AdminRole.SYSTEM:
        raise Refused(["只有系统管理员可以维护机构信息。"])


@transaction.atomic
def create(*, code: str, valid_from: date, actor: Official, **facts: Any) -> Unit:
    """Found a unit from a day on."""
    _only_system(actor)
    unit = Unit(code=code.strip(), valid_from=valid_from, **facts)
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError:
        raise Refused([Reason(f"代码“{code}”已被使用。", field="code")]) from None
    record("bureau.unit_created", unit, actor)
    return unit


@transaction.atomic
def change(*, unit: Unit, actor: Official, seen: str = "", **facts: Any) -> Unit:
    """Change facts of a unit that go on; a new name or task through reorganisation is `end` and `create`.

    `seen` is the mark of what the form showed. Raises Refused, Overtaken after a colleague's change.
    """
    _only_system(actor)
    if set(facts) - FACTS:
        raise TypeError(f"not facts of a unit: {sorted(set(facts) - FACTS)}")
    row = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    still(row, facts, seen, event="bureau.unit_changed")
    if _stands_under(facts.get("parent"), row):
        raise Refused([Reason("上级机构不能是本机构或其下设机构。", field="parent")])
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save()
        record("bureau.unit_changed", row, actor, fields=sorted(changed))
    return row


def _stands_under(parent: Unit | None, unit: Unit) -> bool:
    """Whether `parent` is the unit itself or somewhere below it: the tree would lose both."""
    above = dict(Unit.objects.values_list("pk", "parent_id"))
    place = parent.pk if parent else None
    while place is not None and place != unit.pk:
        place = above[place]
    return place is not None


@transaction.atomic
def end(*, unit: Unit, on: date, successors: Sequence[Unit], actor: Official, reason: str) -> Unit:
    """The unit exists until the day before `on`; its successors go on with its work."""
    _only_system(actor)
    row = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    problems = []
    if row.valid_to is not None:
        problems.append(Reason("这个机构已经撤并。"))
    if on <= row.valid_from:
        problems.append(Reason("撤并日期须晚于设立日期。", field="on"))
    if not successors:
        problems.append(Reason("请选择承接其职责的机构。", field="successors"))
    if any(each.pk == row.pk for each in successors):
        problems.append(Reason("不能由自己承接。", field="successors"))
    if any(not each.is_valid_on(on) for each in successors):
        problems.append(Reason("承接机构在撤并之日须已设立且未撤并。", field="successors"))
    if not reason.strip():
        problems.append(Reason("请写明撤并的依据和理由。", field="reason"))
    if problems:
        raise Refused(problems)
    row.valid_to = on - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    row.successors.set(successors)
    record("bureau.unit_ended", row, actor, reason=reason, on=on.isoformat(),
           successors="、".join(each.name for each in successors))  # fmt: skip
    return row


@transaction.atomic
def save_leader(
    *, actor: Official, profile: LeaderProfile | None = None, seen: str = "", **facts: Any
) -> LeaderProfile:
    """A leader's public facts; his page is a reviewed publication of its own. `seen` as in `change`."""
    _only_system(actor)
    row = LeaderProfile() if profile is None else LeaderProfile.objects.select_for_update().get(pk=profile.pk)
    still(row, facts, seen, event="bureau.leader_changed")
    changed = [name for name, value in facts.items() if row.pk is None or getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save()
        record("bureau.leader_changed", row, actor, fields=sorted(changed))
    return row
