"""Lighthouse on home, landing page, list, document and search: the four scores; below 90 fails, 95 is wanted.

Needs node and Chromium; the program comes from npm and stays in the drill's own folder. Says so and passes where it cannot run.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench._site import served
from drill._node import chromium, package

VERSION = "13.5.0"
PAGES = {"首页": "home", "政务公开": "open", "列表": "list", "文件": "document", "搜索": "search"}
CATEGORIES = {"performance": "性能", "accessibility": "无障碍", "best-practices": "最佳实践", "seo": "检索"}
LEAST, WANTED = 90, 95
# These pages are not to be indexed, as robots.txt and their own head say; the category would count that against them.
NOT_INDEXED = {"search"}


def scores(program: Path, address: str) -> tuple[dict[str, int], list[str]]:
    """Each category from 0 to 100, and the names of the audits that cost something."""
    report = Path(os.environ["GONGKAI_VAR"]).parent / "report.json"
    flags = ["--quiet", "--output=json", f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}",
             "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium()}
    subprocess.run(["node", str(program / "cli" / "index.js"), address, *flags], env=environment, check=True)
    said = json.loads(report.read_text(encoding="utf-8"))
    found = {key: round((said["categories"][key]["score"] or 0) * 100) for key in CATEGORIES}
    costly = [
        f"{audit['id']}: {audit.get('displayValue') or audit['title']}"
        for key in CATEGORIES
        for reference in said["categories"][key]["auditRefs"]
        for audit in [said["audits"][reference["id"]]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9
    ]
    return found, costly


def main() -> None:
    program, chrome, poor = package("lighthouse", VERSION, "node"), chromium(), []
    print(f"Lighthouse {VERSION}，{chrome}，手机、模拟较慢的网络和处理器")
    print(f"{'页面':<6}" + "".join(f"{label:>7}" for label in CATEGORIES.values()))
    with served() as (base, addresses):
        for name, key in PAGES.items():
            found, costly = scores(program, base + addresses[key])
            print(f"{name:<6}" + "".join(f"{found[category]:>8}" for category in CATEGORIES))
            for line in costly:
                print(f"        {line}")
            counted = {
                category: score for category, score in found.items() if not (category == "seo" and key in NOT_INDEXED)
            }
            if min(counted.values()) < LEAST:
                poor.append(name)
    print(f"期望每项不低于 {WANTED}，低于 {LEAST} 算没有通过")
    if poor:
        sys.exit(f"✗ 没有通过：{'、'.join(poor)}")


if __name__ == "__main__":
    main()
