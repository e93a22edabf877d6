"""A row's line is the same on every database, and comes back as it was."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from gongkai.operations.rows import RowSum, decoded, encoded

MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])
)  # fmt: skip
KINDS = [
    (models.CharField(), st.text()),
    (models.BigIntegerField(), st.integers(-(2**63), 2**63 - 1)),
    (models.BooleanField(), st.booleans()),
    (models.DateField(), st.dates()),
    (models.DateTimeField(), MOMENTS),
    (models.TimeField(), st.times()),
    (models.DurationField(), st.timedeltas(timedelta(days=-9999), timedelta(days=9999))),
    (models.UUIDField(), st.uuids()),
    (models.JSONField(), st.dictionaries(st.text(), st.integers() | st.text() | st.none())),
]


@pytest.mark.parametrize(("field", "values"), KINDS, ids=lambda value: type(value).__name__)
def test_every_kind_of_value_comes_back_as_it_was(field, values):
    @given(values)
    def comes_back(value):
        assert decoded(encoded([value, None]), [field, field]) == [value, None]

    comes_back()


def test_bytes_and_decimals_come_back_too():
    line = encoded([b"\x00\xff", Decimal("12.50"), uuid4()])
    raw, amount, _ = decoded(line, [models.BinaryField(), models.DecimalField(), models.UUIDField()])
    assert (bytes(raw), amount) == (b"\x00\xff", Decimal("12.50"))


def test_what_has_no_place_in_a_backup_is_refused():
    with pytest.raises(TypeError, match="no place"):
        encoded([object()])


@given(st.lists(st.binary(), max_size=8), st.randoms())
def test_the_digest_of_rows_needs_no_order_but_every_row(lines, chance):
    one, other, fewer = RowSum(), RowSum(), RowSum()
    for line in lines:
        one.add(line)
    mixed = list(lines)
    chance.shuffle(mixed)
    for line in mixed:
        other.add(line)
    assert (one.count, one.digest) == (other.count, other.digest)
    for line in lines[1:]:
        fewer.add(line)
    assert not lines or fewer.digest != one.digest


def test_the_same_moment_and_the_same_facts_give_the_same_line():
    noon = datetime(2026, 6, 2, 12, tzinfo=timezone(timedelta(hours=8)))
    assert encoded([noon, {"b": 1, "a": 2}]) == encoded([noon.astimezone(UTC), {"a": 2, "b": 1}])
