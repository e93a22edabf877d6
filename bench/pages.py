"""Uncached document and list pages at 1k, 20k and 200k publications: CPU, growth, statements, against a hand-written view."""

import sys
import time
from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import Any

from bench._fill import fill, people
from bench._start import begin

ROUNDS = 300


def cpu_ms(operation: Callable[[int], object], keys: list[int]) -> float:
    """The median of three runs over the keys, as CPU per operation in ms."""
    for key in keys[:20]:
        operation(key)
    runs = []
    for _ in range(3):
        started = time.process_time()
        for key in keys:
            operation(key)
        runs.append((time.process_time() - started) / len(keys) * 1000)
    return sorted(runs)[1]


def main(sizes: list[int]) -> None:
    begin()
    from django.core.handlers.base import BaseHandler
    from django.db import connection
    from django.template import engines
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from gongkai.portal.services import seed_columns
    from gongkai.publications.models import Publication

    seed_columns()
    team, handler, factory = people(), BaseHandler(), RequestFactory()
    handler.load_middleware()
    first: dict[str, float] = {}
    print(f"{'件数':>8} {'页面':<6} {'CPU/次':>9} {'SQL':>4} {'字节':>8} {'对最小规模':>9} {'对手写视图':>9}")
    for size in sizes:
        fill(team.unit, team.draft, size)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        chance, low = Random(1), Publication.objects.order_by("id").values_list("id", flat=True)[:1][0]
        keys = [low + chance.randrange(size) for _ in range(ROUNDS)]
        pages = {"文件": lambda key: f"/d/{key}/", "列表": lambda key: "/c/news.notice/"}
        for name, address in pages.items():

            def get(key: int, address: Callable[[int], str] = address) -> bytes:
                return handler.get_response(factory.get(address(key))).content

            body = get(keys[0])
            with CaptureQueriesContext(connection) as caught:
                get(keys[1])
            product = cpu_ms(get, keys)
            view = hand_written(name, body.decode(), engines["django"])
            address_of_plain = _serve(view)

            def plain(key: int, urlconf: str = address_of_plain) -> bytes:
                request = factory.get(f"/{key}/")
                request.urlconf = urlconf
                return handler.get_response(request).content

            base = cpu_ms(plain, keys)
            first.setdefault(name, product)
            print(
                f"{size:>8} {name:<6} {product:>7.2f}ms {len(caught):>4} {len(body):>8} "
                f"{product / first[name]:>9.2f} {product / base:>9.2f}"
            )
            assert len(caught) <= 4, [query["sql"] for query in caught]


def _serve(view: Callable) -> str:
    """The name of a URL configuration with this view alone, so that both pass the same handler and middleware."""
    from django.urls import path

    name = f"bench_urls_{id(view)}"
    module = ModuleType(name)
    module.urlpatterns = [path("<int:pk>/", view)]  # type: ignore[attr-defined]
    sys.modules[name] = module
    return name


def hand_written(name: str, page: str, engine: Any) -> Callable:
    """A view as one would write it for this page alone, with generic Django: the same questions, the same bytes.

    What does not depend on the item (head, navigation, footer) is given to it as finished text.
    """
    from django.db.models import Q
    from django.http import HttpRequest, HttpResponse

    from gongkai.publications.models import Link, ListingCount, Publication, Version

    if name == "文件":
        before, _, rest = page.partition("<article")
        template = engine.from_string(verbatim(before) + DOCUMENT + verbatim(rest[rest.find("</article>") :]))

        def document(request: HttpRequest, pk: int) -> HttpResponse:
            item = Publication.objects.select_related("live_version", "unit").get(pk=pk)
            versions = Version.objects.filter(publication=item, state__in=["live", "superseded"]).order_by("-serial")
            links = Link.objects.filter(Q(from_publication=item) | Q(to_publication=item)).select_related(
                "from_publication", "to_publication"
            )
            return HttpResponse(template.render({"p": item, "versions": versions, "links": links}))

        return document
    head, _, tail = page.partition('<ul class="rows')
    rows = engine.from_string(verbatim(head) + ROWS + verbatim(tail[tail.find("</ul>") :]))

    def listing(request: HttpRequest, pk: int) -> HttpResponse:
        items = Publication.objects.filter(listings__column="news.notice").order_by(
            "-listings__listed_on", "-listings__publication"
        )[:20]
        counts = ListingCount.objects.filter(column="news.notice")
        return HttpResponse(rows.render({"rows": items, "counts": counts}))

    return listing


DOCUMENT = """<article><h1>{{ p.title }}</h1>
<dl><dt>信息名称</dt><dd>{{ p.title }}</dd><dt>索取号</dt><dd>{{ p.number }}</dd><dt>发布机构</dt><dd>{{ p.unit.name }}</dd>
<dt>文件编号</dt><dd>{{ p.doc_no }}</dd><dt>公开类别</dt><dd>{{ p.live_version.get_openness_display }}</dd>
<dt>发布日期</dt><dd>{{ p.released_at|date:"Y-m-d H:i" }}</dd><dt>生成日期</dt><dd>{{ p.formed_on|date:"Y-m-d" }}</dd>
<dt>有效性</dt><dd>{{ p.validity_label }}</dd><dt>内容概述</dt><dd>{{ p.summary }}</dd></dl>
{{ p.live_version.body|safe }}
{% for v in versions %}<li>{{ v.serial }} {{ v.get_act_display }} {{ v.released_at|date:"Y-m-d" }} {{ v.change_note }}</li>{% endfor %}
{% for l in links %}<li>{{ l.get_role_display }} {{ l.to_publication.title }}</li>{% endfor %}"""
ROWS = """<ul>{% for p in rows %}<li>{% if p.validity_label %}<span>{{ p.validity_label }}</span>{% endif %}
<a href="{{ p.get_absolute_url }}">{{ p.title }}</a> {{ p.doc_no }} <time datetime="{{ p.listed_on|date:"Y-m-d" }}">
{{ p.listed_on|date:"Y-m-d" }}</time></li>{% endfor %}
{% for c in counts %}<a href="?year={{ c.year }}">{{ c.year }} {{ c.count }}</a>{% endfor %}"""


def verbatim(text: str) -> str:
    """Page text that the template engine takes as it stands."""
    return "{% verbatim %}" + text + "{% endverbatim %}"


if __name__ == "__main__":
    main([int(part) for part in sys.argv[1:]] or [1_000, 20_000, 200_000])
