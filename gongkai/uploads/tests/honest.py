"""Honest files of every type, made here so that nothing binary lies in the repository."""

import io
import zipfile
import zlib

from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
FORMAT = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": ("word/document.xml", f"{FORMAT}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{FORMAT}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{FORMAT}.presentationml.presentation.main+xml"),
}
AUTHOR = "Zhang Sanfeng"
AUTHOR_BYTES = AUTHOR.encode()


def packed(parts, method=zipfile.ZIP_DEFLATED):
    """A ZIP of these parts ({name: text or bytes})."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(*rows):
    """A relationships part; rows are (type, target, mode)."""
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"{f" TargetMode={chr(34)}{mode}{chr(34)}" if mode else ""}/>'
        for number, (kind, target, mode) in enumerate(rows)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def office_parts(
    kind, body="<w:p><w:r><w:t>关于做好行道树养护的通知</w:t></w:r></w:p>", main_type=None, extra_types=""
):
    main, content_type = MAIN[kind]
    bodies = {
        "docx": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        "xlsx": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="养护" sheetId="1" r:id="r0"/></sheets></workbook>',
        "pptx": f'<p:presentation xmlns:p="{SLIDES}"/>',
    }
    types = (
        f'<?xml version="1.0"?><Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{main_type or content_type}"/>{extra_types}</Types>'
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations((f"{OFFICE}/officeDocument", main, ""), (f"{OFFICE}/core", "docProps/core.xml", "")),
        main: bodies[kind],
        "docProps/core.xml": core,
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Company>{AUTHOR}</Company></Properties>",
    }
    if kind == "xlsx":
        parts["xl/_rels/workbook.xml.rels"] = relations((f"{OFFICE}/worksheet", "worksheets/sheet1.xml", ""))
        parts["xl/worksheets/sheet1.xml"] = (
            f'<worksheet xmlns="{SHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>路段</t></is></c></row></sheetData></worksheet>'
        )
    return parts


def office(kind, **changes):
    return packed(office_parts(kind, **changes))


def ofd(**extra):
    return packed(
        {
            "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo>'
            f"<ofd:Author>{AUTHOR}</ofd:Author></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"/>',
            "Doc_0/Pages/Page_0/Content.xml": '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>',
            **extra,
        }
    )


def pdf(*objects, root="", trailer="", page="", text="BT /F1 12 Tf 72 720 Td (Notice 2019) Tj ET", head=b"%PDF-1.5\n"):
    """A small PDF with a correct table; `objects` are the bodies of further objects from number 6 on."""
    stream = zlib.compress(text.encode())
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode("latin-1"),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {page} >>".encode(),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[body if isinstance(body, bytes) else body.encode("latin-1") for body in objects],
    ]
    content, offsets = bytearray(head), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(content)


def object_stream(*objects, filters="/Filter /FlateDecode", kind="/Type /ObjStm", pack=zlib.compress):
    """The body of an object stream that holds these objects (text), numbered from 20."""
    pairs, body = [], ""
    for number, text in enumerate(objects, 20):
        pairs.append(f"{number} {len(body)}")
        body += text + " "
    first = " ".join(pairs) + " "
    data = pack((first + body).encode())
    head = f"<< {kind} /N {len(objects)} /First {len(first)} {filters} /Length {len(data)} >>\nstream\n".encode()
    return head + data + b"\nendstream"


def picture(kind="JPEG", size=(64, 48), mode="RGB", **saving):
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(buffer, kind, **saving)
    return buffer.getvalue()


def photograph():
    """A JPEG whose EXIF names a person and a place."""
    exif = Image.Exif()
    exif[0x013B] = AUTHOR
    exif[0x8298] = "13800000000"
    exif[0x0112] = 6
    return picture(exif=exif, comment=AUTHOR_BYTES)


def animation():
    frames = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in (0, 90, 180)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=80)
    return buffer.getvalue()


MP3_FRAME = b"\xff\xfb\x90\x00" + b"\x00" * 413  # MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes


def mp3(tag=AUTHOR_BYTES, tail=b""):
    size = len(tag)
    head = b"ID3\x03\x00\x00" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + tag
    return head + MP3_FRAME * 5 + tail


def box(kind, content):
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def mp4(udta=AUTHOR_BYTES, tail=b"", brand=b"isom"):
    movie = box(b"moov", box(b"mvhd", b"\x00" * 100) + box(b"udta", udta))
    return box(b"ftyp", brand + b"\x00\x00\x02\x00isom") + movie + box(b"mdat", b"\x00" * 200) + tail


HONEST = {
    "通知.pdf": pdf,
    "通知（压缩对象）.pdf": lambda: pdf(object_stream("<< /A 1 >>", "(text)")),
    "通知.docx": lambda: office("docx"),
    "带链接.docx": lambda: packed(
        office_parts("docx")
        | {"word/_rels/document.xml.rels": relations((f"{OFFICE}/hyperlink", "https://www.gov.cn/", "External"))}
    ),
    "养护.xlsx": lambda: office("xlsx"),
    "汇报.pptx": lambda: office("pptx"),
    "通知.ofd": ofd,
    "说明.txt": lambda: "关于做好行道树养护的通知\r\n一、总体要求\n".encode(),
    "旧说明.txt": lambda: "关于做好行道树养护的通知".encode("gb18030"),
    "宽说明.txt": lambda: "关于做好行道树养护的通知".encode("utf-16"),
    "养护.csv": lambda: "路段,株数,增减\n世纪大道,120,-3\n张杨路,80,+5\n".encode(),
    "照片.jpg": photograph,
    "照片.JPEG": lambda: picture(mode="L"),
    "图.png": lambda: picture("PNG", mode="RGBA"),
    "灰图.png": lambda: picture("PNG", mode="L"),
    "图.gif": animation,
    "图.webp": lambda: picture("WEBP"),
    "录音.mp3": mp3,
    "视频.mp4": mp4,
}
