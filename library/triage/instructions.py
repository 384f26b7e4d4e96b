"""Instructions from staff to the pipeline: turns, cuts, pages and languages to be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.accessions.requeue import requeue
from library.catalogue.models import Item, Page, PageKind, PageState
from library.catalogue.picture_kinds import is_picture_kind
from library.catalogue.pictures.models import Picture
from library.catalogue.text.languages import in_words, split_languages
from library.errors import PageNotFoundError, WrongStateError
from library.recordings.silenced_words import Silence, silences_of
from library.staff.audit import note
from library.triage.models import WHOLE_DELIVERY, Instruction, InstructionKind, OverlayRow


@dataclass(frozen=True, slots=True)
class DeliveryInstructions:
    """Current instructions of a delivery by page number; 0 means the whole delivery."""

    turns: Mapping[int, int]
    to_be_read: frozenset[int]
    """Pages to be recognised although they look blank."""
    cuts: Mapping[int, int]
    """Cut between two pages in one picture, in thousandths of its width; 0 leaves it whole.

    Pictures are numbered in order of delivery, so their numbers are stable.
    """
    overlays: tuple[int, ...] = ()
    """Ids of the page overlays of the delivery, in the order of application."""
    pictures: frozenset[int] | None = None
    """Pages catalogued as pictures or maps; None until the delivery has an item."""
    silences: Mapping[str, tuple[Silence, ...]] = field(default_factory=dict)
    """Silenced spans of recordings by the checksum of the recording."""
    negatives: frozenset[int] = frozenset()
    """Pages that staff found to be negatives, of which readers get positives."""

    def has_turn_for(self, number: int) -> bool:
        """Return True if staff set the turn of a page."""
        return number in self.turns or WHOLE_DELIVERY in self.turns

    def turn_of(self, number: int, default: int) -> int:
        """Return the quarter turns that put a page upright; `default` without an instruction."""
        return self.turns.get(number, self.turns.get(WHOLE_DELIVERY, default))

    def is_picture(self, number: int) -> bool:
        """Return True if a page is catalogued as a picture or a map."""
        return bool({number, WHOLE_DELIVERY} & (self.pictures or frozenset()))


def current(session: Session, accession_id: int) -> DeliveryInstructions:
    """Return the current instructions of a delivery."""
    rows = list_all(session, accession_id)
    return DeliveryInstructions(
        turns={row.page_number: row.value for row in rows if row.about is InstructionKind.TURN},
        to_be_read=frozenset(row.page_number for row in rows if row.about is InstructionKind.READ),
        cuts={row.page_number: row.value for row in rows if row.about is InstructionKind.SPREAD},
        overlays=tuple(session.scalars(_applied_overlays(accession_id))),
        pictures=_pictures(session, accession_id),
        silences=silences_of(session, _item_id(session, accession_id)),
        negatives=frozenset(session.scalars(_negatives(accession_id))),
    )


def with_pictures(
    session: Session, accession_id: int, orders: DeliveryInstructions
) -> DeliveryInstructions:
    """Add the pictures of an item that was made after the instructions were read."""
    if orders.pictures is not None:
        return orders
    return replace(orders, pictures=_pictures(session, accession_id))


def _pictures(session: Session, accession_id: int) -> frozenset[int] | None:
    """Return the plates of a delivery, and `WHOLE_DELIVERY` if its item is of such a kind."""
    item = session.scalar(select(Item).where(Item.accession_id == accession_id).limit(1))
    if item is None:
        return None
    plates = session.scalars(
        select(Page.number).where(Page.item_id == item.id, Page.kind == PageKind.PLATE)
    )
    return frozenset((*plates, *([WHOLE_DELIVERY] if is_picture_kind(item.kind) else ())))


def _item_id(session: Session, accession_id: int) -> str | None:
    return session.scalar(select(Item.id).where(Item.accession_id == accession_id).limit(1))


def _negatives(accession_id: int) -> Select[tuple[int]]:
    pages = select(Page.number).join(Item, Item.id == Page.item_id)
    rows = pages.join(Picture, Picture.page_id == Page.id)
    return rows.where(Item.accession_id == accession_id, Picture.negative)


def _applied_overlays(accession_id: int) -> Select[tuple[int]]:
    overlays = select(OverlayRow.id).join(Item, Item.id == OverlayRow.item_id)
    active = overlays.where(OverlayRow.applied.is_not(None), OverlayRow.undone.is_(None))
    # in order of application, so that a late rescan takes no page number from an applied one
    return active.where(Item.accession_id == accession_id).order_by(
        OverlayRow.applied, OverlayRow.id
    )


def list_all(session: Session, accession_id: int) -> list[Instruction]:
    """Return all instruction rows of a delivery."""
    return list(
        session.scalars(select(Instruction).where(Instruction.accession_id == accession_id))
    )


def give(
    session: Session, accession: Accession, about: InstructionKind, number: int, value: int, by: str
) -> None:
    """Store an instruction; it replaces an earlier one on the same page and subject."""
    row = _find(session, accession, about, number)
    if row is None:
        row = Instruction(accession_id=accession.id, page_number=number, about=about)
        session.add(row)
    row.value, row.by, row.at = value, by, clock.now()
    note(session, by, f"accession.{about.value}", accession.number, f"{number}: {value}")
    requeue(accession)


def withdraw(
    session: Session, accession: Accession, about: InstructionKind, number: int, by: str
) -> None:
    """Delete an instruction, so that the pipeline decides by itself again."""
    row = _find(session, accession, about, number)
    if row is None:
        return
    session.delete(row)
    note(session, by, f"accession.{about.value}.undo", accession.number, str(number))
    requeue(accession)


def renumber(session: Session, accession_id: int, new_numbers: Mapping[int, int]) -> None:
    """Move page instructions to new page numbers; `new_numbers` has all old numbers as keys."""
    pages = (Instruction.accession_id == accession_id, Instruction.page_number != WHOLE_DELIVERY)
    rows = list(
        session.scalars(
            select(Instruction).where(*pages, Instruction.about != InstructionKind.SPREAD)
        )
    )
    for row in rows:
        row.page_number = -row.page_number
    session.flush()  # a number must be free before another takes it
    for row in rows:
        if number := new_numbers.get(-row.page_number):
            row.page_number = number
        else:
            session.delete(row)
    session.flush()


def _find(
    session: Session, accession: Accession, about: InstructionKind, number: int
) -> Instruction | None:
    return session.scalar(
        select(Instruction).where(
            Instruction.accession_id == accession.id,
            Instruction.page_number == number,
            Instruction.about == about,
        )
    )


def reread_in(session: Session, item_id: str, number: int, languages: str | None, by: str) -> None:
    """Order OCR of a page in `languages`, or in those of its delivery if None.

    Readers keep the old text until the new OCR output is ready.
    """
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    accession = delivery_of(session, session.get_one(Item, item_id), "đọc lại")
    page.languages = languages
    if page.state is PageState.FAILED:
        page.state, page.message = PageState.WAITING, None
    requeue(accession)
    detail = in_words(languages) if languages else "ngôn ngữ của lần nhập"
    note(session, by, "page.read", item_id, f"trang {number}: {detail}")


def choices(session: Session, item_id: str | None) -> dict[int, tuple[str, ...]]:
    """Return the languages chosen for single pages of an item, by page number."""
    rows = session.execute(
        select(Page.number, Page.languages).where(
            Page.item_id == item_id, Page.languages.is_not(None)
        )
    )
    return {number: split_languages(languages) for number, languages in rows}


def delivery_of(session: Session, item: Item, action: str) -> Accession:
    """Return the delivery of an item; raise WrongStateError if none or in processing."""
    accession = item.accession_id and session.get(Accession, item.accession_id)
    if not accession:
        raise WrongStateError(action, "tài liệu nhập từ văn bản, không có ảnh trang")
    if accession.state is AccessionState.WORKING:
        raise WrongStateError(action, "tài liệu đang được xử lý; hãy đợi xong rồi làm lại")
    return accession
