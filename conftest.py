"""What all tests share: a data folder of their own, fast settings, and a real browser for those that ask."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from gongkai.bureau import limits
from gongkai.desk import frame
from gongkai.journal import queries as journal_queries

# One folder per process, so that parallel workers share neither database nor files, and nobody's var/ is touched.
OWN_VAR = Path(tempfile.mkdtemp(prefix="gongkai-pytest-"))


def _move_settings_into(folder: Path) -> None:
    settings.VAR = folder
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "files"},
        },
        # Hashed names would need collectstatic before every run.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(folder / "test.sqlite3")}
    os.environ["GONGKAI_VAR"] = str(folder)  # for what tests start as processes of their own


_move_settings_into(OWN_VAR)
settings.SEARCH_BUILDS_BY_ITSELF = False
# Argon2 is slow on purpose, and tests log in often; tests about password storage name their hasher themselves.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(OWN_VAR, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a browser is a browser test, marked or not."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True, scope="session")
def append_only_tables_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests with committed data empty all tables afterwards; the append-only ones are unlocked for that moment only."""
    original = TransactionTestCase._fixture_teardown

    def say(statements: list[str]) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def teardown(case: TransactionTestCase) -> None:
        say(journal_queries.unlock(connection.vendor))
        try:
            original(case)
        finally:
            say(journal_queries.lock_down(connection.vendor))

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def nothing_is_remembered_of_earlier_visits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a worker counts between two settlements belongs to one test; the desk counts anew, so that its cost is seen."""
    limits.forget()
    monkeypatch.setattr(frame, "MOST_COUNTED", 0)
    yield


# --- The browser ------------------------------------------------------------------------------------------------------

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Otherwise every start looks up its maker's hosts.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK_SIZE = {"width": 1280, "height": 900}
PHONE_SIZE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for the whole run; tests see it through `page` and `phone`."""
    from playwright.sync_api import sync_playwright  # only where a browser is wanted: it takes half a second

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "没有找到 Chromium：script/test 会安装它；或只运行 -m 'not browser'"
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code; it is not.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=BROWSER_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages as separate visitors: `open_page(viewport={…}, java_script_enabled=False)`.

    What the page complained about in its console, refused scripts and styles among it, fails the test at its end.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Any:
        context = browser.new_context(
            **{
                "base_url": live_server.url,
                "locale": "zh-CN",
                "timezone_id": "Asia/Shanghai",
                "viewport": DESK_SIZE,
                **options,
            }
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, f"浏览器控制台报错：{complaints}"


def _is_complaint(message: Any) -> bool:
    # A page that is meant to be missing or refused is the test's own business.
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """A fresh visitor at a desk (1280 px)."""
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Any]) -> Any:
    """A fresh visitor with a phone (390 px, touch)."""
    return open_page(viewport=PHONE_SIZE, is_mobile=True, has_touch=True, device_scale_factor=2)


# WCAG 2.2 AA, as axe-core names its rule sets.
WCAG_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def assert_accessible() -> Callable[[Any], None]:
    """Checks the page as it stands: no violation of WCAG 2.2 AA that axe-core can see."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def check(page: Any) -> None:
        results = axe.run(page, options={"runOnly": {"type": "tag", "values": WCAG_AA}})
        found = [
            f"{violation['id']}：{violation['help']} — {node['target']} {node['html'][:160]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check
