"""Seeing cheaply that an address leads nowhere: one statement each, asked without composing it anew.

A probe takes the arguments of its view. True means that there is certainly nothing; whatever is doubtful is False.
"""

import os.path

from django.conf import settings
from django.db import connection

from gongkai.publications.rules.states import EVER_PUBLIC
from gongkai.wording.numbers import normalise_doc_no

from .. import navigation
from . import routes
from .lookup import LONGEST

LARGEST_ID = 2**63 - 1
STATIC = "/static/"
FEEDS = ("atom", "json")
_PUBLIC = ", ".join(f"'{state.value}'" for state in sorted(EVER_PUBLIC))


def nowhere(path: str) -> bool:
    """Whether an address without a view certainly leads nowhere: no redirect to a slash, no earlier site's, no file."""
    if path.startswith(STATIC):
        return not is_static_file(path.removeprefix(STATIC))
    if not path.endswith("/") and routes.find(f"{path}/"):
        return False
    return not (path.isprintable() and exists("SELECT 1 FROM publications_oldaddress WHERE path = %s", path))


def is_static_file(name: str) -> bool:
    """Whether a file was collected under this name; names that climb are none."""
    return ".." not in name.split("/") and os.path.isfile(f"{settings.STATIC_ROOT}/{name}")


def no_document(pk: int) -> bool:
    """No publication with a public address has this id."""
    return pk > LARGEST_ID or not exists(
        f"SELECT 1 FROM publications_publication WHERE id = %s AND state IN ({_PUBLIC})",  # noqa: S608  constants
        pk,
    )


def no_version(pk: int, serial: int) -> bool:
    """This publication has no such version that was ever released."""
    return max(pk, serial) > LARGEST_ID or not exists(
        "SELECT 1 FROM publications_version WHERE publication_id = %s AND serial = %s AND released_at IS NOT NULL",
        pk,
        serial,
    )


def no_difference(pk: int, older: int, newer: int) -> bool:
    return older >= newer or no_version(pk, older) or no_version(pk, newer)


def no_record(pk: int, record: int) -> bool:
    return max(pk, record) > LARGEST_ID or not exists(
        "SELECT 1 FROM publications_record WHERE id = %s AND publication_id = %s", record, pk
    )


def no_attachment(pk: int, attachment: int, name: str = "") -> bool:
    return max(pk, attachment) > LARGEST_ID or not exists(
        "SELECT 1 FROM publications_attachment a JOIN publications_version v ON v.id = a.version_id"
        " WHERE a.id = %s AND v.publication_id = %s",
        attachment,
        pk,
    )


def no_column(code: str) -> bool:
    """No column of this code has anything to show."""
    if not code.isprintable() or not exists("SELECT 1 FROM portal_column WHERE code = %s", code):
        return True
    node = navigation.current().get(code)
    return node is None or not (
        node.shown
        or exists('SELECT 1 FROM publications_listingcount WHERE "column" = %s AND year = 0 AND count > 0', code)
    )


def no_feed(written_as: str, code: str = "") -> bool:
    """There is no feed of this column or in this format."""
    return written_as not in FEEDS or (code != "" and no_column(code))


def no_catalogue_item(code: str) -> bool:
    return not code.isprintable() or not exists("SELECT 1 FROM publications_catalogueitem WHERE code = %s", code)


def no_doc_no(doc_no: str) -> bool:
    key = normalise_doc_no(doc_no[:LONGEST]) if doc_no.isprintable() else ""
    return not key or not exists("SELECT 1 FROM publications_publication WHERE doc_no_key = %s", key)


def no_number(number: str) -> bool:
    return not number.isprintable() or not exists("SELECT 1 FROM publications_publication WHERE number = %s", number)


def exists(statement: str, *values: int | str) -> bool:
    """Whether a statement finds a row, asked without composing it anew: an address tried at random must cost little."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() is not None
