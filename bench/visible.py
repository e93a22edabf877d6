"""From the act of release to the page and the list that show it, among many publications, with kept pages before them."""

import logging
import sys
import time

from bench._asking import ask
from bench._fill import fill, people
from bench._start import begin

ROUNDS = 30


def main(size: int) -> None:
    begin()
    from django.core.wsgi import get_wsgi_application

    from gongkai.portal.kept import front
    from gongkai.portal.services import seed_columns
    from gongkai.publications.services import releasing, removing
    from gongkai.publications.tests import factories as make

    seed_columns()
    logging.disable(logging.WARNING)
    team, site = people(), front.before(get_wsgi_application())
    fill(team.unit, team.draft, size)
    shown, gone, cpu = [], [], 0.0
    for number in range(ROUNDS):
        version = make.approved(team, title=f"关于第{number}次发布的通知")
        started, begun = time.perf_counter(), time.process_time()
        publication = releasing.release(version=version, actor=team.publicity)
        cpu += time.process_time() - begun
        status, _ = ask(site, publication.get_absolute_url())
        _, rows = ask(site, "/c/news.notice/")
        shown.append(time.perf_counter() - started)
        assert status == 200 and version.title in rows.decode()
        started = time.perf_counter()
        removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="测量")
        status, _ = ask(site, publication.get_absolute_url())
        _, rows = ask(site, "/c/news.notice/")
        gone.append(time.perf_counter() - started)
        assert status == 410 and version.title not in rows.decode()
    print(
        f"{size} 件中发布一件：CPU {cpu / ROUNDS * 1000:.1f} ms；到页面和列表可见最慢 {max(shown) * 1000:.0f} ms（上限 2000）"
    )
    print(f"撤下一件：到页面和列表都不再出现最慢 {max(gone) * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
