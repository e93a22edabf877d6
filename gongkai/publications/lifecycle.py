"""The lifecycle as a document, written from the same tables that decide: docs/lifecycle.md is this and nothing else."""

from collections.abc import Iterator

from . import kinds
from .rules.acts import ACTS, Act
from .rules.refusals import CHAIN_ORDER, DUTY_LABELS
from .rules.states import OPEN, PUBLICATION_LABELS, VERSION_LABELS, PublicationState, VersionState

HEAD = """# Lifecycle

Written by `python manage.py lifecycle` from `gongkai/publications/rules`; a test compares them. A version is what was
said; its publication is what the public sees of it. A submitted version is never edited: a change opens the next one.
"""


def document() -> str:
    """The whole of docs/lifecycle.md."""
    return "\n".join([HEAD, *_states(), "", *_diagram(), "", *_acts(), "", *_chains(), ""])


def _states() -> Iterator[str]:
    yield "## States\n"
    yield "| version | 版本状态 | open |\n|---|---|---|"
    for version in VersionState:
        yield f"| `{version}` | {VERSION_LABELS[version]} | {'yes' if version in OPEN else ''} |"
    yield "\n| publication | 公开状态 |\n|---|---|"
    for publication in PublicationState:
        yield f"| `{publication}` | {PUBLICATION_LABELS[publication]} |"


def _diagram() -> Iterator[str]:
    yield "## How a version moves\n\n```mermaid\nstateDiagram-v2"
    yield "    [*] --> draft"
    for act in ACTS.values():
        if act.version is None or act.to_version is None:
            continue
        for start in sorted(act.version):
            yield f"    {start} --> {act.to_version}: {act.label}"
    yield "    review --> approved: 通过（最后一个环节）"
    yield "    live --> superseded: 新版本发布\n```"
    yield "\n## How a publication moves\n\n```mermaid\nstateDiagram-v2\n    [*] --> unreleased"
    for act in ACTS.values():
        if act.to_publication is not None:
            for state in sorted(act.publication - {act.to_publication}):
                yield f"    {state} --> {act.to_publication}: {act.label}"
    yield "```"


def _acts() -> Iterator[str]:
    yield "## Acts\n"
    yield "| act | 名称 | who | version | publication | reason | second person |\n|---|---|---|---|---|---|---|"
    for act in ACTS.values():
        versions = "any" if act.version is None else " ".join(sorted(act.version))
        second = {"must_not": "yes", "must": "only the author"}.get(act.own_text, "")
        reason = "yes" if act.needs_reason else ""
        states = " ".join(sorted(act.publication))
        yield f"| `{act.code}` | {act.label} | {_who(act)} | {versions} | {states} | {reason} | {second} |"


def _who(act: Act) -> str:
    if "step" in act.duties:
        return "当前环节"
    return "、".join(DUTY_LABELS[duty] for duty in CHAIN_ORDER if duty in act.duties)


def _chains() -> Iterator[str]:
    yield "## Review chains by kind\n"
    yield "| kind | 体裁 | room | chain |\n|---|---|---|---|"
    for kind in sorted(kinds.all_kinds(), key=lambda kind: (kind.room, kind.code)):
        yield f"| `{kind.code}` | {kind.label} | {kind.room} | {' → '.join(DUTY_LABELS[duty] for duty in kind.chain)} |"
