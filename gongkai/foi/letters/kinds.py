"""All twenty-eight kinds, as `letters` registers them."""

from gongkai.letters.kinds import Kind

from . import decisions, procedure
from .wording import number_of

ALL: tuple[Kind, ...] = tuple(sorted((*procedure.ALL, *decisions.ALL), key=lambda kind: kind.code))
BY_NUMBER = {number_of(kind.code): kind for kind in ALL}
