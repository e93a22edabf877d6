"""The names of what pages show."""

from collections.abc import Iterator

NAVIGATION = "navigation"  # header, footer, rail: on every page
LISTED = "listed"  # what is newest in the whole site
CATALOGUE = "catalogue"  # counts and last dates of the 主动公开目录
CATALOGUE_ITEMS = "catalogue-items"  # the items themselves
GUIDE = "guide"
INSTITUTIONS = "institutions"
BUREAU = "bureau"  # units and leaders as pages name them


def document(pk: int) -> str:
    """A publication: its own pages, and every row or card that names it."""
    return f"document:{pk}"


def column(code: str) -> str:
    """What is listed in a column or below it, and how many."""
    return f"column:{code}"


def columns(code: str) -> Iterator[str]:
    """A column and those above it."""
    parts = code.split(".")
    return (column(".".join(parts[: depth + 1])) for depth in range(len(parts)))


def catalogue_item(code: str) -> str:
    """What is published under an item of the catalogue."""
    return f"catalogue:{code}"


def month(year: int, month: int) -> str:
    """What became public in a month."""
    return f"month:{year}-{month:02}"
