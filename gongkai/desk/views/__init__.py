"""The five base views that every room reuses: list, case, form, act, report.

    class Drafts(ListPage):
        access = WRITERS
        title = "起草"
        columns = (Column("title", "标题", link=True, wide=True, sort="title"), …)
        def queryset(self): …

All are class-based and need `access` (see `desk.access`); what a page must say about itself stands in its class.
"""

from .act import ActPage
from .bulk import BulkAct
from .case import Act, CasePage, ClockBox, Tab
from .cells import Chip, Column, Link
from .edit import EditPage
from .form import FormPage
from .listing import ListPage
from .page import Page
from .report import Figure, ReportPage

__all__ = [
    "Act",
    "ActPage",
    "BulkAct",
    "CasePage",
    "Chip",
    "ClockBox",
    "Column",
    "EditPage",
    "Figure",
    "FormPage",
    "Link",
    "ListPage",
    "Page",
    "ReportPage",
    "Tab",
]
