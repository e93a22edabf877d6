"""Who is told when others act. Each function may run twice for one entry: the second time changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from gongkai.bureau.models import Absence, DutyCode
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.publications.models import Publication, ReleaseSet, Removal, Version
from gongkai.publications.rules.refusals import DUTY_LABELS
from gongkai.publications.rules.states import VersionState

from . import queries, services

# A delivery that comes so late tells nobody anything: the task lists show what is still to do.
STALE = timedelta(days=14)


@dataclass(frozen=True)
class Rule:
    """`who(entry)` gives officials by id; the sentence may use {title}, {actor} and the entry's facts."""

    who: Callable[[Entry], set[int]]
    sentence: str
    urgent: bool = False
    page: str = "/desk/p/{id}/"


def _publication(entry: Entry) -> Publication | None:
    return Publication.objects.filter(pk=entry.subject_id).select_related("unit", "live_version").first()


def _version(entry: Entry) -> Version | None:
    rows = Version.objects.filter(publication_id=entry.subject_id, serial=entry.facts.get("serial", 0))
    return rows.select_related("publication__unit").first()


def writers(entry: Entry) -> set[int]:
    """Who wrote or edited the version."""
    version = _version(entry)
    return {version.author_id, *version.editors.values_list("pk", flat=True)} if version else set()


def next_reviewers(entry: Entry) -> set[int]:
    """Holders of the step that is due now, unless the version has moved on since."""
    version = _version(entry)
    if version is None or version.state != VersionState.REVIEW or version.release_set_id is not None:
        return set()
    step, due = entry.facts.get("step", ""), version.step_duty()
    expected = step if entry.event == "publications.submitted" else _after(version.chain, step)
    if due != expected:
        return set()
    return queries.holders(due, version.publication.unit, clock.today()) - writers(entry)


def _after(chain: list[str], step: str) -> str:
    place = chain.index(step) + 1 if step in chain else len(chain)
    return chain[place] if place < len(chain) else ""


def releasers(entry: Entry) -> set[int]:
    """Who may publish it, and who wrote it."""
    return duty_holders(DutyCode.PUBLICITY)(entry) | writers(entry)


def duty_holders(*duties: str) -> Callable[[Entry], set[int]]:
    """Holders of these duties for the publication's unit."""

    def who(entry: Entry) -> set[int]:
        publication = _publication(entry)
        if publication is None:
            return set()
        today = clock.today()
        return set().union(*[queries.holders(duty, publication.unit, today) for duty in duties])

    return who


def unit_and_publicity(entry: Entry) -> set[int]:
    """The unit that answers for the text (its author, those who examine there), and 政务公开."""
    publication = _publication(entry)
    if publication is None:
        return set()
    told = duty_holders(DutyCode.OFFICE_REVIEW, DutyCode.PUBLICITY)(entry)
    return told | ({publication.live_version.author_id} if publication.live_version else set())


def proposer(entry: Entry) -> set[int]:
    """Who proposed the removal that was decided."""
    rows = Removal.objects.filter(publication_id=entry.subject_id).exclude(kind=Removal.Kind.TAKE_DOWN)
    return set(rows.order_by("-pk").values_list("by_id", flat=True)[:1])


def set_author(entry: Entry) -> set[int]:
    return set(ReleaseSet.objects.filter(pk=entry.subject_id).values_list("author_id", flat=True))


def set_reviewers(entry: Entry) -> set[int]:
    """Holders of the step of a release set that is due now."""
    found = ReleaseSet.objects.filter(pk=entry.subject_id, state=VersionState.REVIEW).select_related("unit").first()
    if found is None or found.step >= len(found.chain):
        return set()
    return queries.holders(found.chain[found.step], found.unit, clock.today()) - {found.author_id}


def substitutes(entry: Entry) -> set[int]:
    """Who was named to stand in: the absences of this official that have not ended."""
    if not entry.subject_id.isdecimal():
        return set()
    rows = Absence.objects.filter(official_id=int(entry.subject_id), to_day__gte=clock.today())
    return set(rows.order_by("-pk").values_list("substitute_id", flat=True)[:1])


_SET = "/desk/sets/{id}/"
RULES: dict[str, Rule] = {
    "publications.submitted": Rule(next_reviewers, "《{title}》等您{next}"),
    "publications.passed": Rule(next_reviewers, "《{title}》等您{next}"),
    "publications.returned": Rule(writers, "《{title}》被退回（{step_label}）", urgent=True),
    "publications.recalled": Rule(duty_holders(DutyCode.OFFICE_REVIEW), "《{title}》已由起草人撤回送审"),
    "publications.approved": Rule(releasers, "《{title}》审签完毕，待发布"),
    "publications.released": Rule(writers, "《{title}》已发布"),
    "publications.amended": Rule(writers, "《{title}》修订版已发布"),
    "publications.corrected": Rule(writers, "《{title}》勘误已发布"),
    "publications.unscheduled": Rule(releasers, "《{title}》的定时发布已取消", urgent=True),
    "publications.taken_down": Rule(unit_and_publicity, "《{title}》已被撤下，请在期限内确认或恢复", urgent=True),
    "publications.take_down_confirmed": Rule(unit_and_publicity, "《{title}》的撤下已确认"),
    "publications.restored": Rule(unit_and_publicity, "《{title}》已恢复公开"),
    "publications.withdrawal_proposed": Rule(duty_holders(DutyCode.SIGN), "《{title}》提请撤回，等您审定", urgent=True),
    "publications.withdrawn": Rule(proposer, "《{title}》已撤回"),
    "publications.withdrawal_refused": Rule(proposer, "《{title}》未同意撤回"),
    "publications.erasure_proposed": Rule(
        duty_holders(DutyCode.SECRECY, DutyCode.SIGN), "《{title}》提请清除，等您审定", urgent=True
    ),
    "publications.erased": Rule(proposer, "一件信息的内容已清除"),
    "publications.erasure_refused": Rule(proposer, "《{title}》未同意清除"),
    "publications.set_submitted": Rule(set_reviewers, "发布批次“{title}”等您审核", page=_SET),
    "publications.set_passed": Rule(set_reviewers, "发布批次“{title}”等您审核", page=_SET),
    "publications.set_returned": Rule(set_author, "发布批次“{title}”被退回（{step_label}）", urgent=True, page=_SET),
    "publications.set_released": Rule(set_author, "发布批次“{title}”已发布", page=_SET),
    "bureau.absence_recorded": Rule(
        substitutes, "{title}离岗，{from_day} 至 {to_day} 由您代理", urgent=True, page="/desk/handover/"
    ),
    "bureau.absence_ended": Rule(substitutes, "{title}已返岗，不再由您代理", page="/desk/handover/"),
}
TOLD = tuple(RULES)


def tell(entry: Entry) -> None:
    """Tell those whom the entry concerns, except who did it."""
    if clock.now() - entry.at > STALE:
        return
    rule = RULES[entry.event]
    officials = rule.who(entry)
    if entry.actor_kind == "official" and entry.actor_id.isdecimal():
        officials -= {int(entry.actor_id)}
    if not officials:
        return
    services.notify(
        officials=officials,
        source=f"entry:{entry.pk}",
        sentence=rule.sentence.format_map(_words(entry)),
        url=rule.page.format(id=entry.subject_id),
        reason=entry.reason,
        urgent=rule.urgent,
    )


def _words(entry: Entry) -> dict[str, str]:
    words = {name: str(value) for name, value in entry.facts.items()}
    version = _version(entry) if entry.event in {"publications.submitted", "publications.passed"} else None
    return {"step_label": "", **words, "title": entry.subject_name, "actor": entry.actor_name,
            "next": DUTY_LABELS.get(version.step_duty(), "审核") if version else ""}  # fmt: skip
