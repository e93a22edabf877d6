"""The letter as Word document, written part by part: the same bytes for the same letter, nothing of our machine in it."""

import io
import zipfile
from collections.abc import Sequence
from math import floor
from xml.sax.saxutils import escape, quoteattr

from ..rules.blocks import Block, Style, blocks
from ..rules.structure import Letter
from . import measures, word_parts

# What Word on an official's machine has; where it has not, the list of fonts says what is nearest.
FANGSONG, XIAOBIAOSONG, HEI, KAI, SONG = "仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"
FONTS = {
    Style.TITLE: XIAOBIAOSONG,
    Style.RED_HEAD: XIAOBIAOSONG,
    Style.LEVEL_1: HEI,
    Style.LEVEL_2: KAI,
    Style.TABLE: SONG,
}
INDENTED = {Style.BODY, Style.LEVEL_1, Style.LEVEL_2, Style.LEVEL_3, Style.LEVEL_4, Style.REMEDY, Style.NOTE}


def twips(points: float) -> int:
    """Word's unit of length: a twentieth of a point."""
    return round(points * 20)


LINE = int(measures.LINE * 20)  # rounded down, so that 22 lines fit
TRACKING = floor(
    measures.TRACKING * 20
)  # a run's own spacing: programs read the character grid of a section differently


def render(letter: Letter) -> bytes:
    """The letter as DOCX."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in word_parts.parts(letter, _document(letter)):
            # Without a date of its own a member would carry the time of writing.
            package.writestr(zipfile.ZipInfo(name), content.encode(), zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def _document(letter: Letter) -> str:
    made, before = [], None
    for block in blocks(letter):
        made.append(_table(block) if block.rows else _paragraph(block, letter, first=before != block.style))
        before = block.style
    return word_parts.DOCUMENT.format(body="".join(made), section=_section())


def _section() -> str:
    width, height = (twips(length) for length in measures.PAGE)
    footer = twips(measures.BOTTOM - measures.FOOTER_BELOW - measures.SMALL)
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar w:top="{twips(measures.TOP)}" w:right="{twips(measures.RIGHT)}" w:bottom="{twips(measures.BOTTOM)}"'
        f' w:left="{twips(measures.LEFT)}" w:header="851" w:footer="{footer}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>'
        "</w:sectPr>"
    )


def _paragraph(block: Block, letter: Letter, *, first: bool) -> str:
    style = block.style
    return f"<w:p><w:pPr>{_layout(block, letter, first)}</w:pPr>{_run(block.text, style, letter)}</w:p>"


def _layout(block: Block, letter: Letter, first: bool) -> str:
    """Paragraph properties in the order that the schema asks for."""
    style = block.style
    kept = style in (Style.LEVEL_1, Style.LEVEL_2, Style.ORGAN, Style.SEAL)
    named = '<w:pStyle w:val="Title"/>' if style == Style.TITLE else ""
    border = _border(style, letter)
    return f"{named}{'<w:keepNext/>' if kept else ''}{border}{_spacing(style, letter, first)}{_indent(block, first)}{_side(style)}"


def _border(style: Style, letter: Letter) -> str:
    if style == Style.NUMBER and letter.red_head:
        return f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{measures.RED}"/></w:pBdr>'
    if style == Style.COPY_TO:
        sides = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="5" w:color="auto"/>' for side in ("top", "bottom"))
        return f"<w:pBdr>{sides}</w:pBdr>"
    return ""


def _spacing(style: Style, letter: Letter, first: bool) -> str:
    before = after = 0
    line = LINE
    if style == Style.RED_HEAD:
        line, after = twips(measures.red_head_size(letter.red_head) * 1.3), LINE
    elif style == Style.TITLE:
        line, after = twips(measures.TITLE_LINE), LINE if letter.red_head else 0
    elif style == Style.NUMBER:
        after = 2 * LINE if letter.red_head else LINE
    elif style == Style.ORGAN:
        before = 2 * LINE
    elif style in (Style.NOTE, Style.COPY_TO) or (style == Style.ATTACHMENT and first):
        before = LINE
    free = "" if line == LINE else '<w:snapToGrid w:val="0"/>'
    return f'{free}<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="exact"/>'


def _indent(block: Block, first: bool) -> str:
    style = block.style
    if style == Style.TITLE:
        side = twips((measures.TYPE_AREA[0] - measures.title_width(block.text)) / 2)
        return f'<w:ind w:left="{side}" w:right="{side}"/>'
    if style in INDENTED:
        return '<w:ind w:firstLine="630"/>'
    if style == Style.ATTACHMENT:
        return f'<w:ind w:left="{640 if first else 1600}"/>'
    if style in (Style.ORGAN, Style.SEAL, Style.DATE):
        count = 2 if style == Style.ORGAN else 4
        return f'<w:ind w:right="{count * 320}"/>'
    return ""


def _side(style: Style) -> str:
    if style in (Style.RED_HEAD, Style.TITLE, Style.NUMBER):
        return '<w:jc w:val="center"/>'
    return '<w:jc w:val="right"/>' if style in (Style.ORGAN, Style.SEAL, Style.DATE) else '<w:jc w:val="both"/>'


def _run(text: str, style: Style, letter: Letter) -> str:
    size = {
        Style.TITLE: measures.TITLE,
        Style.RED_HEAD: measures.red_head_size(letter.red_head),
        Style.TABLE: measures.SMALL,
        Style.COPY_TO: measures.SMALL,
    }.get(style, measures.BODY)
    font = quoteattr(FONTS.get(style, FANGSONG))
    red = f'<w:color w:val="{measures.RED}"/>' if style == Style.RED_HEAD else ""
    half = round(size * 2)
    close = f'<w:spacing w:val="{TRACKING}"/>' if size == measures.BODY else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:hint="eastAsia"/>{red}{close}'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _table(block: Block) -> str:
    widths = [twips(measures.TYPE_AREA[0] * share) for share in measures.column_shares(block.rows)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(row, widths, head=place == 0) for place, row in enumerate(block.rows))
    return f"<w:tbl>{word_parts.TABLE}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(row: Sequence[str], widths: Sequence[int], *, head: bool) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="60" w:after="60" w:line="400" w:lineRule="exact"/><w:jc w:val="left"/></w:pPr>{_cell(cell)}</w:p></w:tc>'
        for cell, width in zip(row, widths, strict=True)
    )
    repeated = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{repeated}{cells}</w:tr>"


def _cell(text: str) -> str:
    font, half = quoteattr(SONG), round(measures.SMALL * 2)
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii={font} w:hAnsi={font} w:eastAsia={font}/><w:sz w:val="{half}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )
