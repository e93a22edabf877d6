"""A list's filter in plain words: 单位为办公室；标题包含“行道树”；日期不早于2026-11-01."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from .cells import text_of

_WORDS = {"exact": "为", "icontains": "包含", "contains": "包含", "startswith": "以此开头：", "gte": "不早于",
          "lte": "不晚于", "gt": "晚于", "lt": "早于", "in": "为", "isnull": "为空："}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One condition, and the address's query without it."""

    text: str
    without: str


def sentences_of(filterset: FilterSet, query: QueryDict) -> list[Sentence]:
    """Every condition that is set and sound, in the filter's order."""
    form = filterset.form
    form.is_valid()
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", [], ()) or (isinstance(value, QuerySet) and not value):
            continue
        rule = filterset.filters.get(name)
        word = _WORDS.get(getattr(rule, "lookup_expr", "exact"), "为")
        shown = _shown(field, value)
        if word == "包含":
            shown = f"“{shown}”"
        found.append(Sentence(f"{field.label or name}{word}{shown}", _without(query, name)))
    return found


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, list | tuple | QuerySet):
        return "、".join(_shown(field, each) for each in value)
    # Not `or ()`: asked for its truth, an iterator over a callable's choices wants a length that it does not have.
    choices = getattr(field, "choices", ())
    labels = {str(code): str(label) for code, label in (() if choices is None else choices)}
    return labels.get(str(value)) or text_of(value)


def _without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    for key in [key for key in rest if key in {name, "page", "export"} or key.startswith(f"{name}_")]:
        rest.pop(key)
    return rest.urlencode()
