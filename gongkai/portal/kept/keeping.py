"""What the worker does for kept pages: those whose day has come, a navigation that changed, compression, leftovers."""

import gzip
from secrets import token_hex

import brotli
from django.conf import settings

from gongkai.journal import clock

from ..models import NavigationStamp
from . import site
from .store import Store

PACKED_AT_ONCE = 20  # pages in one round, so that deliveries never wait long
BROTLI_QUALITY = 5
GZIP_LEVEL = 6


def keep_house() -> int:
    """One round; answers how many pages were compressed or deleted."""
    store = site.existing()
    if store is None:
        return 0
    follow_navigation(store)
    done = store.expire(clock.now().timestamp())
    store.sweep()
    return done + (pack(store) if settings.PAGES_MB else 0)


def follow_navigation(store: Store) -> None:
    """Empty the store if the navigation has another stamp than when it was last emptied for one.

    Whoever gives the stamp empties the store himself; this is for a process that died in between.
    """
    token = NavigationStamp.objects.filter(pk=NavigationStamp.SINGLE).values_list("token", flat=True).first() or ""
    if store.navigation() != token:
        store.empty(navigation=token)


def pack(store: Store, count: int = PACKED_AT_ONCE) -> int:
    """Write the compressed forms of pages that have none yet; answers of how many."""
    done = 0
    for pk, name in store.loose(count):
        try:
            body = (store.live / name).read_bytes()
        except FileNotFoundError:
            continue  # purged meanwhile
        forms = {".gz": gzip.compress(body, GZIP_LEVEL, mtime=0), ".br": brotli.compress(body, quality=BROTLI_QUALITY)}
        spares = {}
        for form, data in forms.items():
            spares[form] = store.spare / token_hex(12)
            spares[form].write_bytes(data)
        store.add_forms(pk, name, spares)
        done += 1
        for spare in spares.values():
            spare.unlink(missing_ok=True)
    return done
