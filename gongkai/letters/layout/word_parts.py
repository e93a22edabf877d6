"""The parts of a Word document that are the same for every letter, and those that name it."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from ..rules.structure import Letter

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

DOCUMENT = HEAD + f"<w:document {W} {R}><w:body>{{body}}{{section}}</w:body></w:document>"
_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
TABLE = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'

CONTENT_TYPES = HEAD + (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_MAIN}.settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{_MAIN}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}.footer+xml"/>'
    f'<Override PartName="/word/footer2.xml" ContentType="{_MAIN}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
PACKAGE = HEAD + (
    f"<Relationships {_RELATIONSHIPS}>"
    f'<Relationship Id="rId1" Type="{_KINDS}/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
_TARGETS = ("styles", "footer1", "footer2", "settings", "fontTable")
DOCUMENT_RELATIONSHIPS = HEAD + (
    f"<Relationships {_RELATIONSHIPS}>"
    + "".join(
        f'<Relationship Id="rId{place}" Type="{_KINDS}/{name.rstrip("12")}" Target="{name}.xml"/>'
        for place, name in enumerate(_TARGETS, start=1)
    )
    + "</Relationships>"
)
SETTINGS = HEAD + (
    f"<w:settings {W}><w:mirrorMargins/><w:evenAndOddHeaders/>"
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
STYLES = HEAD + (
    f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="仿宋" w:hAnsi="仿宋"'
    ' w:eastAsia="仿宋"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    '</w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>'
    '<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
)
# What a machine without the font uses in its place.
_INSTEAD = {
    "仿宋": ("FangSong", "modern"),
    "方正小标宋简体": ("宋体", "roman"),
    "黑体": ("SimHei", "swiss"),
    "楷体": ("KaiTi", "script"),
    "宋体": ("SimSun", "roman"),
}
FONT_TABLE = HEAD + (
    f"<w:fonts {W}>"
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, (other, family) in _INSTEAD.items()
    )
    + "</w:fonts>"
)


def _footer(side: str) -> str:
    """The page number — 1 — in 宋体 4号: odd pages to the right, even ones to the left (DOC-07, grade C)."""
    font = '<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'

    def run(content: str) -> str:
        return f"<w:r>{font}{content}</w:r>"

    number = (
        run('<w:fldChar w:fldCharType="begin"/>')
        + run('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run("<w:t>1</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
    )
    before, after = run('<w:t xml:space="preserve">— </w:t>'), run('<w:t xml:space="preserve"> —</w:t>')
    layout = f'<w:pPr><w:ind w:left="280" w:right="280"/><w:jc w:val="{side}"/></w:pPr>'
    return HEAD + f"<w:ftr {W}><w:p>{layout}{before}{number}{after}</w:p></w:ftr>"


def _core(letter: Letter) -> str:
    on = f"{letter.signature.on.isoformat()}T00:00:00Z"
    stamp = 'xsi:type="dcterms:W3CDTF"'
    return HEAD + (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(letter.title)}</dc:title><dc:creator>{escape(letter.signature.organ)}</dc:creator>"
        f"<dc:language>zh-CN</dc:language><dcterms:created {stamp}>{on}</dcterms:created>"
        f"<dcterms:modified {stamp}>{on}</dcterms:modified></cp:coreProperties>"
    )


def parts(letter: Letter, document: str) -> Iterator[tuple[str, str]]:
    """Every part of the package with its name, in its order."""
    yield "[Content_Types].xml", CONTENT_TYPES
    yield "_rels/.rels", PACKAGE
    yield "docProps/core.xml", _core(letter)
    yield "word/document.xml", document
    yield "word/_rels/document.xml.rels", DOCUMENT_RELATIONSHIPS
    yield "word/styles.xml", STYLES
    yield "word/settings.xml", SETTINGS
    yield "word/fontTable.xml", FONT_TABLE
    yield "word/footer1.xml", _footer("right")
    yield "word/footer2.xml", _footer("left")
