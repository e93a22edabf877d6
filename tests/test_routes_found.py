"""The short way to a view finds the same as the framework's, for every route and for what resembles one."""

import re

import pytest
from django.urls import Resolver404, resolve

from gongkai.portal.queries import routes
from tests.routes import ROUTES

SAMPLES = {"int": "17", "slug": "nix-1", "str": "测", "path": "a/b", "uuid": "6f0a9c1e-5d3a-4b60-9a49-0c1f2f4f3b11"}


def filled(route: str) -> str:
    """An address of a route, or of none where a converter is the project's own and wants more."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "17"), route)


def by_framework(path: str) -> tuple | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.func, match.args, match.kwargs


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_each_route_is_found_as_the_framework_finds_it(route):
    for path in (filled(route), filled(route).rstrip("/"), filled(route) + "more", "/x" + filled(route)):
        found = routes.find(path)
        assert (found and (found.func, found.args, found.kwargs)) == by_framework(path), path


@pytest.mark.parametrize(
    "path", ["", "/", "//", "//d/1/", "/%", "/d", "/d/", "d/1/", "/\n", "/desk", "/desk//", "/．/"]
)
def test_odd_addresses_are_found_or_not_as_the_framework_says(path):
    found = routes.find(path)
    assert (found and (found.func, found.args, found.kwargs)) == by_framework(path)
