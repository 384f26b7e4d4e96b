"""Two-syllable local names of the province, recognised in queries without marks."""

from functools import cache
from pathlib import Path

from library.places.edition import shipped_history
from library.vietnamese.letters import fold, spell_one_way
from search_index.query.han import NAMES

OTHER_PLACES = Path(__file__).with_name("data") / "places-that-are-no-units.txt"
"""Rivers, hills, caves and the like, ambiguous names after the word for their kind."""


@cache
def local_names() -> dict[str, str]:
    """Return the local names by their folded form; Kỳ is folded to ki as on every page."""
    units = (era.name for unit in shipped_history().units.values() for era in unit.eras)
    names = (*units, *_other_places(), *NAMES.values())
    return {fold(spell_one_way(name)): name for name in names if name.count(" ") == 1}


@cache
def names_with_kind() -> dict[str, str]:
    """Return ambiguous names with the word for their kind: Kỳ Cùng → sông Kỳ Cùng."""
    return {bare: name for bare, name in _other_places().items() if bare != name}


def _other_places() -> dict[str, str]:
    names = OTHER_PLACES.read_text("utf-8").splitlines()
    return {name.partition(" ")[2] if name[0].islower() else name: name for name in names}
