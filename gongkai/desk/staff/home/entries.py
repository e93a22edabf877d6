"""What the home area adds to the desk."""

from ... import registry
from ...access import LEADERS
from . import sources
from .search import publications
from .trends import TRENDS

registry.navigation(
    registry.NavEntry("home", "待办", "desk:home", order=0, count=sources.late_or_today),
    registry.NavEntry("leader", "批阅", "desk:leader", LEADERS, order=5),
)
# Last, so that a room's own words for a case come before the ledger's.
registry.tasks(
    registry.TaskSource("desk.signature", sources.signature, order=10),
    registry.TaskSource("workdays.deadlines", sources.deadline_tasks, order=900),
)
registry.search(registry.SearchSource("publications", "公开信息", publications, order=10))
registry.trends(*TRENDS)
