"""Lists the pages whose leaf does not say yet what was corrected."""

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.corrections.models import LeafDue


@dataclass(frozen=True, slots=True)
class DueLeaf:
    """A page, the checksums of the words its leaf is to say and of the leaf there is."""

    page_id: int
    words: str
    width: int
    leaf: str | None


def due_leaves(session: Session, count: int) -> tuple[DueLeaf, ...]:
    """Return some pages whose leaf is to be reworded."""
    leaf = and_(Derivative.page_id == Page.id, Derivative.kind == DerivativeKind.LEAF)
    rows = session.execute(
        select(LeafDue.page_id, LeafDue.words, Page.width, Derivative.digest)
        .join(Page, Page.id == LeafDue.page_id)
        .outerjoin(Derivative, leaf)
        .order_by(LeafDue.page_id)
        .limit(count)
    )
    return tuple(DueLeaf(page_id, words, width or 1, leaf) for page_id, words, width, leaf in rows)


def settle(session: Session, due: DueLeaf, digest: str | None, weight: int) -> None:
    """Put a reworded leaf in the place of the old one; what changed meanwhile stays due."""
    row = session.get(LeafDue, due.page_id)
    if row is None or row.words != due.words:
        return
    session.delete(row)
    leaf = session.scalar(
        select(Derivative).where(
            Derivative.page_id == due.page_id, Derivative.kind == DerivativeKind.LEAF
        )
    )
    if leaf is not None and digest is not None and leaf.digest == due.leaf:
        leaf.digest, leaf.bytes = digest, weight
