"""Lets staff tell the workshop what to do with a page, or with a whole delivery."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import SETTLED, Accession, AccessionState
from library.catalogue.models import Item
from library.staff.audit import note
from library.triage.models import WHOLE, About, Instruction, Mending


@dataclass(frozen=True, slots=True)
class Orders:
    """What staff told the workshop about a delivery; page numbers, and 0 for all of it."""

    turns: Mapping[int, int]
    to_be_read: frozenset[int]
    """Pages to be read although they look blank."""
    cuts: Mapping[int, int]
    """Where to part two pages in one picture, in thousandths of its width; 0 leaves it whole.

    Pictures are numbered as they were delivered, so that their numbers stay.
    """
    mendings: tuple[int, ...] = ()
    """What is laid over the pages that were delivered, in this order."""

    def tell_turn_of(self, number: int) -> bool:
        """Say whether staff said how a page lies."""
        return number in self.turns or WHOLE in self.turns

    def turn_of(self, number: int, guessed: int) -> int:
        """Return by how many quarter turns a page is put upright, unless told as guessed."""
        return self.turns.get(number, self.turns.get(WHOLE, guessed))


def of(session: Session, accession_id: int) -> Orders:
    """Return what holds for a delivery now."""
    rows = told(session, accession_id)
    return Orders(
        turns={row.page_number: row.value for row in rows if row.about is About.TURN},
        to_be_read=frozenset(row.page_number for row in rows if row.about is About.READ),
        cuts={row.page_number: row.value for row in rows if row.about is About.SPREAD},
        mendings=tuple(session.scalars(_mendings(accession_id))),
    )


def _mendings(accession_id: int) -> Select[tuple[int]]:
    there = select(Mending.id).join(Item, Item.id == Mending.item_id)
    holding = there.where(Mending.applied.is_not(None), Mending.undone.is_(None))
    # as they were laid: who was asked for first but came second takes no number from the other
    return holding.where(Item.accession_id == accession_id).order_by(Mending.applied, Mending.id)


def told(session: Session, accession_id: int) -> list[Instruction]:
    """Return everything staff said about a delivery."""
    return list(
        session.scalars(select(Instruction).where(Instruction.accession_id == accession_id))
    )


def give(
    session: Session, accession: Accession, about: About, number: int, value: int, by: str
) -> None:
    """Tell the workshop something; a later word about the same replaces it."""
    row = _told(session, accession, about, number)
    if row is None:
        row = Instruction(accession_id=accession.id, page_number=number, about=about)
        session.add(row)
    row.value, row.by, row.at = value, by, clock.now()
    note(session, by, f"accession.{about.value}", accession.number, f"{number}: {value}")
    work_again(accession)


def take_back(session: Session, accession: Accession, about: About, number: int, by: str) -> None:
    """Let the workshop decide by itself again."""
    row = _told(session, accession, about, number)
    if row is None:
        return
    session.delete(row)
    note(session, by, f"accession.{about.value}.undo", accession.number, str(number))
    work_again(accession)


def renumber(session: Session, accession_id: int, moved: Mapping[int, int]) -> None:
    """Let what was told about pages go with them to their new numbers; `moved` names them all."""
    pages = (Instruction.accession_id == accession_id, Instruction.page_number != WHOLE)
    rows = list(
        session.scalars(select(Instruction).where(*pages, Instruction.about != About.SPREAD))
    )
    for row in rows:
        row.page_number = -row.page_number
    session.flush()  # a number must be free before another takes it
    for row in rows:
        if number := moved.get(-row.page_number):
            row.page_number = number
        else:
            session.delete(row)
    session.flush()


def work_again(accession: Accession) -> None:
    """Let a settled delivery wait: the workshop does what now comes out differently, no more."""
    if accession.state in SETTLED and accession.state is not AccessionState.DUPLICATE:
        accession.state, accession.message, accession.settled = AccessionState.WAITING, None, None


def _told(session: Session, accession: Accession, about: About, number: int) -> Instruction | None:
    return session.scalar(
        select(Instruction).where(
            Instruction.accession_id == accession.id,
            Instruction.page_number == number,
            Instruction.about == about,
        )
    )
