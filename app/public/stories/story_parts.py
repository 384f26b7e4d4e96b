"""Parts of a story as the page shows them: paragraphs, and pictures that are open to all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.public.items.access import is_open_to_all
from app.public.shown_pictures import ShownPicture, fitting_picture
from library.catalogue import queries
from library.catalogue.queries import ItemRecord
from library.stories.story_records import PartRecord

_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a story; the picture is missing where its document is not open to all."""

    paragraphs: tuple[str, ...]
    caption: str
    record: ItemRecord | None
    """Document of the part, if it is open to all."""
    picture: ShownPicture | None
    number: int | None
    is_hidden: bool = False
    """True if the part names a document that readers do not see."""


def shown_parts(session: Session, parts: Iterable[PartRecord]) -> tuple[ShownPart, ...]:
    """Return the parts of a story with their documents."""
    story_parts = tuple(parts)
    records = queries.records(session, {part.item_id for part in story_parts if part.item_id})
    return tuple(_shown(session, part, records) for part in story_parts)


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, which blank lines separate."""
    return tuple(filter(None, (part.strip() for part in _BLANK_LINE.split(text))))


def _shown(session: Session, part: PartRecord, records: dict[str, ItemRecord]) -> ShownPart:
    record = records.get(part.item_id or "")
    is_open = record is not None and is_open_to_all(record)
    picture = fitting_picture(session, record, part.page_number) if record and is_open else None
    return ShownPart(
        paragraphs=paragraphs(part.text),
        caption=part.caption,
        record=record if is_open else None,
        picture=picture,
        number=part.page_number,
        is_hidden=part.item_id is not None and picture is None,
    )
