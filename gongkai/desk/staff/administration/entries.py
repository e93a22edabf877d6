"""What the administration area adds to the desk's navigation."""

from gongkai.bureau.models import Credentials, Official, RoleChange
from gongkai.uploads.models import Upload

from ... import registry
from ...access import ADMINISTRATORS, AUDIT, CATALOGUE, PUBLICITY, SYSTEM
from ..administration.as_of import PAST
from ..administration.calendars import CALENDARS
from ..administration.ground import KEYS, SECRECY
from ..administration.reference import LAWYERS, WORDSMITHS
from ..administration.search import EDITORS, KEEPERS
from . import wellbeing


def open_changes(official: Official, may: Credentials) -> int:
    """Changes that wait for a second administrator."""
    return RoleChange.objects.filter(state=RoleChange.State.PROPOSED).exclude(proposed_by=official)[:100].count()


def held_files(official: Official, may: Credentials) -> int:
    """Files that no scanner has seen, or in which one has found something."""
    return Upload.objects.kept().filter(virus__in=[Upload.Virus.HELD, Upload.Virus.INFECTED])[:100].count()


registry.navigation(
    registry.NavEntry("catalogue", "公开目录", "desk:catalogue", CATALOGUE, order=50),
    registry.NavEntry("guide", "公开指南", "desk:guide", PUBLICITY, order=52),
    registry.NavEntry("institutions", "公开制度", "desk:institutions", PUBLICITY, order=54),
    registry.NavEntry("norms", "法律法规", "desk:norms", LAWYERS, order=56),
    registry.NavEntry("words", "词库", "desk:words", WORDSMITHS, order=58),
    registry.NavEntry("searches", "搜索情况", "desk:searches", EDITORS, order=59),
    registry.NavEntry("search-index", "搜索索引", "desk:search-index", KEEPERS, order=89),
    registry.NavEntry("secrets", "涉密登记", "desk:secrets", SECRECY, order=60),
    registry.NavEntry("calendars", "放假安排", "desk:calendars", CALENDARS, order=62),
    registry.NavEntry("absences", "离岗情况", "desk:absences", ADMINISTRATORS, order=87),
    registry.NavEntry("officials", "人员与职责", "desk:officials", ADMINISTRATORS, order=80),
    registry.NavEntry("auditors", "审计查阅", "desk:auditors", ADMINISTRATORS, order=81),
    registry.NavEntry("changes", "职责变更", "desk:changes", ADMINISTRATORS, order=82, count=open_changes),
    registry.NavEntry("units", "机构", "desk:units", ADMINISTRATORS, order=84),
    registry.NavEntry("leaders", "领导信息", "desk:leaders", SYSTEM, order=86),
    registry.NavEntry("keys", "密钥", "desk:keys", KEYS, order=88),
    registry.NavEntry("held", "待查文件", "desk:held-files", AUDIT, order=89, count=held_files),
    registry.NavEntry("retention", "保存期限", "desk:retention", ADMINISTRATORS, order=89),
    registry.NavEntry("health", "系统状态", "desk:health", SYSTEM, order=79),
    registry.NavEntry("as-of", "某日的网站", "desk:as-of", PAST, order=91),
    registry.NavEntry("journal", "日志", "desk:journal", AUDIT, order=90),
)
registry.tasks(registry.TaskSource("health", wellbeing.tasks, order=5))
