import json
import stat
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.vault import keyfiles
from gongkai.vault.profiles import PROFILES, Undecipherable
from gongkai.vault.ring import KeyRing

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.fixture(params=list(PROFILES))
def ring(request, tmp_path):
    return KeyRing(tmp_path / "keys", request.param)


@pytest.fixture(scope="module", params=list(PROFILES))
def shared_ring(request, tmp_path_factory):
    return KeyRing(tmp_path_factory.mktemp("keys"), request.param)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, purpose=TEXTS)
def test_every_text_comes_back_whole(shared_ring, text, purpose):
    ciphertext = shared_ring.encrypt(text, purpose)
    assert shared_ring.decrypt(ciphertext, purpose) == text
    assert ciphertext.isascii() and not set(ciphertext) & set("\n\r\0 '\"")
    if len(text) > 3:
        assert text not in ciphertext


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, purpose=TEXTS, other=TEXTS)
def test_a_ciphertext_moved_to_another_place_is_refused(shared_ring, text, purpose, other):
    if purpose == other:
        return
    with pytest.raises(Undecipherable):
        shared_ring.decrypt(shared_ring.encrypt(text, purpose), other)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbage=TEXTS | st.from_regex(r"gk1:(intl|gm):\d{1,3}:[A-Za-z0-9_=-]*", fullmatch=True))
def test_garbage_is_refused_and_never_breaks(shared_ring, garbage):
    with pytest.raises(Undecipherable):
        shared_ring.decrypt(garbage, "people.phone")


def test_the_same_text_is_never_the_same_ciphertext(ring):
    assert len({ring.encrypt("13800000000", "people.phone") for _ in range(50)}) == 50


def test_a_ciphertext_names_its_profile_and_key(ring):
    assert ring.encrypt("文", "a.b").startswith(f"gk1:{ring.profile.name}:1:")
    ring.rotate()
    ciphertext = ring.encrypt("文", "a.b")
    assert ciphertext.startswith(f"gk1:{ring.profile.name}:2:") and KeyRing.key_of(ciphertext) == 2


def test_relabelling_the_key_of_a_ciphertext_is_refused(ring):
    old = ring.encrypt("文", "a.b")
    ring.rotate()
    with pytest.raises(Undecipherable):
        ring.decrypt(old.replace(":1:", ":2:", 1), "a.b")


def test_after_a_rotation_old_values_stay_readable_and_reencrypt_moves_them(ring):
    old = ring.encrypt("浦东新区", "people.address:7")
    assert ring.rotate() == 2
    assert ring.decrypt(old, "people.address:7") == "浦东新区"
    new = ring.reencrypt(old, "people.address:7")
    assert KeyRing.key_of(new) == 2 and ring.decrypt(new, "people.address:7") == "浦东新区"
    assert ring.reencrypt(new, "people.address:7") == new


def test_reencrypt_does_not_launder_a_moved_ciphertext(ring):
    old = ring.encrypt("文", "a.b")
    ring.rotate()
    with pytest.raises(Undecipherable):
        ring.reencrypt(old, "a.c")


def test_another_ring_on_the_folder_sees_a_rotation_at_once(ring):
    other = KeyRing(ring.folder, ring.profile.name)
    ring.rotate()
    theirs = ring.encrypt("文", "a.b")
    assert other.decrypt(theirs, "a.b") == "文"
    assert ring.decrypt(other.encrypt("字", "a.b"), "a.b") == "字"


def test_changing_the_profile_keeps_what_the_other_encrypted(tmp_path):
    intl = KeyRing(tmp_path, "intl")
    old = intl.encrypt("文", "a.b")
    gm = KeyRing(tmp_path, "gm")
    assert gm.decrypt(old, "a.b") == "文"
    assert gm.reencrypt(old, "a.b").startswith("gk1:gm:2:")
    assert intl.decrypt(gm.encrypt("字", "a.b"), "a.b") == "字"
    assert intl.key_in_use() == 1 and gm.key_in_use() == 2


def test_a_new_master_wraps_every_key_and_the_old_one_is_gone(ring):
    old, index = ring.encrypt("文", "a.b"), ring.blind_index("310101", "a.b")
    ring.rotate()
    assert ring.rotate_master() == 2
    assert sorted(path.name for path in ring.folder.glob("master-*")) == ["master-0002.json"]
    again = KeyRing(ring.folder, ring.profile.name)
    assert again.decrypt(old, "a.b") == "文"
    assert again.blind_index("310101", "a.b") == index


def test_a_prepared_key_is_used_once_it_is_activated_and_not_before(ring):
    assert ring.prepare("data", "a1") == 2 and ring.prepared() == ["a1"]
    assert KeyRing(ring.folder, ring.profile.name).key_in_use() == ring.key_in_use() == 1
    for _ in range(2):
        ring.activate("a1")
        assert ring.key_in_use() == 2 and ring.prepared() == []


def test_a_dropped_key_was_never_used_and_its_number_is_free_again(ring):
    assert [ring.prepare("data", "a1"), ring.prepare("data", "a1"), ring.prepare("data", "a2")] == [2, 2, 3]
    ring.drop("a1")
    ring.drop("a1")
    ring.activate("a1")
    assert ring.key_in_use() == 1 and ring.prepared() == ["a2"]
    ring.activate("a2")
    assert ring.key_in_use() == 3


def test_a_prepared_key_opens_with_the_master_that_came_meanwhile(ring):
    ring.prepare("data", "a1")
    ring.prepare("master", "a2")
    ring.activate("a2")
    ring.activate("a1")
    assert sorted(path.name for path in ring.folder.glob("master-*")) == ["master-0002.json"]
    assert KeyRing(ring.folder, ring.profile.name).key_in_use() == 2


def test_a_prepared_key_keeps_its_number_when_another_profile_needs_one(tmp_path):
    intl = KeyRing(tmp_path, "intl")
    intl.prepare("data", "a1")
    assert KeyRing(tmp_path, "gm").key_in_use() == 3
    intl.activate("a1")
    assert intl.key_in_use() == 2 and KeyRing(tmp_path, "gm").key_in_use() == 3


def test_a_change_of_master_that_was_cut_off_ends_at_the_next_start(ring):
    sealed = ring.encrypt("文", "a.b")
    ring.prepare("master", "a1")
    keyfiles.pending(ring.folder)[0].path.rename(ring.folder / "master-0002.json")  # and killed here
    assert ring.decrypt(sealed, "a.b") == "文"
    again = KeyRing(ring.folder, ring.profile.name)
    assert sorted(path.name for path in ring.folder.glob("master-*")) == ["master-0002.json"]
    assert again.decrypt(sealed, "a.b") == "文"


def test_key_files_are_readable_by_their_owner_only(ring):
    ring.rotate()
    ring.rotate_master()
    ring.prepare("data", "a1")
    ring.prepare("master", "a2")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in ring.folder.iterdir()}
    assert modes == {0o600} and stat.S_IMODE(ring.folder.stat().st_mode) == 0o700


def test_a_data_key_never_lies_unwrapped_in_its_file(ring):
    secret = ring._keys.data[1].secret
    for path in ring.folder.glob("*.json"):
        content = path.read_bytes()
        assert secret not in content and secret.hex().encode() not in content


def test_a_swapped_key_file_is_noticed(ring):
    ring.rotate()
    one, two = ring.folder / "data-0001.json", ring.folder / "data-0002.json"
    first, second = one.read_text(), two.read_text()
    one.write_text(second)
    two.write_text(first)
    with pytest.raises(Undecipherable):
        KeyRing(ring.folder, ring.profile.name)


def test_a_missing_master_is_said_plainly(ring):
    (ring.folder / "master-0001.json").write_text(json.dumps({"secret": "AAAA"}))
    (ring.folder / "master-0001.json").rename(ring.folder / "master-0009.json")
    with pytest.raises(Undecipherable, match="主密钥 1"):
        KeyRing(ring.folder, ring.profile.name)


WORKER = """
import sys
from gongkai.vault.ring import KeyRing
ring = KeyRing(sys.argv[1])
for turn in range(5):
    print(ring.encrypt("浦东新区", "a.b"), ring.blind_index("310", "a.b"), ring.rotate())
"""


def test_processes_that_start_and_rotate_at_once_share_one_ring(tmp_path):
    running = [
        subprocess.Popen(  # noqa: S603  our own interpreter and script
            [sys.executable, "-c", WORKER, str(tmp_path / "keys")], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    lines = [line.split() for process in running for line in process.communicate(timeout=60)[0].splitlines()]
    assert len(lines) == 20 and all(process.returncode == 0 for process in running)
    ring = KeyRing(tmp_path / "keys")
    assert {ring.decrypt(ciphertext, "a.b") for ciphertext, _, _ in lines} == {"浦东新区"}
    assert len({index for _, index, _ in lines}) == 1
    assert sorted(int(number) for _, _, number in lines) == list(range(2, 22))
    assert len(list(ring.folder.glob("master-*"))) == 1


@pytest.mark.parametrize(
    "same",
    [
        ("138 0000 0000", "+86 138-0000-0000", "008613800000000", "１３８００００００００"),
        ("31010119900101001X", "31010119900101001x", " 310101 19900101 001X "),
        ("Zhang@Example.CN", "zhang@example.cn"),
        ("(021)5555 6666", "021-55556666", "（021）55556666"),
    ],
)
def test_one_value_written_in_several_ways_has_one_blind_index(ring, same):
    assert len({ring.blind_index(value, "people.phone") for value in same}) == 1


def test_a_blind_index_differs_by_value_by_purpose_and_by_ring(ring, tmp_path):
    other = KeyRing(tmp_path / "other", ring.profile.name)
    known = {
        ring.blind_index("13800000000", "people.phone"),
        ring.blind_index("13800000001", "people.phone"),
        ring.blind_index("13800000000", "people.mobile"),
        other.blind_index("13800000000", "people.phone"),
    }
    assert len(known) == 4


def test_purpose_and_value_cannot_be_shifted_into_each_other(ring):
    assert ring.blind_index("bc", "a") != ring.blind_index("c", "ab")


def test_old_indexes_are_found_while_rows_are_indexed_anew(ring):
    old = ring.blind_index("13800000000", "people.phone")
    assert ring.rotate_index() == 2
    new = ring.blind_index("13800000000", "people.phone")
    assert new != old and ring.blind_indexes("13800000000", "people.phone") == [new, old]
