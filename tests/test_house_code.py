"""House rules about code, as far as a machine can see them (docs/house.md)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.walk import PACKAGE, ROOT, app_of, calls, dotted, modules, named, text, tracked, tree

HARD_LIMIT = 400  # lines of a module
FUNCTION_LIMIT = 60  # lines of a function, docstring included; thirty is the aim, this is the alarm


def test_every_package_says_what_it_is_in_one_sentence():
    silent = [
        named(path)
        for path in modules(tests=True)
        if path.name == "__init__.py"
        and not {"tests", "management", "commands"} & set(path.parts)
        and not (ast.get_docstring(tree(path)) or "").rstrip().endswith(".")
    ]
    assert not silent


def test_no_module_grows_past_the_hard_limit():
    python = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    assert [f"{named(path)}: {n}" for path in python if (n := text(path).count("\n")) > HARD_LIMIT] == []


def test_no_function_grows_past_the_alarm():
    long = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION_LIMIT
    ]
    assert not long


def test_no_module_is_a_place_for_odds_and_ends():
    assert [named(path) for path in modules() if path.stem in {"utils", "helpers", "misc", "common"}] == []


CLOCK = PACKAGE / "journal" / "clock.py"
CLOCK_READERS = re.compile(r"(^|\.)(timezone\.(now|localdate|localtime)|date\.today|datetime\.(now|utcnow|today))$")


def test_only_the_clock_asks_what_time_it_is():
    asking = [
        f"{named(path)}:{call.lineno} {name}"
        for path in modules()
        if path != CLOCK
        for call, name in calls(path)
        if CLOCK_READERS.search(name)
    ]
    assert not asking


def test_no_field_fills_itself_from_the_machines_clock():
    """auto_now, auto_now_add and default=timezone.now pass the clock by, and with it the sample year and replays."""
    passing = [
        f"{named(path)}:{keyword.value.lineno} {keyword.arg}"
        for path in modules()
        for call, _ in calls(path)
        for keyword in call.keywords
        if keyword.arg in {"auto_now", "auto_now_add"}
        or (keyword.arg == "default" and CLOCK_READERS.search(dotted(keyword.value)))
    ]
    assert not passing


# --- Only an app writes to its own models -----------------------------------------------------------------------------

WRITING = {
    *("create", "bulk_create", "bulk_update", "update", "delete", "save"),
    *("get_or_create", "update_or_create", "add", "set", "remove", "clear"),
}


def model_owners() -> dict[str, str]:
    """Each model's name with the app it belongs to."""
    return {
        model.__name__: model._meta.app_label for model in apps.get_models() if model.__module__.startswith("gongkai.")
    }


def foreign_models(module: ast.Module, app: str, owners: dict[str, str]) -> set[str]:
    """Names in this module that stand for a model of another app, by any import."""
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if owners.get(alias.name, app) != app and "models" in f"{node.module or ''}.{alias.name}":
                    names.add(alias.asname or alias.name)
    return names


def foreign_writes(module: ast.Module, app: str, owners: dict[str, str]) -> list[str]:
    """Writes to another app's model that can be seen without running: `Model.objects.….create()`, `Model(…).save()`."""
    foreign = foreign_models(module, app, owners)
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        head, *middle = dotted(node.func).split(".")
        through_manager = middle[:1] == ["objects"] and middle[-1] in WRITING
        on_new_instance = middle == ["save"] and isinstance(node.func, ast.Attribute)
        if head in foreign and (through_manager or (on_new_instance and isinstance(node.func.value, ast.Call))):
            found.append(f"{node.lineno} {dotted(node.func)}")
    return found


def test_nothing_outside_an_app_writes_to_its_models():
    owners = model_owners()
    wrong = [
        f"{named(path)}:{write}" for path in modules() for write in foreign_writes(tree(path), app_of(path), owners)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("Publication.objects.create(title='x')", True),
        ("Publication.objects.filter(pk=1).update(title='x')", True),
        ("Publication(title='x').save()", True),
        ("Publication.objects.filter(pk=1).first()", False),
    ],
)
def test_a_write_to_another_apps_model_is_recognised(line, seen):
    module = ast.parse(f"from gongkai.publications.models import Publication\n{line}")
    assert bool(foreign_writes(module, "policy", {"Publication": "publications"})) is seen
    assert not foreign_writes(module, "publications", {"Publication": "publications"})


# --- News travels as journal entries ----------------------------------------------------------------------------------


def test_signals_are_connected_in_apps_files_only():
    """Django's own events may call a service; news of ours travels as journal entries."""
    own = [named(path) for path in modules() for _, name in calls(path) if name in {"Signal", "dispatch.Signal"}]
    connected = [
        f"{named(path)}:{call.lineno}"
        for path in modules()
        if path.name != "apps.py"
        for call, name in calls(path)
        if name == "receiver"
        or re.search(r"(_save|_delete|_init|_migrate|_changed|logged_in|logged_out|_failed)\.connect$", name)
    ]
    assert not own
    assert not connected


def recorded_events() -> list[tuple[str, str]]:
    """Event names that stand as a literal in a call of `record`, with their place."""
    return [
        (f"{named(path)}:{call.lineno}", call.args[0].value)
        for path in modules()
        for call, name in calls(path)
        if name.split(".")[-1] == "record"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    ]


def test_every_recorded_event_is_announced():
    from gongkai.journal import events

    known = {event.name for event in events.all_events()}
    assert [f"{place} {name}" for place, name in recorded_events() if name not in known] == []


def test_events_are_prefixed_by_an_app_and_have_a_chinese_sentence():
    from gongkai.journal import events

    labels = {config.label for config in apps.get_app_configs()}
    odd = [
        event.name
        for event in events.all_events()
        if event.name.partition(".")[0] not in labels or event.sentence.isascii()
    ]
    assert not odd


# --- Exceptions carry their reason ------------------------------------------------------------------------------------


NOQA_WITHOUT_REASON = re.compile(r"#\s*noqa(:\s*[A-Z0-9, ]+)?\s*$")
IGNORE_WITHOUT_CODE = re.compile(r"#\s*type:\s*ignore(?!\[)")


def test_every_ignored_warning_says_why():
    """`noqa` carries its reason on the line or in a comment above it; an ignored type names what is ignored."""
    bare = []
    for path in (*modules(tests=True), *(ROOT / "script").glob("*.py")):
        above = ""
        for number, line in enumerate(text(path).splitlines(), 1):
            unexplained = NOQA_WITHOUT_REASON.search(line) and not above.lstrip().startswith("#")
            if unexplained or IGNORE_WITHOUT_CODE.search(line):
                bare.append(f"{named(path)}:{number}")
            above = line
    assert not bare


def late_imports(path: Path) -> list[str]:
    """Imports inside a function without a comment between the function's head and the import."""
    lines = text(path).splitlines()
    found = []
    for function in ast.walk(tree(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                before = lines[function.lineno - 1 : node.end_lineno]
                if not any("#" in line for line in before):
                    found.append(f"{named(path)}:{node.lineno}")
    return found


def test_imports_inside_functions_say_why():
    """Only AppConfig.ready may import late without a word."""
    assert [place for path in modules() if path.name != "apps.py" for place in late_imports(path)] == []


def test_views_do_not_render_text_as_safe_by_hand():
    """`mark_safe` belongs to the sanitiser and to the few places that build markup from escaped parts."""
    marking = {named(path) for path in modules() for _, name in calls(path) if name.split(".")[-1] == "mark_safe"}
    assert {place for place in marking if not re.search(r"(sanitis|richtext|markup|templatetags)", place)} == set()
