"""Units of today that touch each other, read from their outlines."""

from collections import defaultdict
from functools import cache

from library.places.atlas import map_units, outline_points


@cache
def touching() -> dict[str, frozenset[str]]:
    """Return, for each code of today's units, the codes of those whose outline meets its own."""
    owners: dict[tuple[int, int], set[str]] = defaultdict(set)
    for unit in map_units():
        for point in outline_points(unit.outline):
            owners[point].add(unit.code)
    around: dict[str, set[str]] = defaultdict(set)
    for codes in owners.values():
        for code in codes:
            around[code] |= codes - {code}
    return {code: frozenset(codes) for code, codes in around.items()}
