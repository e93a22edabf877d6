"""The first visit of home, list, document and search in a real browser: bytes over the wire and requests, at most 150 KB each.

script/bench visit
"""

import shutil
import sys
from typing import Any

from bench._site import served

MOST_BYTES = 150 * 1024
MOST_REQUESTS = 12
PAGES = {"首页": "home", "政务公开": "open", "列表": "list", "文件": "document", "办事": "services", "搜索": "search"}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def first_visit(browser: Any, address: str) -> tuple[int, dict[str, int], float]:
    """Requests, bytes by kind as they came over the wire (heads among them), and the largest paint in ms, all uncached."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, finished = context.new_page(), []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(address, wait_until="networkidle")
    largest = page.evaluate("""() => new Promise((done) => { new PerformanceObserver((list) =>
        done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true }); })""")
    sizes: dict[str, int] = {}
    for request in finished:
        size = request.sizes()
        kind = request.resource_type
        sizes[kind] = sizes.get(kind, 0) + size["responseBodySize"] + size["responseHeadersSize"]
    context.close()
    return len(finished), sizes, float(largest)


def main() -> None:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.exit("没有找到 Chromium：script/test 会安装它")
    failed = []
    with served() as (base, addresses), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        print(
            f"{'页面':<6} {'请求':>4} {'字节':>8} {'其中页面':>8} {'样式':>7} {'脚本':>7} {'图形':>7} {'最大内容绘制':>8}"
        )
        for name, key in PAGES.items():
            requests, sizes, largest = first_visit(browser, base + addresses[key])
            total = sum(sizes.values())
            parts = [sizes.get(kind, 0) for kind in ("document", "stylesheet", "script")]
            rest = total - sum(parts)
            print(
                f"{name:<6} {requests:>4} {total:>8} {parts[0]:>8} {parts[1]:>7} {parts[2]:>7} {rest:>7} {largest:>6.0f}ms"
            )
            if total > MOST_BYTES or requests > MOST_REQUESTS:
                failed.append(name)
        browser.close()
    print(f"上限：每页 {MOST_BYTES} 字节、{MOST_REQUESTS} 个请求（首次访问，没有缓存）")
    if failed:
        sys.exit(f"✗ 超出上限：{'、'.join(failed)}")


if __name__ == "__main__":
    main()
