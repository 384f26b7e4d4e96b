"""Acts that changed units, as published documents of the library."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState

_NUMBER = re.compile(r"\b\d+(?:/\d{4})?[-/][A-ZĐ][A-ZĐ0-9/-]*")
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


def held_acts(session: Session, acts: Iterable[str]) -> dict[str, str]:
    """Return the identifiers of published documents by the acts whose number and year they have."""
    facts = {act: (number_of(act), _YEAR.findall(act)) for act in acts}
    numbers = {number for number, _ in facts.values() if number}
    if not numbers:
        return {}
    years = {int(year) for _, cited in facts.values() for year in cited}
    rows = session.execute(
        select(Item.number, Item.year, Item.id)
        .where(
            Item.number.in_(numbers),
            Item.year.in_(years),
            Item.state == ItemState.PUBLISHED,
            Item.access != Access.STAFF,
        )
        .order_by(Item.id.desc())
    )
    ids = {(number, str(year)): item_id for number, year, item_id in rows}
    return {
        act: item_id
        for act, (number, cited) in facts.items()
        if (item_id := next((ids[number, year] for year in cited if (number, year) in ids), None))
    }


def number_of(act: str) -> str:
    """Return the number in the name of an act, 177-CP; empty if it has none."""
    match = _NUMBER.search(act)
    return match[0] if match else ""
