"""Letters that tests print."""

from datetime import date

from gongkai.letters.rules.structure import Letter, Paragraph, Signature, Table

TABLE = Table(("序号", "名称", "页数"), (("1", "2025年度行道树养护合同", "12"), ("2", "绿道验收记录", "3")))
FULL = Letter(
    title="政府信息部分公开告知书",
    number="测绿信公〔2026〕17号",
    addressee="李明",
    parts=(
        Paragraph("本机关于2026年3月2日收到您的申请，现答复如下："),
        Paragraph("关于公开的内容", 1),
        Paragraph("您申请的行道树养护合同可以公开。"),
        TABLE,
        Paragraph("关于不予公开的内容", 1),
        Paragraph("商业秘密", 2),
        Paragraph("报价明细第2页至第4页；", 3),
        Paragraph("成本构成表。", 3),
        Paragraph("第三方不同意公开。", 4),
    ),
    remedy=("如对本决定不服，可以自知道本决定之日起60日内，向测试市人民政府申请行政复议。",),
    signature=Signature("测试市绿化局", date(2026, 3, 9)),
    attachments=("2025年度行道树养护合同", "绿道验收记录"),
    copy_to=("市政府办公厅",),
    note="联系人：办公室",
)


def letter(*paragraphs: str) -> Letter:
    return Letter(
        "告知书", "测〔2026〕1号", "", tuple(map(Paragraph, paragraphs)), Signature("测试局", date(2026, 3, 9))
    )
