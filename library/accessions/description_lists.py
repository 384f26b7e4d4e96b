"""Keeps lists of descriptions handed in beside files, and what each tells about which delivery."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library import clock
from library.accessions.match_rows import Candidate, Match, match
from library.accessions.models import (
    Accession,
    DescriptionRow,
    DescriptionSheet,
    SheetState,
)
from library.vietnamese.letters import compose, fold

_STEMS = frozenset({"metadata", "mo ta", "bang mo ta"})
_MARC = frozenset({".mrc", ".marc"})
_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xml", ".marcxml"}) | _MARC
_BETWEEN_WORDS = str.maketrans("-_", "  ")


class ReadRow(Protocol):
    """What was read of one row (see library.exchange.list_rows)."""

    number: int
    file: str
    told: dict[str, str]
    other: dict[str, str]
    remarks: tuple[str, ...]


def is_sheet(name: str) -> bool:
    """Say whether a file of this name describes the files beside it."""
    path = PurePath(name)
    suffix = path.suffix.lower()
    stem = fold(compose(path.stem)).translate(_BETWEEN_WORDS)
    return suffix in _MARC or (suffix in _SUFFIXES and stem in _STEMS)


def enter_sheet(
    session: Session, name: str, digest: str, *, collection: str, by: str
) -> DescriptionSheet:
    """Note that a list came, whose file is in the strong-room; it is read later."""
    sheet = DescriptionSheet(
        collection=collection,
        name=name,
        digest=digest,
        received=clock.now(),
        received_by=by,
        remarks=[],
    )
    session.add(sheet)
    session.flush()
    return sheet


def unread(session: Session) -> DescriptionSheet | None:
    """Return the list that has waited longest to be read."""
    waiting = select(DescriptionSheet).where(DescriptionSheet.state == SheetState.WAITING)
    return session.scalar(waiting.order_by(DescriptionSheet.id).limit(1))


def write_rows(
    session: Session, sheet_id: int, rows: Iterable[ReadRow], remarks: Iterable[str]
) -> None:
    """Keep what was read, and give each delivery beside the list what is told about it.

    Only what has a description of its own is published at once: a row that went astray may have
    said that it must not be.
    """
    sheet = _waiting(session, sheet_id)
    if sheet is None:
        return
    accessions = {row.id: row for row in deliveries_beside(session, sheet_id)}
    read = {row.number: row for row in rows}
    found = match(
        [_candidate(row) for row in accessions.values()],
        [(row.number, row.file) for row in read.values()],
    )
    for number, row in read.items():
        session.add(_kept(sheet_id, row, found[number]))
        if described := accessions.get(found[number].delivery):
            described.given = {"told": dict(row.told), "other": dict(row.other)}
    for accession in accessions.values():
        accession.publish = accession.publish and accession.given is not None
    sheet.state, sheet.remarks = SheetState.READ, list(remarks)


def refuse(session: Session, sheet_id: int, message: str) -> None:
    """Note why a list cannot be read; nothing beside it is published at once."""
    sheet = _waiting(session, sheet_id)
    if sheet is None:
        return
    sheet.state, sheet.message = SheetState.REFUSED, message
    for accession in deliveries_beside(session, sheet_id):
        accession.publish = False


def deliveries_beside(session: Session, sheet_id: int) -> list[Accession]:
    """Return what was handed in together with a list, in its order."""
    rows = select(Accession).where(Accession.sheet_id == sheet_id).order_by(Accession.id)
    return list(session.scalars(rows.options(selectinload(Accession.files))))


def _waiting(session: Session, sheet_id: int) -> DescriptionSheet | None:
    """Take a list that nobody has read meanwhile; two processes may want to."""
    sheet = session.get(DescriptionSheet, sheet_id, with_for_update=True)
    return sheet if sheet is not None and sheet.state is SheetState.WAITING else None


def _kept(sheet_id: int, row: ReadRow, found: Match) -> DescriptionRow:
    return DescriptionRow(
        sheet_id=sheet_id,
        number=row.number,
        file=row.file,
        told=dict(row.told),
        other=dict(row.other),
        remarks=list(row.remarks),
        problem=found.problem,
        accession_id=found.delivery,
    )


def _candidate(accession: Accession) -> Candidate:
    files = tuple(file.name for file in accession.files)
    return Candidate(accession.id, accession.place or accession.source, files)
