"""Which file an address is kept in: a plain function of path, query string and elder mode, as the nginx configuration has it too."""

import re
from typing import Final

# Where the answers of a path lie, and what they must be: the content type follows from the name, as with any file server.
TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
LONGEST = 200
_PATH = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*(?:[A-Za-z0-9][A-Za-z0-9._-]*(\.(?:xml|atom|json|txt)))?")
_QUERY = re.compile(r"[A-Za-z0-9._=&-]*")
_ELDER = re.compile(r"(?:^|;\s*)elder=(125|150)\s*(?:;|$)")
ELDER_SIZES: Final = ("125", "150")  # per cent, as the cookie says it
STANDARD = "0"
# Under a name that no address leads to: the page that says that there is no page.
NOT_FOUND = "notfound"


def variant_of(cookies: str) -> str:
    """The variant that a Cookie header asks for: type at 125 or 150 per cent, or the standard one."""
    if "elder=" not in cookies:
        return STANDARD
    found = _ELDER.search(cookies)
    return found[1] if found else STANDARD


def has_other_cookies(cookies: str) -> bool:
    """Whether a Cookie header holds anything beside the elder mode's."""
    return any(part.strip() and not part.strip().startswith("elder=") for part in cookies.split(";"))


def file_of(variant: str, path: str, query: str) -> str:
    """The name under the folder of live pages, `0/d/5,.html`; '' for an address that is never kept.

    Nobody leaves the folder or writes a name of his own: every segment begins with a letter or a digit.
    """
    found = _PATH.fullmatch(path) if len(path) + len(query) <= LONGEST else None
    if found is None or not _QUERY.fullmatch(query):
        return ""
    name = path[:-1] if path.endswith("/") else path
    return f"{variant}{name},{query}{found[1] or '.html'}" if name else f"{variant}/,{query}.html"


def not_found(variant: str) -> str:
    """The file of the page for addresses that lead nowhere."""
    return f"{NOT_FOUND}/{variant}.html"


def type_of(name: str) -> str:
    """The content type of a kept file by its name."""
    return TYPES[name[name.rindex(".") :]]
