"""Every reason why an act may not happen, decided from plain facts: no database, no clock."""

from dataclasses import dataclass, field

from gongkai.journal.refusals import Reason

from .acts import ACTS, standing_refusals
from .openness import THIRD_PARTY_REASONS, Openness, openness_refusals
from .states import OPEN, PublicationState, VersionAct, VersionState

DUTY_LABELS = {
    "draft": "起草",
    "office_review": "处室审核",
    "countersign": "会签",
    "edit": "核稿",
    "legal": "法制审核",
    "secrecy": "保密审查",
    "sign": "签发",
    "publicity": "政务公开",
    "duty_officer": "值班处置",
}
CHAIN_DUTIES = ("office_review", "countersign", "edit", "legal", "publicity", "secrecy", "sign")


@dataclass(frozen=True)
class Person:
    """How the actor stands to this text."""

    duties: frozenset[str] = frozenset()
    wrote_it: bool = False  # wrote or edited any part of the version
    passed: frozenset[str] = frozenset()  # steps of this version he has already passed
    began_removal: bool = False  # took it down, or proposed the withdrawal or erasure now to be decided


@dataclass(frozen=True)
class Content:
    """What is known about the version's text."""

    missing: tuple[tuple[str, str], ...] = ()  # (field, label) of required facts that are empty
    openness: str = Openness.PUBLIC
    withholding_code: str = ""
    withholding_text: str = ""
    is_policy: bool = False
    third_party_consent: bool = False
    public_interest: str = ""
    involves_other_organ: bool = False
    organ_confirmed: bool = False
    made_elsewhere: bool = False  # another organ made it and this bureau is neither lead nor first holder (art. 10)
    blocking_findings: tuple[str, ...] = ()  # one sentence each
    unread_files: tuple[str, ...] = ()
    checked: bool = True  # the checks ran on exactly this text
    gates: tuple[str, ...] = ()  # sentences of closed gates
    metadata_only: bool = False


@dataclass(frozen=True)
class Situation:
    """Where everything stands at the moment of the act."""

    version: VersionState | None
    publication: PublicationState
    person: Person = field(default_factory=Person)
    content: Content = field(default_factory=Content)
    chain: tuple[str, ...] = ()
    step: str = ""  # the duty whose opinion is due
    waiting_for: str = ""  # who could give it, in words
    version_act: VersionAct = VersionAct.NEW
    changed_since_review: bool = False
    has_open_version: bool = False
    removal_open: str = ""  # withdrawal | erasure when a proposal waits for a decision
    take_down_confirmed: bool = False


def refusals(code: str, now: Situation) -> list[Reason]:
    """All reasons against the act, most fundamental first; an empty list permits it."""
    act = ACTS[code]
    standing = standing_refusals(act, now.version, now.publication, has_open_version=now.has_open_version)
    if standing:
        return [Reason(sentence) for sentence in standing]
    found = [*_duty_refusals(code, now), *_separation_refusals(code, now), *_proposal_refusals(code, now)]
    if code in {"submit", "pass", "release", "schedule", "withhold"}:
        found += content_refusals(code, now)
    return found


def _duty_refusals(code: str, now: Situation) -> list[Reason]:
    act = ACTS[code]
    needed = {now.step} if "step" in act.duties else set(act.duties)
    if needed & now.person.duties:
        return []
    words = "、".join(f"“{DUTY_LABELS[duty]}”" for duty in CHAIN_ORDER if duty in needed)
    return [Reason(f"您没有{words}职责，不能{act.label}。如需办理，请联系安全管理员调整职责，或由有此职责的同事办理。")]


CHAIN_ORDER = ("draft", *CHAIN_DUTIES, "duty_officer")


def _separation_refusals(code: str, now: Situation) -> list[Reason]:
    act, person = ACTS[code], now.person
    found = []
    if act.own_text == "must_not" and code in {"pass", "return"} and person.wrote_it:
        found.append(Reason("不能审核自己起草或修改过的文本，请由其他同事审核。"))
    if act.own_text == "must" and not person.wrote_it:
        found.append(Reason(f"只有起草人可以{act.label}。"))
    both = {now.step, *person.passed}
    if code in {"pass", "return"} and both >= {"secrecy", "sign"} and now.step in {"secrecy", "sign"}:
        found.append(Reason("保密审查与签发不能由同一人办理，请由其他同事办理。"))
    if code in {"confirm_take_down", "restore", "decide_withdrawal", "decide_erasure"} and person.began_removal:
        found.append(Reason(f"{act.label}须由另一人办理：这件事由您提出或办理，不能再由您确认。"))
    return found


def _proposal_refusals(code: str, now: Situation) -> list[Reason]:
    names = {"withdrawal": "撤回", "erasure": "清除"}
    if code.startswith("propose_") and now.removal_open:
        return [Reason(f"已有一件{names[now.removal_open]}提请待审定，不能重复提请。")]
    if code.startswith("decide_") and now.removal_open != code.removeprefix("decide_"):
        return [Reason(f"没有待审定的{names[code.removeprefix('decide_')]}提请。")]
    if code == "confirm_take_down" and now.take_down_confirmed:
        return [Reason("撤下已由他人确认。")]
    return []


def content_refusals(code: str, now: Situation) -> list[Reason]:
    """Reasons that lie in the text: facts, attribute, other organs, personal data, files not read, gates."""
    content = now.content
    verb = {"submit": "送审", "pass": "通过"}.get(code, "发布")
    found = [Reason(f"还不能{verb}：缺少“{label}”。", field=name) for name, label in content.missing]
    found += [
        Reason(sentence, field="openness")
        for sentence in openness_refusals(
            content.openness,
            content.withholding_code,
            content.withholding_text,
            is_policy=content.is_policy,
            chain=now.chain,
        )
    ]
    if code == "withhold" and content.openness == Openness.PUBLIC:
        found.append(Reason("这一版的公开属性是“主动公开”，请发布，不能登记为不主动公开。"))
    if code in {"release", "schedule"} and content.openness != Openness.PUBLIC:
        found.append(Reason("这一版的公开属性不是“主动公开”，不能发布；可登记为不主动公开。"))
    if content.openness == Openness.PUBLIC:
        found += _publicity_refusals(code, verb, content)
    if code in {"release", "schedule", "withhold"} and now.changed_since_review:
        found.append(Reason("还不能发布：文本与审核通过的不一致，须重新送审。"))
    return found


def _publicity_refusals(code: str, verb: str, content: Content) -> list[Reason]:
    found = []
    if content.made_elsewhere and not content.metadata_only:  # naming where the maker published it is no publication
        found.append(
            Reason(f"不能{verb}：信息由其他机关制作，由制作或最初获取的机关公开（《条例》第十条）。", field="maker")
        )
    if content.withholding_code in THIRD_PARTY_REASONS and not (content.third_party_consent or content.public_interest):
        found.append(
            Reason(
                f"不能{verb}：涉及第三方商业秘密或个人隐私，须有其同意或公共利益决定（《条例》第十五条）。",
                field="openness",
            )
        )
    if not content.checked:
        found.append(Reason(f"还不能{verb}：个人信息与用语检查尚未针对当前文本完成。", link="#checks"))
    found += [Reason(sentence, link="#checks") for sentence in content.blocking_findings]
    found += [
        Reason(f"还不能{verb}：“{name}”无法自动读取，须由一人目视检查并确认。", link="#checks")
        for name in content.unread_files
    ]
    if code in {"release", "schedule"}:
        if content.involves_other_organ and not content.organ_confirmed:
            found.append(
                Reason(
                    "还不能发布：涉及其他机关，须与其协商、确认（《条例》第十一条）。请先登记确认结果。",
                    link="#confirmation",
                )
            )
        found += [Reason(sentence, link="#gates") for sentence in content.gates]
    return found


def permitted(now: Situation) -> list[str]:
    """Codes of the acts that are lawful now, in the table's order: the buttons."""
    return [code for code in ACTS if not refusals(code, now)]


def is_open(state: VersionState) -> bool:
    return state in OPEN
