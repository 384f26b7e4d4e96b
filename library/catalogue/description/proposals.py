"""Proposed field values, extracted from page text, until a person accepts or dismisses them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
from library.catalogue.models import Item, Proposal, ProposalState
from library.staff.models import AuditEntry

SURE_CONFIDENCE = 0.85
"""Lowest confidence at which a proposal may be accepted together with others."""

UNREAD = "…"
"""Placeholder in a value for text that could not be read."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed value of one field, with its box on the page."""

    field: str
    value: str
    confidence: float
    left: int
    top: int
    width: int
    height: int

    @property
    def is_whole(self) -> bool:
        """True when all of the value was read; a person types the rest from the image."""
        return UNREAD not in self.value

    @property
    def is_sure(self) -> bool:
        """True when it may be accepted without a look at the image."""
        return self.is_whole and self.confidence >= SURE_CONFIDENCE


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A proposal that waits for a decision."""

    id: int
    page_number: int
    proposed: Proposed
    is_safe: bool
    """True when it may be accepted together with others: sure, and replacing no typed value."""


def replace_open(session: Session, item_id: str, number: int, values: Iterable[Proposed]) -> None:
    """Replace the open proposals of a page; values decided before are not proposed again."""
    of_page = Proposal.item_id == item_id, Proposal.page_number == number
    session.execute(delete(Proposal).where(*of_page, Proposal.state == ProposalState.OPEN))
    decisions = select(Proposal.field, Proposal.value).where(Proposal.item_id == item_id)
    decided_values = {tuple(row) for row in session.execute(decisions)}
    for proposal in values:
        if (proposal.field, proposal.value) not in decided_values:
            decided_values.add((proposal.field, proposal.value))
            columns = {name: getattr(proposal, name) for name in Proposed.__dataclass_fields__}
            session.add(Proposal(item_id=item_id, page_number=number, **columns))


def open_proposals(session: Session, item_id: str) -> tuple[OpenProposal, ...]:
    """Return the proposals that differ from the description, the surest first.

    A title that was delivered with the files is never replaced by a proposal.
    """
    item = session.get(Item, item_id)
    delivered_fields = _delivered_fields(session, item) if item else frozenset()
    described_fields = _described_fields(session, item, delivered_fields) if item else frozenset()
    rows = session.scalars(_open(item_id).order_by(Proposal.confidence.desc(), Proposal.id))
    news = (row for row in rows if _stored(item, row.field) != row.value)
    return tuple(
        _open_proposal(row, described_fields)
        for row in news
        if row.field not in delivered_fields & {"title"}
    )


def settle(session: Session, item: Item, by: str) -> None:
    """Close the proposals for fields that have a proposed value: one accepted, its rivals not."""
    rows = list(session.scalars(_open(item.id)))
    accepted_fields = {row.field for row in rows if _stored(item, row.field) == row.value}
    for row in rows:
        if row.field in accepted_fields:
            matches = _stored(item, row.field) == row.value
            _decide(row, ProposalState.ACCEPTED if matches else ProposalState.DISMISSED, by)


def dismiss(session: Session, item_id: str, proposal_id: int, by: str) -> None:
    """Dismiss a proposal for good."""
    row = session.scalar(_open(item_id).where(Proposal.id == proposal_id))
    if row is not None:
        _decide(row, ProposalState.DISMISSED, by)


def _open(item_id: str) -> Select[tuple[Proposal]]:
    return select(Proposal).where(Proposal.item_id == item_id, Proposal.state == ProposalState.OPEN)


def _stored(item: Item, field: str) -> str | None:
    """Return the value of a field; of a date as it was written, if that says more."""
    return (field == "date" and item.date_text) or getattr(item, field)


def _decide(row: Proposal, state: ProposalState, by: str) -> None:
    row.state, row.decided, row.decided_by = state, clock.now(), by


def _delivered_fields(session: Session, item: Item) -> frozenset[str]:
    """Return the fields that were delivered in a description list or in METS."""
    accession = item.accession_id and session.get(Accession, item.accession_id)
    return frozenset(accession.given["told"] if accession and accession.given else ())


def _described_fields(
    session: Session, item: Item, delivered_fields: frozenset[str]
) -> frozenset[str]:
    """Return the fields whose value was typed or delivered."""
    filled_fields = frozenset(name for name in DESCRIPTION_FIELDS if getattr(item, name))
    return filled_fields if _is_described(session, item) else filled_fields & delivered_fields


def _is_described(session: Session, item: Item) -> bool:
    """Return True when somebody other than its creator has described the item."""
    about = select(AuditEntry.who).where(AuditEntry.subject == item.id)
    makers = session.scalars(about.where(AuditEntry.action == "item.make"))
    describers = session.scalars(about.where(AuditEntry.action == "item.describe"))
    return bool(set(describers) - set(makers))


def _open_proposal(row: Proposal, described_fields: frozenset[str]) -> OpenProposal:
    proposal = Proposed(**{name: getattr(row, name) for name in Proposed.__dataclass_fields__})
    safe = proposal.is_sure and row.field not in described_fields
    return OpenProposal(row.id, row.page_number, proposal, safe)
