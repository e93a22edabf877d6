"""What stands on the paper, in its order: the one list that plain text, Word and PDF print."""

from dataclasses import dataclass
from enum import StrEnum

from .numbering import marked
from .structure import Letter, Table, chinese_date


class Style(StrEnum):
    """How a block looks; the order on the paper is that of GB/T 9704 (DOC-06; clauses beside the geometry are grade C)."""

    RED_HEAD = "red_head"
    NUMBER = "number"
    TITLE = "title"
    ADDRESSEE = "addressee"
    BODY = "body"
    LEVEL_1 = "level_1"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"
    LEVEL_4 = "level_4"
    TABLE = "table"
    REMEDY = "remedy"
    ATTACHMENT = "attachment"
    ORGAN = "organ"
    SEAL = "seal"
    DATE = "date"
    NOTE = "note"
    COPY_TO = "copy_to"


SENTENCE_ENDS = ("。", "；", "：", "，", "！", "？", ".", ";", ":")
HEADINGS = {0: Style.BODY, 1: Style.LEVEL_1, 2: Style.LEVEL_2, 3: Style.LEVEL_3, 4: Style.LEVEL_4}


@dataclass(frozen=True)
class Block:
    """One paragraph with its style; a table has `rows`, its head first, and no text."""

    style: Style
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(letter: Letter) -> list[Block]:
    """Everything that is printed, in order."""
    return [*_head(letter), *_body(letter), *_end(letter)]


def _head(letter: Letter) -> list[Block]:
    number = [Block(Style.NUMBER, letter.number)] if letter.number else []
    title = [Block(Style.TITLE, letter.title)]
    # Under a red head the number stands over the red line; without one it stands under the title.
    above = [Block(Style.RED_HEAD, letter.red_head), *number, *title] if letter.red_head else [*title, *number]
    return [*above, *([Block(Style.ADDRESSEE, f"{letter.addressee}：")] if letter.addressee else [])]


def _body(letter: Letter) -> list[Block]:
    found = []
    for written, part in marked(letter.parts):
        if isinstance(part, Table):
            found.append(Block(Style.TABLE, "", (part.head, *part.rows)))
        else:
            # A sentence is no heading, however it is numbered.
            style = Style.BODY if part.text.endswith(SENTENCE_ENDS) else HEADINGS[part.level]
            found.append(Block(style, written + part.text))
    return found + [Block(Style.REMEDY, text) for text in letter.remedy]


def _end(letter: Letter) -> list[Block]:
    listed = letter.attachments
    several = len(listed) > 1
    files = [
        Block(Style.ATTACHMENT, ("附件：" if place == 1 else "") + (f"{place}." if several else "") + name)
        for place, name in enumerate(listed, start=1)
    ]
    signature = letter.signature
    seal = [Block(Style.SEAL, signature.seal_place)] if signature.seal_place else []
    day = Block(Style.DATE, chinese_date(signature.on))
    signed = [Block(Style.ORGAN, signature.organ), *seal, day] if signature.organ else []
    note = [Block(Style.NOTE, f"（{letter.note}）")] if letter.note else []
    copied = [Block(Style.COPY_TO, f"抄送：{'，'.join(letter.copy_to)}。")] if letter.copy_to else []
    return [*files, *signed, *note, *copied]


def plain_text(letter: Letter) -> str:
    """The letter as text, a line a paragraph or row; cells are set apart by tabs."""
    lines = []
    for block in blocks(letter):
        lines += ["\t".join(row) for row in block.rows] if block.rows else [block.text]
    return "\n".join(lines) + "\n"
