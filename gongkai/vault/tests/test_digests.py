import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.vault import digests

SALT = bytes(range(32))


def test_content_is_canonical_json_whatever_the_order_of_its_keys():
    record = {"title": "通知", "numbers": [1, 2.5, 1e21], "a": {"z": None, "b": True}}
    expected = '{"a":{"b":true,"z":null},"numbers":[1,2.5,1e+21],"title":"通知"}'
    assert digests.content_bytes(record) == expected.encode()
    assert digests.content_bytes(dict(reversed(record.items()))) == expected.encode()
    assert digests.content_digest(record) == hashlib.sha256(expected.encode()).digest()


def test_keys_are_sorted_by_utf_16_code_units():
    # RFC 8785 section 3.2.3: the surrogates of an emoji sort before U+FB33.
    assert digests.content_bytes({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 2**53, object()])
def test_what_json_cannot_say_exactly_is_refused(bad):
    with pytest.raises(ValueError):
        digests.content_bytes({"x": bad})


def test_the_commitment_is_the_digest_of_prefix_salt_and_content():
    content = digests.content_bytes({"title": "通知"})
    by_hand = hashlib.sha256(b"shlh-pub-v1\n" + SALT + content).hexdigest()
    assert digests.commitment(SALT, content) == by_hand == digests.commitment(SALT, {"title": "通知"})
    assert by_hand == "60452af05c9f38ecb8b80c138d2bbbc56709ae4cb86f84f6193586aa6984811e"


def test_the_commitment_in_sm3_differs_and_covers_the_same_bytes():
    content = digests.content_bytes({"title": "通知"})
    expected = digests.sm3(b"shlh-pub-v1\n" + SALT + content)
    assert digests.commitment(SALT, content, "sm3") == expected != digests.commitment(SALT, content)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_salt_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match=str(length)):
        digests.commitment(b"s" * length, b"{}")


def test_a_digest_given_in_place_of_the_content_is_refused():
    with pytest.raises(ValueError, match="canonical"):
        digests.commitment(SALT, digests.content_digest({"title": "通知", "n": 1}))


def test_salts_are_long_and_never_alike():
    salts = {digests.new_salt() for _ in range(100)}
    assert len(salts) == 100 and {len(salt) for salt in salts} == {32}


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_any_changed_value_changes_the_commitment(record):
    changed = dict(record, 标题="另一个标题", extra="x")
    assert (digests.commitment(SALT, changed) == digests.commitment(SALT, record)) == (changed == record)
