"""What the public is served from beside the database: the search index and the kept pages."""

from datetime import timedelta

from django.conf import settings

from gongkai.journal import clock
from gongkai.journal.health import Check, Finding, Level
from gongkai.journal.models import Delivery
from gongkai.portal.kept import site
from gongkai.portal.search import folder, updating

from .checks import said, size

# Engineering value, no law: what was released stands in the index within seconds.
INDEX_LATE = timedelta(minutes=5)


def search_index() -> Finding:
    if folder.current() is None:
        return Finding(Level.WATCH, "还没有搜索索引，搜索暂由数据库代替，结果较少。",
                       "后台进程会自动建立；一直没有时请运行 python manage.py index。")  # fmt: skip
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, subscriber=updating.SUBSCRIBER)
    first = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    age = max(clock.now() - first, timedelta()) if first else timedelta()
    figures = {"search_index_bytes": folder.bytes_used(), "search_lag_seconds": age.total_seconds()}
    if age > INDEX_LATE:
        return Finding(Level.WATCH, f"搜索索引落后 {said(age)}。", "请查看后台进程是否在运行。", figures)
    return Finding(Level.GOOD, f"搜索索引 {size(figures['search_index_bytes'])}，没有落后。", "", figures)


def kept_pages() -> Finding:
    store = site.existing()
    if store is None:
        return Finding(Level.UNKNOWN, "还没有留存页面；有人访问后自动产生。")
    count, _, used = store.figures()
    figures = {"kept_pages": count, "kept_pages_bytes": used}
    return Finding(Level.GOOD, f"留存页面 {count:,} 页，{size(used)}，上限 {settings.PAGES_MB:,} MB。", "", figures)


CHECKS = (Check("search", "搜索索引", search_index, order=90), Check("pages", "留存页面", kept_pages, order=92))
