"""An index of its own for a test, and short words for what the tests ask of it."""

from gongkai.portal import navigation
from gongkai.portal.models import Synonym
from gongkai.portal.search import building, finding, folder, services, updating


def use_own_folder(settings, tmp_path):
    """Let this test's index lie where no other test looks."""
    settings.VAR = tmp_path
    folder._opened = folder.Opened()
    updating._done.clear()  # the ids of a test before, which the database gives again


def build():
    return building.build()


def found(typed, **more):
    return finding.find(finding.Wanted(typed, **more), navigation.current())


def titles(typed, **more):
    return [row.title for row in found(typed, **more).rows]


def same(word, meaning):
    """Two words that mean the same, as an editor would have it."""
    row = Synonym.objects.create(word=word, meaning=meaning, valid_from="2026-01-01")
    services._stamp()
    return row
