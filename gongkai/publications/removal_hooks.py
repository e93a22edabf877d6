"""What must be purged before a removing act answers: offered here, registered by the portal and by search.

The journal's delivery repeats it, so that a crash between commit and purge cannot leave anything behind.
"""

from collections.abc import Callable, Iterable

Purge = Callable[[list[int]], None]

_purges: dict[str, Purge] = {}


def register(name: str, purge: Purge) -> None:
    """`purge` takes publication ids, is idempotent, and raises when it could not do all of it."""
    _purges[name] = purge


def unregister(name: str) -> None:
    _purges.pop(name, None)


def purge(publication_ids: Iterable[int]) -> None:
    """Run every purge; the first fault is raised after all others have had their turn."""
    ids, faults = list(publication_ids), []
    for function in list(_purges.values()):
        try:
            function(ids)
        except Exception as fault:  # noqa: BLE001  one cache that is away must not keep the others full
            faults.append(fault)
    if faults:
        raise faults[0]
