import secrets

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from gongkai.vault import digests
from gongkai.vault.profiles import GM, INTL, PROFILES, Undecipherable

# GB/T 32907-2016 annex A.1: key and plaintext are the same sixteen bytes.
SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
SM4_CIPHER = "681edf34d206965e86b3e94f536e4246"
# RFC 8998 appendix A.1: SM4-GCM.
GCM_NONCE = bytes.fromhex("00001234567800000000abcd")
GCM_AAD = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_PLAIN = bytes.fromhex(
    "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
    "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
)
GCM_CIPHER = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
)
GCM_TAG = bytes.fromhex("83de3541e4c2b58177e065a9bf7b62ec")


def test_sm3_gives_both_examples_of_the_national_standard():
    # GB/T 32905-2016 annex A.
    assert digests.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digests.sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_sm4_gives_the_example_of_the_national_standard():
    encryptor = Cipher(algorithms.SM4(SM4_KEY), modes.ECB()).encryptor()  # noqa: S305  the standard's own vector
    assert (encryptor.update(SM4_KEY) + encryptor.finalize()).hex() == SM4_CIPHER


def test_sm4_gcm_gives_the_example_of_rfc_8998():
    assert GM._seal(SM4_KEY, GCM_NONCE, GCM_PLAIN, GCM_AAD) == GCM_CIPHER + GCM_TAG
    assert GM.open(SM4_KEY, GCM_NONCE + GCM_CIPHER + GCM_TAG, GCM_AAD) == GCM_PLAIN


def test_aes_gcm_gives_test_case_16_of_the_gcm_specification():
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = INTL._seal(key, bytes.fromhex("cafebabefacedbaddecaf888"), plain, GCM_AAD)
    assert sealed[-16:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_one_changed_bit_anywhere_is_refused(profile):
    key = profile.new_key()
    sealed = profile.seal(key, "浦东新区".encode(), b"people.address")
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1 << secrets.randbelow(8)
        with pytest.raises(Undecipherable):
            profile.open(key, bytes(altered), b"people.address")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_what_is_too_short_to_hold_nonce_and_tag_is_refused(profile):
    for length in (0, 1, 12, 27):
        with pytest.raises(Undecipherable):
            profile.open(profile.new_key(), b"x" * length, b"")


def test_keys_derived_for_two_profiles_have_nothing_in_common():
    master = secrets.token_bytes(32)
    assert INTL.derive(master, "a")[:16] != GM.derive(master, "a")
    assert INTL.derive(master, "a") != INTL.derive(master, "b")
