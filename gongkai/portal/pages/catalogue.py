"""The 主动公开目录: on the page, as a table to download, what was published under an item, what is new each month."""

import csv
from datetime import date
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from openpyxl import Workbook

from gongkai.journal import clock
from gongkai.publications.models import CatalogueItem, Publication
from gongkai.publications.rules.catalogue import NODES

from .. import kept, navigation
from ..queries import catalogue as queries
from ..queries import nothing
from .answers import answer, key_of, text_of
from .records import plain_cell

HEAD = (
    "序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象",
    "公开方式", "公开层级", "已公开件数", "最近公开日期",
)  # fmt: skip
FIRST_YEAR = 2008  # 《政府信息公开条例》 was first in force from 2008-05-01


@kept.page(query={"node": kept.WORD}, asks=("q",))
def catalogue(request: HttpRequest) -> HttpResponse:
    nav = navigation.current()
    node, words = text_of(request, "node", 12), text_of(request, "q", 40)
    rows = queries.rows(node if node in NODES else "", words)
    context = {
        "groups": queries.grouped(rows),
        "nodes": NODES.values(),
        "node_code": node,
        "words": words,
        "count": len(rows),
        "column": nav.get("open.catalogue"),
        "crumbs_html": nav.crumbs_html("open.catalogue"),
        "rail_html": nav.rail_html("open.catalogue"),
        "today": clock.today(),
    }
    return answer(request, "portal/catalogue.html", nav, context, main="disclosure")


@kept.absent(nothing.no_catalogue_item)
@kept.page(query={"before": r"[0-9]{4}-[0-9]{2}-[0-9]{2}_[1-9][0-9]{0,9}"})
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item with its nine fields and what is public under it."""
    found = CatalogueItem.objects.filter(code=code).select_related("subject").first() if code.isprintable() else None
    if found is None:
        raise Http404
    nav = navigation.current()
    rows = queries.published_under(code, key_of(request.GET.get("before", "")))
    context = _paged(rows) | {
        "item": found,
        "node": NODES.get(found.node),
        "crumbs_html": nav.crumbs_html("open.catalogue"),
        "rail_html": nav.rail_html("open.catalogue"),
    }
    return answer(request, "portal/catalogue_item.html", nav, context, main="disclosure")


@kept.page(query={"before": r"[0-9]{4}-[0-9]{2}-[0-9]{2}_[1-9][0-9]{0,9}"})
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """目录月报: what became public in a month."""
    today = clock.today()
    if not (FIRST_YEAR <= year <= today.year and 1 <= month <= 12 and (year, month) <= (today.year, today.month)):
        raise Http404
    if (year, month) == (today.year, today.month):
        kept.changes_on(date(year + month // 12, month % 12 + 1, 1))  # then there is a month after it
    nav = navigation.current()
    rows = queries.new_in_month(year, month, key_of(request.GET.get("before", "")))
    before, after = (
        (year, month - 1) if month > 1 else (year - 1, 12),
        (year, month + 1) if month < 12 else (year + 1, 1),
    )
    context = _paged(rows) | {
        "year": year,
        "month": month,
        "month_before": before if before[0] >= FIRST_YEAR else None,
        "month_after": after if after <= (today.year, today.month) else None,
        "crumbs_html": nav.crumbs_html("open.catalogue"),
        "rail_html": nav.rail_html("open.catalogue.monthly"),
    }
    return answer(request, "portal/month.html", nav, context, main="disclosure")


def _paged(rows: list[Publication]) -> dict[str, object]:
    more, rows = len(rows) > queries.PER_PAGE, rows[: queries.PER_PAGE]
    return {"rows": rows, "next_key": f"{rows[-1].listed_on}_{rows[-1].pk}" if more else ""}


def _table() -> list[list[str]]:
    return [
        [
            plain_cell(value)
            for value in (
                number, row.item.item1, row.item.item2, row.item.elements, row.item.basis, row.item.limit_text,
                row.item.subject.name, "、".join(row.item.channels), row.item.audience, row.item.mode, row.item.level,
                row.count, row.last_on,
            )
        ]
        for number, row in enumerate(queries.rows(), start=1)
    ]  # fmt: skip


def as_csv(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="catalogue.csv"'
    response.write("\ufeff")
    csv.writer(response).writerows([HEAD, *_table()])
    return response


def as_xlsx(request: HttpRequest) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("主动公开目录")
    for line in (HEAD, *_table()):
        sheet.append(list(line))
    file = BytesIO()
    book.save(file)
    response = HttpResponse(
        file.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="catalogue.xlsx"'
    return response
