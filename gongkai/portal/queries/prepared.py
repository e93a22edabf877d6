"""Questions that are composed once and asked often: a page's statements cost more to write than to answer.

What is asked, and what comes back, is an ordinary queryset's; only the text of the statement is remembered.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

LARGEST = 2**63 - 1
# What stands for the values while a statement is composed; nothing else in our statements looks like it.
PLACES: dict[type, Callable[[int], Any]] = {int: lambda number: 31_991 + number, str: lambda number: f"\x01{number}"}


class Prepared:
    """Rows of `make(*values)` for any values of these types; `make` must do nothing with them but compare columns."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *types: type):
        self._make = make
        self._places = [PLACES[kind](number) for number, kind in enumerate(types)]
        self._statements: dict[str, _Statement] = {}

    def __call__(self, *values: Any, limit: int | None = None, offset: int = 0) -> list[Any]:
        if any(isinstance(value, int) and not 0 <= value <= LARGEST for value in values):
            return []
        vendor = connections["default"].vendor
        statement = self._statements.get(vendor)
        if statement is None:
            statement = self._statements[vendor] = _Statement(self._make(*self._places), self._places)
        return statement.rows(values, limit, offset)


class _Statement:
    """The text of a query with all that turns its rows into what the queryset would give."""

    def __init__(self, queryset: QuerySet[Any, Any], places: list[Any]):
        self.database = queryset.db
        self.compiler = queryset.query.get_compiler(self.database)
        self.sql, parameters = self.compiler.as_sql()
        self.parameters = [(places.index(value), None) if value in places else (None, value) for value in parameters]
        if {place for place, _ in self.parameters if place is not None} != set(range(len(places))):
            raise ValueError("a value does not stand in the statement")
        columns = [selected[0] for selected in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.make = self._maker() if issubclass(queryset._iterable_class, ModelIterable) else tuple

    def _maker(self) -> Callable[[Sequence[Any]], Any]:
        """What ModelIterable does with a row."""
        known, select = self.compiler.klass_info, self.compiler.select
        first, last = known["select_fields"][0], known["select_fields"][-1] + 1
        names = [selected[0].target.attname for selected in select[first:last]]
        # The stubs are those of a later release.
        populators = get_related_populators(known, select, self.database)  # type: ignore[call-arg]
        annotations = self.compiler.annotation_col_map
        model, database = known["model"], self.database

        def make(row: Sequence[Any]) -> Any:
            made = model.from_db(database, names, row[first:last])
            for populator in populators:
                populator.populate(row, made)
            for name, place in annotations.items():
                setattr(made, name, row[place])
            return made

        return make

    def rows(self, values: Sequence[Any], limit: int | None, offset: int) -> list[Any]:
        sql, given = self.sql, [constant if place is None else values[place] for place, constant in self.parameters]
        if limit is not None:
            sql, given = f"{sql} LIMIT %s OFFSET %s", [*given, limit, offset]
        with connections[self.database].cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self.make(row) for row in found]
