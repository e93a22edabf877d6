"""The PDF of a letter, set by Typst: tagged PDF/A-2a and PDF/UA-1 with the fonts inside, the same bytes for the same letter."""

import json
import re
from importlib.resources import files

import typst

from ..rules.blocks import Block, Style, blocks
from ..rules.structure import Letter
from . import measures
from .fonts import Fonts, families_for

STANDARDS = ["a-2a", "ua-1"]
SOURCE = files(__package__).joinpath("letter.typ").read_bytes()


class Unprintable(ValueError):
    """Raised for a letter that cannot be printed; `why` is a sentence for officials, `signs` are those no font has."""

    def __init__(self, why: str, signs: str = ""):
        self.why, self.signs = why, signs
        super().__init__(why)


def render(letter: Letter, fonts: Fonts) -> bytes:
    """The letter as PDF; raises Unprintable where a character is in none of the fonts, or no Chinese font is there."""
    if not all(choice.family for choice in fonts.choices.values()):
        raise Unprintable("服务器上没有中文字体，不能生成 PDF。请系统管理员安装 fonts-noto-cjk。")
    # The text goes in as data: whatever it holds, it is never read as Typst's markup.
    asked = {"letter": json.dumps(_data(letter, fonts), ensure_ascii=False)}
    try:
        made = typst.compile(SOURCE, font_paths=fonts.found, sys_inputs=asked, format="pdf", pdf_standards=STANDARDS)  # type: ignore[arg-type]  # the stub wants a literal
    except typst.TypstError as error:
        raise _unprintable(error) from None
    if not isinstance(made, bytes):
        raise TypeError("one document is one file")
    return made


def _data(letter: Letter, fonts: Fonts) -> dict[str, object]:
    on = letter.signature.on
    return {
        "title": letter.title,
        "author": letter.signature.organ,
        "on": [on.year, on.month, on.day],
        "fonts": {face.value: families_for(choice, fonts.reserve) for face, choice in fonts.choices.items()},
        "bold_title": next(choice.bold for choice in fonts.choices.values() if choice.face == "xiaobiaosong"),
        "red": bool(letter.red_head),
        "blocks": [_block(block) for block in blocks(letter)],
        "measures": {
            "width": measures.TYPE_AREA[0], "top": measures.TOP, "bottom": measures.BOTTOM, "inside": measures.LEFT,
            "outside": measures.RIGHT, "line": measures.LINE, "body": measures.BODY, "title": measures.TITLE,
            "title_line": measures.TITLE_LINE, "small": measures.SMALL, "tracking": measures.TRACKING,
            "footer": measures.FOOTER_BELOW, "red_head": measures.red_head_size(letter.red_head),
            "title_width": measures.title_width(letter.title),
        },
    }  # fmt: skip


def _block(block: Block) -> dict[str, object]:
    shares = measures.column_shares(block.rows) if block.style == Style.TABLE else []
    return {"style": block.style.value, "text": block.text, "rows": block.rows, "shares": shares}


def _unprintable(error: typst.TypstError) -> Unprintable:
    """Typst names the text that no font can show; what else goes wrong is our fault and says so in the log."""
    shown = re.search(r'the text [`"“]*(.+?)[`"”]* could not be displayed', f"{error.message} {error.diagnostic}")
    if shown:
        why = f"“{shown[1]}”中有字库没有的字，不能印出。请改用规范汉字，或者请系统管理员安装含有该字的字体。"
        return Unprintable(why, shown[1])
    raise error
