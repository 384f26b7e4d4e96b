"""Names of units in the pages of items, each with the unit that it means."""

from functools import lru_cache

from sqlalchemy.orm import Session

from library.places.edition import current_history
from library.places.place_history import PlaceHistory
from library.places.resolver import Resolved, Resolver


class PlaceReader:
    """Reads the names in pages with one state of the units and of people's decisions."""

    def __init__(self, history: PlaceHistory) -> None:
        self.history = history
        self._resolver = resolver_of(history)

    def names_in(
        self,
        text: str,
        *,
        day: str = "",
        title: str = "",
        item_id: str = "",
        page: int = 0,
        collection: str = "",
        series: str | None = "",
    ) -> tuple[Resolved, ...]:
        """Return the names in a page that units of the province bear, each with its decision.

        `day` is the day of the document, or its year; `page` is 0 for the description.
        """
        return self._resolver.resolve(text, day=day, title=title)


def place_reader(session: Session) -> PlaceReader:
    """Return a reader with the units and decisions as the transaction sees them."""
    return PlaceReader(current_history(session))


@lru_cache(maxsize=2)
def resolver_of(history: PlaceHistory) -> Resolver:
    """Return the resolver with one state of the units."""
    return Resolver(history)
