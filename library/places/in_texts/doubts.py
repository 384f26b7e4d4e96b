"""Names that pages leave open, as the last indexing of each page found them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from library.places.in_texts.resolver import Resolved, Verdict
from library.places.in_texts.written_names import written_name
from library.places.models import PlaceDoubt

Page = tuple[str, int]
"""Item, and the number of its page; 0 for the description."""


def forget(session: Session, item_ids: Iterable[str]) -> None:
    """Delete the open names of items, whose pages are indexed again or are withdrawn."""
    session.execute(delete(PlaceDoubt).where(PlaceDoubt.item_id.in_(list(item_ids))))


def put(session: Session, pages: Mapping[Page, Iterable[Resolved]]) -> None:
    """Replace the open names of these pages; those that a decision settles stay known."""
    for (item_id, number), answers in pages.items():
        of_page = (PlaceDoubt.item_id == item_id) & (PlaceDoubt.page_number == number)
        session.execute(delete(PlaceDoubt).where(of_page))
        open_names = {
            written_name(answer.mention): answer for answer in answers if answer.candidates
        }
        session.add_all(
            PlaceDoubt(
                item_id=item_id,
                page_number=number,
                name=name,
                candidates=" ".join(answer.candidates),
                is_settled=answer.verdict is not Verdict.OPEN,
            )
            for name, answer in open_names.items()
        )
