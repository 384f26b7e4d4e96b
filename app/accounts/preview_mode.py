"""Preview mode: staff see an unpublished item as its readers will."""

from dataclasses import replace

from flask import g

from library import clock
from library.catalogue.access.rights import Reader
from library.catalogue.models import ItemState
from library.catalogue.queries import ItemRecord


def start_preview(*, at_library: bool) -> None:
    """Treat this request as one of a reader at home, or at a library computer."""
    g.seen_as = Reader(at_library=at_library, today=clock.today().isoformat())


def previewed_reader() -> Reader | None:
    """Return the reader that staff preview as; None outside preview mode."""
    return g.get("seen_as")


def as_published(record: ItemRecord) -> ItemRecord:
    """Return the record in the published state in preview mode, else unchanged."""
    return record if previewed_reader() is None else replace(record, state=ItemState.PUBLISHED)
