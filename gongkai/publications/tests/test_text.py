"""How two texts are compared, and that comparing stays bounded whatever they hold."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.publications import text


def without(html: str, tag: str) -> str:
    """The html with what stands in `tag` left out, and the other marks of a difference taken off."""
    parts = html.split(f"<{tag}>")
    kept = parts[0] + "".join(part.split(f"</{tag}>", 1)[1] for part in parts[1:])
    return kept.replace("<del>", "").replace("</del>", "").replace("<ins>", "").replace("</ins>", "")


@given(
    st.lists(st.text("公园绿地甲乙", max_size=12), max_size=8),
    st.lists(st.text("公园绿地甲乙", max_size=12), max_size=8),
)
def test_a_difference_holds_both_texts_whole(before, after):
    rows = text.difference(before, after)
    assert [without(html, "ins") for code, html in rows if code != "new"] == before
    assert [without(html, "del") for code, html in rows if code != "gone"] == after


def test_a_long_paragraph_is_compared_by_its_sentences():
    body = "".join(f"第{number}句说明公园开放的时间和地点。" for number in range(60))
    rows = text.difference(text.lines(f"<p>{body}</p>"), text.lines(f"<p>{body.replace('第30句', '第31句')}</p>"))
    assert [code for code, _ in rows].count("mixed") == 1 and len(rows) == 60


def test_a_line_of_letters_that_are_all_alike_is_shown_whole():
    assert text.difference(["一" * 400], ["一" * 399 + "二"]) == [
        ("mixed", f"<del>{'一' * 400}</del><ins>{'一' * 399}二</ins>")
    ]


def test_texts_too_long_or_too_alike_to_compare_are_left_alone():
    assert text.difference(["甲"] * 500, ["甲"] * 500 + ["乙"]) is None
    assert text.difference([], ["长" * (text.LONGEST_COMPARED + 1)]) is None


def test_markup_in_words_stays_words():
    assert text.difference(["<b>甲"], ["<i>甲"]) == [("mixed", "&lt;<del>b</del><ins>i</ins>&gt;甲")]
