"""Letters per second: Word, PDF, and a whole letter from draft to number; against the plainest file of the same text."""

import io
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.sax.saxutils import escape

import typst

from bench._start import begin, memory_mb
from gongkai.letters.layout import docx, fonts, pdf, word_parts
from gongkai.letters.rules.blocks import plain_text
from gongkai.letters.rules.structure import Letter, Paragraph, Signature, Table

SENTENCE = "本机关于2026年3月2日收到您提出的政府信息公开申请，申请公开行道树养护合同及绿道验收记录，经审查答复如下。"
LETTER = Letter(
    title="政府信息部分公开告知书", number="", addressee="李明",
    parts=(*[Paragraph(SENTENCE, level) for level in (0, 1, 0, 2, 0, 3, 3, 0)],
           Table(("序号", "名称", "页数"), tuple((str(n), "行道树养护合同", "12") for n in range(6)))),
    remedy=("如对本决定不服，可以自知道本决定之日起60日内，向某市人民政府申请行政复议。" * 2,),
    signature=Signature("某市绿化和市容管理局", date(2026, 3, 9)),
)  # fmt: skip
FONTS = fonts.fonts_in(())
WARM = 20


def plain_pdf(letter: Letter) -> bytes:
    """The baseline: the same text in Typst without layout, tags or archive standard."""
    source = b'#set text(font: "Noto Serif CJK SC")\n#sys.inputs.text'
    made = typst.compile(source, font_paths=FONTS.found, sys_inputs={"text": plain_text(letter)}, format="pdf",
                         pdf_tags=False)  # fmt: skip
    assert isinstance(made, bytes)
    return made


def plain_docx(letter: Letter) -> bytes:
    """The baseline: the same text as bare paragraphs of a Word document, zipped."""
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in plain_text(letter).splitlines())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in word_parts.parts(letter, word_parts.DOCUMENT.format(body=lines, section="")):
            package.writestr(name, content)
    return out.getvalue()


def cpu_ms(act: Callable[[Letter], bytes], count: int) -> tuple[float, int]:
    """CPU milliseconds of one letter, and how many bytes it has; each has a number of its own."""
    for number in range(WARM):
        act(replace(LETTER, number=f"暖〔2026〕{number}号"))
    size, since = 0, time.process_time()
    for number in range(count):
        size = len(act(replace(LETTER, number=f"测〔2026〕{number}号")))
    return (time.process_time() - since) / count * 1000, size


def issue_all(count: int) -> None:
    from gongkai.letters import services
    from gongkai.letters.models import IssuedLetter
    from gongkai.letters.tests.demo import REFUSAL, REMEDY, Office, registered

    with registered():
        office = Office()
        drafts = [office.draft(REFUSAL) for _ in range(count)]
        wall, cpu = time.perf_counter(), time.process_time()
        for draft in drafts:
            services.issue(letter=draft, issuer=office.signer, remedy=REMEDY)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        assert sorted(IssuedLetter.objects.values_list("serial", flat=True)) == list(range(1, count + 1))
    print(
        f"签发（编号、两种文件、加密、日志）：每件 CPU {cpu / count * 1000:.1f} ms，实耗 {wall / count * 1000:.1f} ms"
    )


def main(count: int) -> None:
    begin()
    pairs = (("PDF", lambda one: pdf.render(one, FONTS), plain_pdf), ("Word", docx.render, plain_docx))
    for name, act, baseline in pairs:
        (ours, size), (theirs, _) = cpu_ms(act, count), cpu_ms(baseline, count)
        print(f"{name}：每件 CPU {ours:.2f} ms（{1000 / ours:.0f} 件/CPU 秒，{size / 1024:.0f} KB）；"
              f"同样文字的最简文件 {theirs:.2f} ms，比值 {ours / theirs:.1f}")  # fmt: skip
    before = memory_mb()
    for number in range(count * 2):
        pdf.render(replace(LETTER, number=f"存〔2026〕{number}号"), FONTS)
    print(f"内存：{before:.0f} MB → {memory_mb():.0f} MB（再印 {count * 2} 件 PDF）")
    issue_all(max(count // 4, 10))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
