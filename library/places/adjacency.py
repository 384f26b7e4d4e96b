"""Units of today that touch each other, read from their outlines."""

from collections import defaultdict
from functools import cache

from library.places.atlas import map_units, outline_points


@cache
def touching() -> dict[str, frozenset[str]]:
    """Return, for each unit of today, those whose outline meets its own."""
    owners: dict[tuple[int, int], set[str]] = defaultdict(set)
    for unit in map_units():
        for point in outline_points(unit.outline):
            owners[point].add(unit.id)
    around: dict[str, set[str]] = defaultdict(set)
    for ids in owners.values():
        for unit_id in ids:
            around[unit_id] |= ids - {unit_id}
    return {unit_id: frozenset(ids) for unit_id, ids in around.items()}
