"""House rules about what is committed: nothing of one machine, nothing unfinished, and documents that keep pace."""

import re

import pytest

from tests.walk import ROOT, modules, named, text, tracked

SOURCES = [path for path in tracked() if path.name != "test_house_repository.py"]
LOCKS = ("requirements.txt", "requirements-dev.txt")
# Assembled, so that this file does not hold the very words it looks for.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
ONE_MACHINE = re.compile(r"/wo" + r"rk/|\bshar" + r"ed/(design|domain|real|plan|vectors)|/ro" + r"ot/\.|/home/[a-z]+/")
INDEX_HOST = re.compile(
    r"pypi\.(org|python)|python" + r"hosted|npm" + r"js\.(org|com)|tuna\.tsinghua|mirrors\.aliyun"
    r"|--(extra-)?index-url\s+\S*//|--find-links\s+\S*/",
    re.I,
)


def lines_with(pattern: re.Pattern[str], paths) -> list[str]:
    return [
        f"{named(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_marked_unfinished():
    code = [p for p in SOURCES if p.suffix in {".py", ".html", ".css", ".js", ".toml", ""} and "data" not in p.parts]
    assert lines_with(UNFINISHED, code) == []


def test_nothing_names_a_place_on_one_machine():
    assert lines_with(ONE_MACHINE, SOURCES) == []


def test_nothing_names_the_host_of_a_package_index():
    assert lines_with(INDEX_HOST, SOURCES) == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_hold_names_versions_and_hashes_only(name):
    line = re.compile(r"\s*#.*|[a-z0-9._-]+(\[[a-z,-]+\])?==[^ ]+( ; .+)? \\|\s+--hash=sha256:[0-9a-f]{64}( \\)?|")
    assert [row for row in text(ROOT / name).splitlines() if not line.fullmatch(row)] == []


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ]+)", text(ROOT / name), re.M))


def wanted(name: str) -> set[str]:
    """Distribution names that an .in file asks for itself."""
    return {re.sub(r"[-_.]+", "-", word).lower() for word in re.findall(r"^([A-Za-z][\w.-]*)", text(ROOT / name), re.M)}


def test_what_runs_in_tests_is_what_runs_in_production():
    developing = pins("requirements-dev.txt")
    assert {n: v for n, v in pins("requirements.txt").items() if developing.get(n) != v} == {}


def test_locks_hold_everything_that_is_asked_for():
    assert wanted("requirements.in") <= set(pins("requirements.txt"))
    assert wanted("requirements-dev.in") <= set(pins("requirements-dev.txt"))


def test_every_dependency_has_its_line_in_the_decision():
    decision = text(ROOT / "docs/adr/0002-dependencies.md").lower()
    asked = wanted("requirements.in") | wanted("requirements-dev.in")
    assert sorted(name for name in asked if f"| {name} |" not in decision) == []


def test_no_dependency_is_explained_that_is_gone():
    rows = set(re.findall(r"^\| ([a-z0-9-]+) \|", text(ROOT / "docs/adr/0002-dependencies.md").lower(), re.M))
    assert rows - {"package", "---"} - wanted("requirements.in") - wanted("requirements-dev.in") == set()


NAME = r"[\"']([A-Z][A-Z0-9_]+)[\"']"
# Read with a function, or by subscription that is not the target of an assignment.
ENVIRONMENT = re.compile(
    rf"(?:\benv|\bflag|environ\.get|getenv)\(\s*{NAME}|environ\[\s*{NAME}\](?!\s*=[^=])",
)
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "PATH", "HOME", "TMPDIR"}


def read_from_environment() -> set[str]:
    scripts = [path for path in (ROOT / "script").iterdir() if path.is_file()]
    in_python = {
        name for path in (*modules(), *scripts) for pair in ENVIRONMENT.findall(text(path)) for name in pair if name
    }
    in_shell = {name for path in scripts for name in re.findall(r"\$\{((?:GONGKAI_|PORT)[A-Z0-9_]*)[:}]", text(path))}
    return (in_python | in_shell) - NOT_OURS


def test_every_setting_from_the_environment_stands_in_the_readme_and_nothing_else():
    table = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", text(ROOT / "README.md"), re.M))
    assert read_from_environment() - table == set(), "在 README 的变量表中补上"
    assert table - read_from_environment() == set(), "README 的变量表中有已不再读取的变量"


def test_the_example_environment_names_only_known_settings():
    example = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", text(ROOT / ".env.example"), re.M))
    assert example <= read_from_environment()


def test_the_glossary_lists_every_model():
    from django.apps import apps

    glossary = text(ROOT / "docs/glossary.md")
    missing = [
        f"{model.__name__}（{model._meta.verbose_name}）"
        for model in apps.get_models()
        if model.__module__.startswith("gongkai.") and f"`{model.__name__}`" not in glossary
    ]
    assert not missing


def test_documents_link_to_files_that_exist():
    broken = [
        f"{named(path)} → {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text(path))
        if not (path.parent / target).exists()
    ]
    assert not broken


def test_scripts_can_be_run_and_explain_themselves():
    mute = []
    for path in (*(p for p in (ROOT / "script").iterdir() if p.is_file() and not p.suffix), ROOT / ".ci/run"):
        first, second = text(path).splitlines()[:2]
        if not (first.startswith("#!") and second.startswith("# ") and path.stat().st_mode & 0o111):
            mute.append(named(path))
    assert not mute


def test_every_command_says_what_it_does():
    commands = [p for p in modules() if p.parent.name == "commands" and p.name != "__init__.py"]
    silent = [
        named(p) for p in commands if not p.stem.startswith("_") and not re.search(r"^    help = ", text(p), re.M)
    ]
    assert not silent
