"""Digests of what is published: canonical content, commitment with salt, plain file digests."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785
from cryptography.hazmat.primitives import hashes

# trust.md 1.2: the field `c` of a log entry. The text is part of the format and never changes.
COMMITMENT_PREFIX = b"shlh-pub-v1\n"
# What a citizen's receipt binds; the text is part of the format as well.
RECEIPT_PREFIX = b"shlh-rcpt-v1\n"
SALT_BYTES = 32


def new_salt() -> bytes:
    """32 random bytes; destroying them (with the content) is what makes an erasure lawful."""
    return secrets.token_bytes(SALT_BYTES)


def content_bytes(record: Mapping[str, Any]) -> bytes:
    """The record as RFC 8785 canonical JSON in UTF-8.

    Raises ValueError for what JSON cannot say exactly: dates (write ISO text), integers beyond ±(2^53-1), NaN.
    """
    return rfc8785.dumps(dict(record))


def content_digest(record: Mapping[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of the record's canonical JSON, without salt: to compare, never to publish."""
    return hashlib.sha256(content_bytes(record)).digest()


def commitment(salt: bytes, content: bytes | Mapping[str, Any], algorithm: str = "sha256") -> str:
    """Hex digest of "shlh-pub-v1\\n" ‖ salt ‖ content, where content is canonical JSON or the record itself.

    `algorithm` is sha256 (the field `c`) or sm3 (the field `m`). Raises ValueError for a salt that is not 32 bytes
    and for content that is no JSON object: a digest given by mistake would bind nothing that a reader can check.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt has {len(salt)} bytes instead of {SALT_BYTES}")
    text = content if isinstance(content, bytes) else content_bytes(content)
    if not text.startswith(b"{"):
        raise ValueError("the content is not the canonical JSON of a record")
    return _hex((COMMITMENT_PREFIX, salt, text), algorithm)


def receipt_digest(salt: bytes, submission: Mapping[str, Any]) -> str:
    """Hex SHA-256 of "shlh-rcpt-v1\\n" ‖ salt ‖ canonical JSON of what was submitted; once the salt is gone it says nothing.

    Raises ValueError for a salt that is not 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt has {len(salt)} bytes instead of {SALT_BYTES}")
    return _hex((RECEIPT_PREFIX, salt, content_bytes(submission)), "sha256")


def sha256(data: bytes) -> str:
    return _hex((data,), "sha256")


def sm3(data: bytes) -> str:
    """The hash of GB/T 32905-2016."""
    return _hex((data,), "sm3")


_ALGORITHMS: Mapping[str, type[hashes.HashAlgorithm]] = {"sha256": hashes.SHA256, "sm3": hashes.SM3}


def _hex(parts: Iterable[bytes], algorithm: str) -> str:
    digest = hashes.Hash(_ALGORITHMS[algorithm]())
    for part in parts:
        digest.update(part)
    return digest.finalize().hex()
