"""What a form's random key gives: the digest that is kept, the receipt's number and its query code.

The code follows from the key and the installation's secret, so that a form that is sent fifty times gets fifty equal
answers while the database holds digests only.
"""

import hashlib

from django.utils.crypto import salted_hmac

from . import rules


def key_digest(key: str) -> str:
    """What is kept of a form's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def serial(key: str, attempt: int = 0) -> str:
    """The random part of a receipt number."""
    return rules.encoded(_mac("number", f"{key}\x00{attempt}"), rules.SERIAL_LENGTH)


def query_code(key: str, number: str) -> str:
    """The code that opens the letter, without its hyphens."""
    return rules.encoded(_mac("code", f"{key}\x00{number}"), rules.CODE_LENGTH)


def code_digest(number: str, code: str) -> str:
    """What is kept of a code. It has more than 70 random bits: no slow hash is needed."""
    return hashlib.sha256(f"{number}\x00{code}".encode()).hexdigest()


def _mac(purpose: str, text: str) -> bytes:
    return salted_hmac(f"gongkai.reception.{purpose}", text, algorithm="sha256").digest()
