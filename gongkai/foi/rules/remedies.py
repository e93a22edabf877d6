"""The remedy block of a letter (REM-01 … REM-08), worded by the date of the decision and never by repealed values."""

from dataclasses import dataclass
from datetime import date

from .decisions import Remedy

# 行政复议法 (2023修订) applies to decisions made from this day on.
NEW_LAW = date(2024, 1, 1)


class Unsettled(Exception):
    """What a person must settle before this block can be printed, as sentences."""

    def __init__(self, *reasons: str):
        self.reasons = list(reasons)
        super().__init__("\n".join(reasons))


@dataclass(frozen=True)
class Authorities:
    """Whom the letters of this bureau name; which superior department and which court are the bureau's own (open in law)."""

    government: str
    superior: str = ""
    court: str = ""
    online: str = ""  # where one applies for reconsideration through the internet


@dataclass(frozen=True)
class Block:
    """The paragraphs to print, and whether reconsideration must come first."""

    paragraphs: tuple[str, ...]
    reconsideration_first: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def block(
    remedy: Remedy, *, decided_on: date, authorities: Authorities, online: bool = False, partly: Remedy | None = None
) -> Block | None:
    """What to print under a decision; None for letters that leave no remedy (REM-07).

    `online`: the letter is served through the internet (REM-04). `partly`: what a legal officer has settled for decisions
    whose remedy the rules leave open (the refused part of a partial disclosure, an unpaid fee). Raises Unsettled.
    """
    if remedy is Remedy.OPEN:
        if partly is None or partly is Remedy.OPEN:
            raise Unsettled("这类文书的救济途径法律没有写明，请法制人员先在文书设置中确定一次，然后才能出具。")
        remedy = partly
    if remedy is Remedy.NONE:
        return None
    if not authorities.government:
        raise Unsettled("尚未设置复议机关的名称，不能出具文书。请在文书设置中填写。")
    return _old(authorities) if decided_on < NEW_LAW else _new(remedy, authorities, online)


def _old(authorities: Authorities) -> Block:
    """Up to 2023-12-31, both classes (REM-01): 复议法 2017 Art. 9, 12; 行诉法 Art. 46."""
    if not authorities.superior or not authorities.court:
        raise Unsettled("尚未设置上级主管部门或者管辖法院的名称，不能出具文书。请在文书设置中填写。")
    return Block(
        (
            f"如对本决定不服，可以自知道本决定之日起60日内，向{authorities.government}或者{authorities.superior}申请行政复议；"
            f"也可以自知道本决定之日起6个月内，向{authorities.court}提起行政诉讼。",
        )
    )


def _new(remedy: Remedy, authorities: Authorities, online: bool) -> Block:
    """From 2024-01-01 (REM-02, REM-03): 复议法 2023 Art. 20, 23, 24; 行诉法 Art. 45, 46."""
    if not authorities.court:
        raise Unsettled("尚未设置管辖法院的名称，不能出具文书。请在文书设置中填写。")
    first = remedy is Remedy.REFUSAL
    if first:
        words = (
            f"如对本决定不服，应当先申请行政复议：可以自知道本决定之日起60日内，向{authorities.government}申请行政复议。"
            f"对行政复议决定不服的，可以自收到行政复议决定书之日起15日内，向{authorities.court}提起行政诉讼。"
        )
    else:
        words = (
            f"如对本决定不服，可以自知道本决定之日起60日内，向{authorities.government}申请行政复议；"
            f"也可以自知道本决定之日起6个月内，向{authorities.court}提起行政诉讼。"
        )
    return Block((words, *_channel(authorities, online)), reconsideration_first=first)


def _channel(authorities: Authorities, online: bool) -> tuple[str, ...]:
    """A decision served through the internet also gives the channel of the application (REM-04): 复议法 2023 Art. 22(2)."""
    if not online:
        return ()
    if not authorities.online:
        raise Unsettled("通过互联网送达的决定应当写明申请行政复议的互联网渠道，尚未设置。请在文书设置中填写。")
    return (f"申请行政复议的互联网渠道：{authorities.online}。",)
