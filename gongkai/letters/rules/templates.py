"""Templates: paragraphs with fields ({{收到日期}}), filled with facts, checked before they may be used."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from .numbering import level_of
from .structure import Paragraph, Table, chinese_date, cleaned, paragraphs_of

FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
MOST_TEXT = 20_000  # characters of a template


class FieldType(StrEnum):
    """What a field holds. Lines and tables stand alone in their line of the template."""

    TEXT = "text"
    DATE = "date"
    LINES = "lines"
    TABLE = "table"


ALONE = (FieldType.LINES, FieldType.TABLE)
TYPE_WORDS = {FieldType.TEXT: "文字", FieldType.DATE: "日期", FieldType.LINES: "多段文字", FieldType.TABLE: "表格"}


@dataclass(frozen=True)
class Field:
    """A fact that a kind of letter is filled with. `sample` is what a preview shows: text, date, lines or a table.

    A paragraph in which a field that is not `required` stays empty is left out. `personal`: masked at the desk.
    """

    name: str
    sample: Any
    type: FieldType = FieldType.TEXT
    required: bool = True
    personal: bool = False
    help: str = ""


@dataclass(frozen=True)
class Content:
    """What the law or the bureau demands of a kind: one of these fields, or one of these words, stands in its template."""

    label: str
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Unfilled(ValueError):
    """Raised where facts are missing; `names` are their fields."""

    def __init__(self, names: Iterable[str]):
        self.names = tuple(dict.fromkeys(names))
        super().__init__("、".join(self.names))


def fields_in(text: str) -> list[str]:
    """Names of the fields in a template, in their order, each once."""
    return list(dict.fromkeys(FIELD.findall(text)))


def fill(text: str, fields: Sequence[Field], values: Mapping[str, Any]) -> tuple[Paragraph | Table, ...]:
    """The paragraphs and tables of a template with its facts.

    Raises Unfilled where a required fact is missing, and ValueError for a fact that the kind does not know or a value
    that is not of its type: both are mistakes of whoever calls.
    """
    known = {field.name: field for field in fields}
    if unknown := sorted(set(values) - set(known)) + [name for name in fields_in(text) if name not in known]:
        raise ValueError(f"no such field: {'、'.join(unknown)}")
    said = {name: _said(field, values.get(name)) for name, field in known.items()}
    if missing := [name for name, field in known.items() if field.required and not said[name]]:
        raise Unfilled(missing)
    parts: list[Paragraph | Table] = []
    for line in paragraphs_of(text):
        parts += _filled(line, known, said)
    return tuple(parts)


def _filled(line: str, known: Mapping[str, Field], said: Mapping[str, Any]) -> list[Paragraph | Table]:
    names = fields_in(line)
    if any(not said[name] for name in names):
        return []
    level, rest = level_of(line)
    alone = FIELD.fullmatch(rest)
    if alone and known[alone[1]].type == FieldType.TABLE:
        return [said[alone[1]]]
    if alone and known[alone[1]].type == FieldType.LINES:
        return [Paragraph(text, level) for text in said[alone[1]]]
    return [Paragraph(FIELD.sub(lambda found: _in_line(said[found[1]]), rest), level)]


def _in_line(value: Any) -> str:
    return "；".join(value) if isinstance(value, tuple) else str(value)


def _said(field: Field, value: Any) -> Any:
    """The value as it is printed; empty where there is none."""
    if value is None or value == "":
        return ""
    match field.type:
        case FieldType.DATE:
            if not isinstance(value, date):
                raise ValueError(f"{field.name} is a date")
            return chinese_date(value)
        case FieldType.LINES:
            lines = [value] if isinstance(value, str) else value
            return tuple(text for line in lines for text in paragraphs_of(line))
        case FieldType.TABLE:
            return _table(value)
    if not isinstance(value, str):
        raise ValueError(f"{field.name} is text")
    return "；".join(paragraphs_of(value)) if "\n" in cleaned(value) else cleaned(value)


def _table(value: Any) -> Table | str:
    table = value if isinstance(value, Table) else Table(tuple(value["head"]), tuple(map(tuple, value["rows"])))
    if not table.rows:
        return ""
    flat = [tuple(" ".join(paragraphs_of(cell)) for cell in row) for row in (table.head, *table.rows)]
    return Table(flat[0], tuple(flat[1:]))


def faults(text: str, fields: Sequence[Field], contents: Sequence[Content]) -> list[str]:
    """Why a template may not be used, as sentences: unknown and missing fields, contents that are demanded."""
    known = {field.name: field for field in fields}
    used = fields_in(text)
    if not text.strip():
        return ["模板还没有内容。"]
    found = [] if len(text) <= MOST_TEXT else [f"模板超过 {MOST_TEXT:,} 字，请精简。"]
    found += [f"“{{{{{name}}}}}”不是这种文书的字段。请改用：{'、'.join(known)}。" for name in used if name not in known]
    if "{{" in (rest := FIELD.sub("", text)) or "}}" in rest:
        found.append("有一处 {{ 或者 }} 没有成对，请核对字段的写法，如 {{收到日期}}。")
    found += [
        f"没有用到必需的字段“{{{{{name}}}}}”，请补上。"
        for name, field in known.items()
        if field.required and name not in used
    ]
    found += _crowded(text, known)
    for content in contents:
        if not any(name in used for name in content.fields) and not any(word in text for word in content.words):
            found.append(f"缺少应当载明的内容：{content.label}。{_way_out(content)}")
    return found


def _crowded(text: str, known: Mapping[str, Field]) -> list[str]:
    """Tables and passages of several paragraphs that share their line with something else."""
    said = []
    for line in paragraphs_of(text):
        names = [name for name in fields_in(line) if name in known and known[name].type in ALONE]
        if names and not FIELD.fullmatch(level_of(line)[1]):
            said.append(f"“{{{{{names[0]}}}}}”是{TYPE_WORDS[known[names[0]].type]}，请单独成段。")
    return said


def _way_out(content: Content) -> str:
    ways = [f"{{{{{name}}}}}" for name in content.fields] + [f"“{word}”" for word in content.words]
    return f"请写入{'或者'.join(ways)}。" if ways else ""
