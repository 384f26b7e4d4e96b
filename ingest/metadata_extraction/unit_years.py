"""Proposes years for a page without a date, from the units that it names."""

from collections.abc import Iterator

from library.catalogue.description.proposals import Proposed
from library.places.in_texts.existence import proposed_years
from library.places.place_history import PlaceHistory

_CONFIDENCE = 0.4
"""A hint: a person looks at the page and the reason."""


def propose_years(text: str, history: PlaceHistory) -> Iterator[Proposed]:
    """Yield the range of years in which the units named in a text existed together, if any."""
    existence = proposed_years(text, history)
    if existence and existence.written:
        yield Proposed("date", existence.written, _CONFIDENCE, 0, 0, 0, 0)
