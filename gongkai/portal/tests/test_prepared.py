"""A prepared question gives what its queryset gives, on both databases."""

import pytest

from gongkai.portal.queries.prepared import Prepared
from gongkai.portal.tests.factories import many, policy
from gongkai.publications.models import Listing, Publication

pytestmark = pytest.mark.django_db


def of_column(column):
    return (
        Listing.objects.filter(column=column).order_by("-listed_on", "-publication").select_related("publication__unit")
    )


def test_rows_are_the_querysets_with_their_relations_dates_and_limits(team, django_assert_num_queries):
    many(team, 7)
    policy(team)
    ask = Prepared(of_column, str)
    for column in ("open.policy.other", "open", "none", "x' OR 1=1 --"):
        wanted = list(of_column(column))
        with django_assert_num_queries(1):
            found = ask(column)
            assert [(row.pk, row.listed_on, row.publication.title, row.publication.unit.name) for row in found] == [
                (row.pk, row.listed_on, row.publication.title, row.publication.unit.name) for row in wanted
            ]
        assert [row.pk for row in ask(column, limit=3, offset=2)] == [row.pk for row in wanted[2:5]]


def test_deferred_fields_stay_deferred_and_moments_are_aware(team):
    publication = policy(team)
    ask = Prepared(lambda pk: Publication.objects.filter(pk=pk).only("released_at"), int)
    [found] = ask(publication.pk)
    assert found.released_at == publication.released_at and found.released_at.tzinfo is not None
    assert "title" in found.get_deferred_fields()
    assert ask(10**30) == ask(-1) == []


def test_a_value_that_is_not_in_the_statement_is_a_programming_error(team):
    with pytest.raises(ValueError, match="does not stand"):
        Prepared(lambda pk: Publication.objects.all(), int)(1)
