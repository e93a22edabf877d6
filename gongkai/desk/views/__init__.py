"""The five base views that every room reuses: list, case, form, act, report.

All are class-based, all need `access` (see `desk.access`). What a page must say about itself stands in its class:

    class Drafts(ListPage):
        access = WRITERS
        title = "起草"
        columns = (Column("title", "标题", "title", link="url"), …)
        def queryset(self): …
"""

from .act import ActPage
from .case import Act, CasePage, ClockBox, Tab
from .cells import Chip, Column, Link
from .form import FormPage
from .listing import BulkAct, ListPage
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
    "Figure",
    "FormPage",
    "Link",
    "ListPage",
    "Page",
    "ReportPage",
    "Tab",
]
