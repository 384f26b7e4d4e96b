"""Keeps what the workshop proposes for the description of an item, until a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.models import Item, Proposal, ProposalState
from library.staff.models import AuditEntry

SURE = 0.85
"""From here on a proposal may be taken with all the others, at one press."""

UNREAD = "…"
"""Stands in a value for what is written there and could not be read."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value for one field of the description, and where on the page it stands."""

    field: str
    value: str
    confidence: float
    left: int
    top: int
    width: int
    height: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it was read; what was not is for a person to type off the image."""
        return UNREAD not in self.value

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken unseen."""
        return self.is_whole and self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A proposal that waits for a person."""

    id: int
    page_number: int
    proposed: Proposed
    is_safe: bool
    """Whether it may be taken with all the others: it is sure, and replaces no one's words."""


def renew(session: Session, item_id: str, number: int, proposed: Iterable[Proposed]) -> None:
    """Replace what a page proposes; what a person decided stays, and is not asked again."""
    there = Proposal.item_id == item_id, Proposal.page_number == number
    session.execute(delete(Proposal).where(*there, Proposal.state == ProposalState.OPEN))
    decided = select(Proposal.field, Proposal.value).where(Proposal.item_id == item_id)
    known = {tuple(row) for row in session.execute(decided)}
    for one in proposed:
        if (one.field, one.value) not in known:
            known.add((one.field, one.value))
            told = {name: getattr(one, name) for name in Proposed.__dataclass_fields__}
            session.add(Proposal(item_id=item_id, page_number=number, **told))


def open_proposals(session: Session, item_id: str) -> tuple[OpenProposal, ...]:
    """Return what waits for a decision and says something new, the surest first.

    Where a title came along with the files, none is guessed from what stands on a page.
    """
    item = session.get(Item, item_id)
    given = _given(session, item) if item else frozenset()
    told = _told(session, item, given) if item else frozenset()
    rows = session.scalars(_open(item_id).order_by(Proposal.confidence.desc(), Proposal.id))
    news = (row for row in rows if getattr(item, row.field) != row.value)
    return tuple(_value(row, told) for row in news if row.field not in given & {"title"})


def settle(session: Session, item: Item, by: str) -> None:
    """Close the proposals on fields that now have a proposed value: one taken, its rivals not."""
    rows = list(session.scalars(_open(item.id)))
    taken = {row.field for row in rows if getattr(item, row.field) == row.value}
    for row in rows:
        if row.field in taken:
            matches = getattr(item, row.field) == row.value
            _decide(row, ProposalState.ACCEPTED if matches else ProposalState.DISMISSED, by)


def dismiss(session: Session, item_id: str, proposal_id: int, by: str) -> None:
    """Lay a proposal aside for good."""
    row = session.scalar(_open(item_id).where(Proposal.id == proposal_id))
    if row is not None:
        _decide(row, ProposalState.DISMISSED, by)


def _open(item_id: str) -> Select[tuple[Proposal]]:
    return select(Proposal).where(Proposal.item_id == item_id, Proposal.state == ProposalState.OPEN)


def _decide(row: Proposal, state: ProposalState, by: str) -> None:
    row.state, row.decided, row.decided_by = state, clock.now(), by


def _given(session: Session, item: Item) -> frozenset[str]:
    """Name the fields that a list beside the files, or their METS, told."""
    accession = item.accession_id and session.get(Accession, item.accession_id)
    return frozenset(accession.given["told"] if accession and accession.given else ())


def _told(session: Session, item: Item, given: frozenset[str]) -> frozenset[str]:
    """Name the fields that say what a person said, or what was given."""
    filled = frozenset(name for name in DESCRIBED if getattr(item, name))
    return filled if _is_described(session, item) else filled & given


def _is_described(session: Session, item: Item) -> bool:
    """Say whether anybody but who made the item has described it."""
    about = select(AuditEntry.who).where(AuditEntry.subject == item.id)
    makers = session.scalars(about.where(AuditEntry.action == "item.make"))
    describers = session.scalars(about.where(AuditEntry.action == "item.describe"))
    return bool(set(describers) - set(makers))


def _value(row: Proposal, told: frozenset[str]) -> OpenProposal:
    proposed = Proposed(**{name: getattr(row, name) for name in Proposed.__dataclass_fields__})
    safe = proposed.is_sure and row.field not in told
    return OpenProposal(row.id, row.page_number, proposed, safe)
