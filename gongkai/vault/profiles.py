"""The two sets of algorithms: international, and the commercial ciphers of the state (商用密码) for 密评."""

import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TAG_BYTES = 16


class Undecipherable(ValueError):
    """Raised when a ciphertext was altered, belongs to another place, or its key is not on this ring."""


class Aead(Protocol):
    def __call__(self, key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes: ...


def _aes_seal(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, data, bound)


def _aes_open(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, data, bound)


def _sm4_seal(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag


def _sm4_open(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(body) + decryptor.finalize()


@dataclass(frozen=True)
class Profile:
    """One set of algorithms; `name` is written into every ciphertext and never changes its meaning."""

    name: str
    key_bytes: int
    hash: type[hashes.HashAlgorithm]
    _seal: Aead
    _open: Aead

    def new_key(self) -> bytes:
        return secrets.token_bytes(self.key_bytes)

    def seal(self, key: bytes, data: bytes, bound: bytes) -> bytes:
        """Encrypt under a fresh nonce; `bound` must be given again to decrypt. Returns nonce ‖ ciphertext ‖ tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._seal(key, nonce, data, bound)

    def open(self, key: bytes, sealed: bytes, bound: bytes) -> bytes:
        """Decrypt what `seal` made; raises Undecipherable when one bit of it, or of `bound`, differs."""
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise Undecipherable("密文过短")
        try:
            return self._open(key, sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except InvalidTag:
            raise Undecipherable("密文已被改动，或者不属于这个位置") from None

    def derive(self, master: bytes, label: str) -> bytes:
        """A key of this profile's length from a master key (RFC 5869)."""
        return HKDF(self.hash(), self.key_bytes, salt=None, info=label.encode()).derive(master)

    def mac(self, key: bytes, data: bytes) -> bytes:
        code = hmac.HMAC(key, self.hash())
        code.update(data)
        return code.finalize()


INTL = Profile("intl", 32, hashes.SHA256, _aes_seal, _aes_open)
GM = Profile("gm", 16, hashes.SM3, _sm4_seal, _sm4_open)
PROFILES = {profile.name: profile for profile in (INTL, GM)}
