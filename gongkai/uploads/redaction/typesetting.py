"""Plain pages from paragraphs and tables, set by Typst with the machine's fonts; the text goes in as data, never as markup."""

import json

import typst

from .caps import Unfit
from .prose import Prose

FAMILIES = ["Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL UKai CN", "WenQuanYi Zen Hei"]
SOURCE = b"""
#let given = json(bytes(sys.inputs.given))
#set page(paper: "a4", margin: (x: 28mm, y: 32mm), numbering: "1")
#set text(font: given.families, size: 12pt, lang: "zh")
#set par(justify: false, leading: 0.9em, spacing: 0.9em)
#for block in given.blocks {
  if type(block) == str {
    if block == "" { v(0.6em) } else { par(for (at, line) in block.split("\\n").enumerate() { if at > 0 { linebreak() }; text(line) }) }
  } else if block.len() > 0 {
    let across = calc.max(1, ..block.map(row => row.len()))
    table(columns: (1fr,) * across, stroke: 0.5pt, inset: 6pt,
      ..block.map(row => row.map(cell => [#for (at, line) in cell.split("\\n").enumerate() { if at > 0 { linebreak() }; text(line) }]) + ([],) * (across - row.len())).flatten())
  }
}
"""
LABEL = b"""
#set page(width: auto, height: auto, margin: 1pt, fill: black)
#set text(font: json(bytes(sys.inputs.families)), size: 24pt, fill: white, weight: "bold", lang: "zh")
#text(sys.inputs.label)
"""


def pages_of(prose: Prose) -> bytes:
    """The pages as PDF; raises Unfit where they cannot be set."""
    given = json.dumps({"blocks": prose.blocks, "families": FAMILIES}, ensure_ascii=False)
    try:
        return bytes(typst.compile(SOURCE, sys_inputs={"given": given}, format="pdf"))
    except typst.TypstError:
        raise Unfit("这份文档不能自动排成页面。请另存为 PDF 后上传。") from None


def label(text: str) -> bytes:
    """A short text, white on black, as PNG."""
    asked = {"label": text, "families": json.dumps(FAMILIES)}
    return bytes(typst.compile(LABEL, sys_inputs=asked, format="png", ppi=144))
