"""Error pages: plain words, a way on, and no question to the database beyond what is already known."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

from .. import navigation
from ..context import elder_of
from ..queries import lookup

SHORTEST_OLD_ADDRESS = 3
ONE_MINUTE = 60


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    nav = navigation.cached()
    context = {
        "nav": nav, "header_html": nav.header_html("", elder_of(request)), "footer_html": nav.footer_html(), "status": status, "title": title,
        "text": text,
    }  # fmt: skip
    return render(request, "portal/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "请求有误", "浏览器发来的内容不完整或格式不对，请返回上一页重新操作。")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "没有权限", "您没有权限打开这个页面。如果您认为应当可以打开，请与我们联系。")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request, 403, "页面已过期", "这个页面停留过久或者浏览器没有保存必要的标识，请返回上一页，刷新后重新提交。"
    )


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """429: a form was used too often from one place; says when it may be used again (seconds)."""
    wait = f"{retry_after} 秒" if retry_after < ONE_MINUTE else f"{-(-retry_after // ONE_MINUTE)} 分钟"
    response = _page(
        request, 429, "操作过于频繁", f"同一网络在短时间内提交次数过多，请在 {wait}后再试。已经提交成功的内容不受影响。"
    )
    response.headers["Retry-After"] = str(retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of an address that leads nowhere; an address of the earlier site leads to where its item is now."""
    path = request.path
    if len(path) > SHORTEST_OLD_ADDRESS and path.isprintable() and not path.startswith(("/static/", "/desk/", "/api/")):
        pk = lookup.by_old_address(path)
        if pk is not None:
            return HttpResponsePermanentRedirect(f"/d/{pk}/")
    return _page(
        request,
        404,
        "没有找到这个页面",
        "网址可能输错了，或者页面已经移走。您可以用标题或文号查找，也可以从下面的栏目进入。",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page that must always work: no navigation, no database, no request context."""
    return HttpResponse(render_to_string("portal/500.html", {"site": settings.BUREAU}), status=500)
