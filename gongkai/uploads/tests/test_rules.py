import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.uploads import rules


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("通知.pdf", "通知.pdf"),
        ("通知.PDF", "通知.pdf"),
        ("2019.09.16通知.docx", "2019.09.16通知.docx"),
        ("C:\\Users\\zhang\\通知.pdf", "通知.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("通知\u202efdp.exe", "通知fdp.exe"),
        ("通\u200b知\u00ad\x00\x1b.pdf", "通知.pdf"),
        ("通知\r\nSet-Cookie: a=b.pdf", "通知Set-Cookie_ a=b.pdf"),
        ("通知.exe.pdf", "通知_exe.pdf"),
        ("通知.pdf.docx", "通知_pdf.docx"),
        ("通知.pdf.exe.pdf", "通知_pdf_exe.pdf"),
        ("<script>\"'|?*.txt", "_script__'___.txt"),
        ("CON.txt", "_CON.txt"),
        ("...pdf", "附件.pdf"),
        (".pdf", "附件.pdf"),
        (" . .pdf ", "附件.pdf"),
        ("通知 .pdf.", "通知.pdf"),
        ("张三110101199003070038.jpg", "张三110_____________38.jpg"),
        ("13812345678身份证.jpg", "138____5678身份证.jpg"),
        ("mmexport1568600000000.jpg", "mmexport1568600000000.jpg"),
        ("", "附件"),
    ],
)
def test_names_are_cleaned(given_name, clean):
    assert rules.clean_name(given_name) == clean


@given(st.text(max_size=400))
def test_a_clean_name_is_short_visible_and_clean_already(name):
    clean = rules.clean_name(name)
    assert 0 < len(clean) <= rules.NAME_LENGTH
    assert rules.clean_name(clean) == clean
    assert not set(clean) & set('<>:"/\\|?*\r\n\0\u202e')


def test_a_long_name_keeps_its_extension():
    assert rules.clean_name("长" * 500 + ".docx") == "长" * 115 + ".docx"


def test_optional_types_are_taken_only_where_named():
    assert rules.type_of_name("a.zip") is None and rules.type_of_name("a.doc") is None
    assert rules.type_of_name("a.zip", ["zip"]).code == "zip" and rules.type_of_name("a.doc", ["doc"]).code == "doc"
    assert "zip" not in rules.not_on_the_list("a.rar") and "zip" in rules.not_on_the_list("a.rar", ["zip"])


def test_every_extension_names_one_type():
    extensions = [extension for kind in rules.TYPES.values() for extension in kind.extensions]
    assert len(set(extensions)) == len(extensions)
    assert not {"html", "htm", "svg", "js", "exe", "docm", "xml", "swf"} & set(extensions)


def test_findings_are_counted_by_kind_with_their_places():
    findings = [rules.Finding("身份证号", where) for where in ("第 2 页", "第 5 页", "批注")]
    assert rules.blocking_sentences(findings) == [
        "这个附件有 3 处疑似身份证号（第 2 页、第 5 页、批注）。请遮盖后重新上传，或逐处说明不是个人信息。"
    ]


def test_many_places_are_cut_and_said_to_be_more():
    sentence = rules.blocking_sentences([rules.Finding("手机号码", f"第{n}行") for n in range(90)])[0]
    assert "90 处" in sentence and "第4行等）" in sentence and "第5行" not in sentence


def test_sizes_are_said_as_people_read_them():
    assert [rules.size_said(size) for size in (7, 2048, 13_107_200, 50 * rules.MB)] == [
        "7 字节",
        "2 KB",
        "12.5 MB",
        "50 MB",
    ]
