"""A whole table 三 and 四 that satisfies the arithmetic (figures of a real report of 2025)."""

from typing import Any

from gongkai.foi.rules.report import form

FIGURES = (
    (13612, 252, 0, 45, 128, 32, 14069),
    (535, 6, 0, 1, 18, 0, 560),
    (5345, 129, 0, 41, 19, 14, 5548),
    (2120, 39, 0, 1, 6, 2, 2168),
    (13, 0, 0, 0, 0, 0, 13),
    (30, 0, 0, 0, 0, 0, 30),
    (11, 0, 0, 0, 0, 0, 11),
    (49, 2, 0, 0, 0, 0, 51),
    (103, 1, 0, 0, 0, 0, 104),
    (84, 1, 0, 0, 0, 0, 85),
    (282, 4, 0, 0, 0, 0, 286),
    (147, 0, 0, 0, 1, 2, 150),
    (3075, 50, 0, 0, 89, 8, 3222),
    (177, 3, 0, 0, 0, 0, 180),
    (19, 0, 0, 0, 0, 0, 19),
    (199, 1, 0, 0, 3, 0, 203),
    (147, 1, 0, 0, 0, 0, 148),
    (0, 0, 0, 0, 0, 0, 0),
    (100, 1, 0, 0, 0, 0, 101),
    (5, 0, 0, 0, 0, 0, 5),
    (315, 3, 0, 0, 0, 0, 318),
    (202, 0, 0, 1, 0, 0, 203),
    (941, 17, 0, 1, 3, 3, 965),
    (13364, 252, 0, 44, 121, 29, 13810),
    (783, 6, 0, 2, 25, 3, 819),
)
DISPUTES = ((376, 97, 196, 121, 790), (16, 1, 12, 27, 56), (74, 1, 30, 51, 156))


def table3() -> dict[str, dict[str, Any]]:
    rows = zip(form.rows_of(2021), FIGURES, strict=True)
    return {name: dict(zip(form.COLUMNS, figures, strict=True)) for name, figures in rows}


def table4() -> dict[str, dict[str, Any]]:
    names = (*form.RESULTS, form.TOTAL)
    return {road: dict(zip(names, figures, strict=True)) for road, figures in zip(form.ROADS, DISPUTES, strict=True)}


def report(**more: Any) -> dict[str, Any]:
    return {"body": "示例局", "year": 2025, "table_format": 2021, "table3": table3(), "table4": table4()} | more
