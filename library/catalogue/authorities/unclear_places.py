"""Place names in authority records that mean several units of the province."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.authorities.models import Authority, AuthorityKind
from library.places.place_history import PlaceHistory
from library.places.units import Unit


@dataclass(frozen=True, slots=True)
class UnclearName:
    """An authority record of a place, and the units that its name may mean."""

    record: int
    name: str
    units: tuple[Unit, ...]


def unclear_names(session: Session, history: PlaceHistory, count: int) -> tuple[UnclearName, ...]:
    """Return the first records whose name is of several units, in the order of the list."""
    records = select(Authority.id, Authority.name).where(
        Authority.kind == AuthorityKind.PLACE, Authority.merged_into.is_(None)
    )
    unclear = []
    for number, name in session.execute(records.order_by(Authority.sort, Authority.id)):
        units = history.find(name)
        if len(units) > 1:
            unclear.append(UnclearName(number, name, units))
        if len(unclear) == count:
            break
    return tuple(unclear)
