"""Looks at home, lists, documents, interface and the login of a place that was restored; fails where one does not answer."""

import os
import time

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    os.environ["GONGKAI_HASHED_STATIC"] = "0"
    django.setup()
    from django.test import Client

    from gongkai.bureau.models import Official
    from gongkai.bureau.services.login import secret_of
    from gongkai.publications.models import Publication

    client, begun = Client(SERVER_NAME="127.0.0.1"), time.monotonic()
    documents = Publication.objects.public().order_by("-id")[:20]
    addresses = ["/", "/healthz", "/open/", "/catalogue/", "/sitemap.xml", "/api/v1/publications", "/desk/login/"]
    addresses += [document.get_absolute_url() for document in documents]
    answers = {address: client.get(address, follow=True).status_code for address in addresses}
    wrong = {address: code for address, code in answers.items() if code != 200}
    assert not wrong, wrong
    enrolled = [official for official in Official.objects.all() if official.totp_secret]
    assert enrolled and all(map(secret_of, enrolled)), "the keys do not open what was encrypted"
    print(f"新位置可用：{len(answers)} 个页面都有应答，{time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
