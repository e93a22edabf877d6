"""Every kind of public page through the W3C's own checker (vnu): no errors.

Needs node and java; the checker comes from npm and stays in the drill's own folder. Says so and passes where it cannot run.
The strict parse of every page, public and private, is a test (tests/test_valid_html.py); this sees content models too.
"""

import os
import subprocess
import sys
from pathlib import Path

from bench._site import filled
from drill._node import package

VERSION = "26.9.27"


def main() -> None:
    jar = next(package("vnu-jar", VERSION, "java").rglob("vnu.jar"))
    addresses = filled()
    from django.test import Client

    folder = Path(os.environ["GONGKAI_VAR"]).parent / "pages"
    folder.mkdir()
    for elder in ("", "125"):
        client = Client(SERVER_NAME="127.0.0.1")
        if elder:
            client.cookies["elder"] = elder
        for name, address in addresses.items():
            (folder / f"{name.replace(' ', '-')}{elder}.html").write_bytes(client.get(address).content)
    files = sorted(folder.glob("*.html"))
    checked = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--stdout", *map(str, files)], capture_output=True, text=True
    )
    print(checked.stdout.replace(f"file:{folder}/", "").strip() or f"{len(files)} 个页面没有错误")
    if checked.returncode:
        sys.exit("✗ 有不合规范的标记，见上")


if __name__ == "__main__":
    main()
