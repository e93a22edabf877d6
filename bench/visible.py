"""From the act of release to the page and the list that show it, among many publications."""

import sys
import time

from bench._fill import fill, people
from bench._start import begin

ROUNDS = 30


def main(size: int) -> None:
    begin()
    from django.core.handlers.base import BaseHandler
    from django.test import RequestFactory

    from gongkai.portal.services import seed_columns
    from gongkai.publications.services import releasing, removing
    from gongkai.publications.tests import factories as make

    seed_columns()
    team, handler, factory = people(), BaseHandler(), RequestFactory()
    handler.load_middleware()
    fill(team.unit, team.draft, size)
    shown, gone, cpu = [], [], 0.0
    for number in range(ROUNDS):
        version = make.approved(team, title=f"关于第{number}次发布的通知")
        started, begun = time.perf_counter(), time.process_time()
        publication = releasing.release(version=version, actor=team.publicity)
        cpu += time.process_time() - begun
        page = handler.get_response(factory.get(publication.get_absolute_url()))
        rows = handler.get_response(factory.get("/c/news.notice/"))
        shown.append(time.perf_counter() - started)
        assert page.status_code == 200 and version.title in rows.content.decode()
        started = time.perf_counter()
        removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="测量")
        page = handler.get_response(factory.get(publication.get_absolute_url()))
        rows = handler.get_response(factory.get("/c/news.notice/"))
        gone.append(time.perf_counter() - started)
        assert page.status_code == 410 and version.title not in rows.content.decode()
    print(
        f"{size} 件中发布一件：CPU {cpu / ROUNDS * 1000:.1f} ms；到页面和列表可见最慢 {max(shown) * 1000:.0f} ms（上限 2000）"
    )
    print(f"撤下一件：到页面和列表都不再出现最慢 {max(gone) * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
