"""One spelling for values that people write in several ways, so that equal things have equal blind indexes."""

import re
import unicodedata

_FILLERS = re.compile(r"[\s\-‐‑–—·()（）]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")


def normalised(value: str) -> str:
    """NFKC, lower case, without spaces, hyphens and brackets; a mobile number without its country code."""
    plain = _FILLERS.sub("", unicodedata.normalize("NFKC", value)).casefold()
    return _COUNTRY.sub("", plain)
