"""Who is away, and who stands in."""

from django.db.models import QuerySet

from gongkai.bureau.models import Absence

from ...access import ADMINISTRATORS
from ...views import Column, ListPage


class Absences(ListPage):
    access = ADMINISTRATORS
    title = "离岗交接"
    intro = "各人自行登记；代理人办理的每一步都写明代谁。"
    columns = (
        Column("official", "离岗人", "official.name"),
        Column("substitute", "代理人", "substitute.name"),
        Column("from", "自", "from_day"),
        Column("to", "至", "to_day"),
        Column("reason", "事由", wide=True),
        Column("ended", "提前返岗", "ended_early_on"),
    )
    default_sort = "-pk"
    empty = "没有离岗登记。"

    def queryset(self) -> QuerySet[Absence]:
        return Absence.objects.select_related("official", "substitute")

    def row_url(self, row: Absence) -> str:
        return f"/desk/officials/{row.official_id}/"
