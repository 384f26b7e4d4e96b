"""Pages whose page PDF and articles do not contain the latest corrections."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.corrections.models import StalePdf

_WITH_WORDS = (DerivativeKind.LEAF, DerivativeKind.ARTICLES)
"""Files that contain the words of a page."""


@dataclass(frozen=True, slots=True)
class FileUpdate:
    """A page, with the checksums of its current words and of its outdated files by kind."""

    page_id: int
    words: str
    width: int
    height: int
    files: Mapping[DerivativeKind, str]


def due_updates(session: Session, count: int) -> tuple[FileUpdate, ...]:
    """Return some pages whose files must be updated."""
    pages = session.execute(
        select(StalePdf.page_id, StalePdf.words, Page.width, Page.height)
        .join(Page, Page.id == StalePdf.page_id)
        .order_by(StalePdf.page_id)
        .limit(count)
    ).all()
    files: dict[int, dict[DerivativeKind, str]] = {}
    for file in session.scalars(_files_of(*(page_id for page_id, *_ in pages))):
        files.setdefault(file.page_id, {})[file.kind] = file.digest
    return tuple(
        FileUpdate(page_id, words, width or 1, height or 1, files.get(page_id, {}))
        for page_id, words, width, height in pages
    )


def replace_files(
    session: Session, due: FileUpdate, updates: Mapping[DerivativeKind, tuple[str, int]]
) -> None:
    """Replace files by their updates (checksum, bytes); a page changed meanwhile stays due."""
    row = session.get(StalePdf, due.page_id)
    if row is None or row.words != due.words:
        return
    session.delete(row)
    for file in session.scalars(_files_of(due.page_id)):
        if file.kind in updates and file.digest == due.files[file.kind]:
            file.digest, file.bytes = updates[file.kind]


def _files_of(*page_ids: int) -> Select[tuple[Derivative]]:
    return select(Derivative).where(
        Derivative.page_id.in_(page_ids), Derivative.kind.in_(_WITH_WORDS)
    )
