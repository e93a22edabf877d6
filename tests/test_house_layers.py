"""What import-linter cannot see: foreign keys point down, and evidence is never swept away with something else."""

import pytest
from django.apps import apps
from django.db import models

from tests.walk import PACKAGE, floors


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("gongkai.")]


def own_relations() -> list[tuple[type[models.Model], models.Field]]:
    return [
        (model, field)
        for model in own_models()
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation and not field.auto_created and getattr(field, "related_model", None)
    ]


def misdirected(app: str, target: str) -> bool:
    """Whether a foreign key from one app to another goes up or sideways."""
    return app != target and floors()[target] >= floors()[app]


def test_every_app_has_its_floor_in_the_contract():
    on_disk = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert on_disk <= set(floors())


def test_foreign_keys_point_down():
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model, field in own_relations()
        if field.related_model._meta.app_label in floors()
        and misdirected(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("app", "target", "wrong"),
    [
        ("publications", "bureau", False),
        ("bureau", "publications", True),
        ("journal", "vault", True),
        ("desk", "desk", False),
        ("portal", "desk", True),
    ],
)
def test_a_foreign_key_up_or_sideways_is_recognised(app, target, wrong):
    assert misdirected(app, target) is wrong


def test_foreign_keys_outside_the_house_go_to_the_framework_only():
    foreign = {
        field.related_model._meta.app_label
        for _, field in own_relations()
        if field.related_model._meta.app_label not in floors()
    }
    assert foreign <= {"auth", "contenttypes", "sessions"}


def test_nothing_is_deleted_because_something_else_is():
    """CASCADE is for parts that mean nothing alone: the pure link rows of a many-to-many field."""
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model, field in own_relations()
        if not model._meta.auto_created and getattr(field.remote_field, "on_delete", None) is models.CASCADE
    ]
    assert not cascading


def test_no_model_has_an_ordering_of_its_own():
    """Order is stated where a list is made (habit 20); a hidden one costs a sort in every query."""
    assert [model._meta.label for model in own_models() if model._meta.ordering] == []


def test_every_model_says_its_name_in_chinese():
    unnamed = [
        model._meta.label
        for model in own_models()
        if not model._meta.auto_created and str(model._meta.verbose_name).isascii()
    ]
    assert not unnamed
