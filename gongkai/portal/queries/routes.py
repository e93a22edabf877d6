"""Which view answers an address, looked for among the routes that begin with the same word only.

The framework tries every route in turn; an address tried at random must cost little, however many rooms there are.
"""

from collections.abc import Iterator
from functools import cache

from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern, RoutePattern

Route = URLPattern | URLResolver


def find(path: str) -> ResolverMatch | None:
    """The view behind an address with its arguments; None where there is none. Names and namespaces are not told."""
    by_word, any_word = _routes(get_resolver())
    routes = by_word.get(path[1:].partition("/")[0], any_word)
    try:
        return routes.resolve(path)
    except Resolver404:
        return None


@cache
def _routes(root: URLResolver) -> tuple[dict[str, URLResolver], URLResolver]:
    """A resolver for each first word of an address, in the order of the routes, and one for all other words."""
    ordered = list(_beginnings(root))
    words = {word for word, _ in ordered if word is not None}

    def among(wanted: str | None) -> URLResolver:
        return URLResolver(RegexPattern(r"^/"), [route for word, route in ordered if word in (None, wanted)])

    return {word: among(word) for word in words}, among(None)


def _beginnings(resolver: URLResolver) -> Iterator[tuple[str | None, Route]]:
    """Each route with the word that it begins with; None where that is not fixed."""
    for route in resolver.url_patterns:
        text = str(route.pattern)
        if isinstance(route, URLResolver) and not text and not route.default_kwargs:
            yield from _beginnings(route)
            continue
        word, slash, _ = text.partition("/")
        fixed = isinstance(route.pattern, RoutePattern) and "<" not in word and (slash or isinstance(route, URLPattern))
        yield (word if fixed else None), route
