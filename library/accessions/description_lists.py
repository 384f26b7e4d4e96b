"""Description lists delivered with files: registration, and matching of rows to deliveries."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library import clock
from library.accessions.match_rows import Candidate, Match, match_rows
from library.accessions.models import (
    Accession,
    DescriptionList,
    DescriptionListState,
    DescriptionRow,
)
from library.vietnamese.letters import compose, fold

_STEMS = frozenset({"metadata", "mo ta", "bang mo ta"})
_MARC = frozenset({".mrc", ".marc"})
_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".xml", ".marcxml"}) | _MARC
_BETWEEN_WORDS = str.maketrans("-_", "  ")


class ReadRow(Protocol):
    """One parsed row of a description list (see library.exchange.list_rows)."""

    number: int
    file: str
    told: dict[str, str]
    other: dict[str, str]
    remarks: tuple[str, ...]
    marc: dict[str, object] | None


def is_description_list(name: str) -> bool:
    """Return True if the file name is that of a description list for files in the same folder."""
    path = PurePath(name)
    suffix = path.suffix.lower()
    stem = fold(compose(path.stem)).translate(_BETWEEN_WORDS)
    return suffix in _MARC or (suffix in _SUFFIXES and stem in _STEMS)


def register_list(
    session: Session, name: str, digest: str, *, collection: str, by: str
) -> DescriptionList:
    """Register a list whose file is in the master store; its rows are read later."""
    description_list = DescriptionList(
        collection=collection,
        name=name,
        digest=digest,
        received=clock.now(),
        received_by=by,
        remarks=[],
    )
    session.add(description_list)
    session.flush()
    return description_list


def next_unread(session: Session) -> DescriptionList | None:
    """Return the unread list that has waited longest, or None."""
    waiting = select(DescriptionList).where(DescriptionList.state == DescriptionListState.WAITING)
    return session.scalar(waiting.order_by(DescriptionList.id).limit(1))


def write_rows(
    session: Session, sheet_id: int, rows: Iterable[ReadRow], remarks: Iterable[str]
) -> None:
    """Store the rows of a list and attach each description to the delivery it matches.

    Only deliveries with a description are published at once: an unmatched row may have forbidden
    the publication of its file.
    """
    description_list = _lock_waiting(session, sheet_id)
    if description_list is None:
        return
    accessions = {row.id: row for row in deliveries_of_list(session, sheet_id)}
    rows_by_number = {row.number: row for row in rows}
    matches = match_rows(
        [_candidate(row) for row in accessions.values()],
        [(row.number, row.file) for row in rows_by_number.values()],
    )
    for number, row in rows_by_number.items():
        session.add(_description_row(sheet_id, row, matches[number]))
        if delivery := accessions.get(matches[number].delivery):
            marc = {} if row.marc is None else {"marc": row.marc}
            delivery.given = {"told": dict(row.told), "other": dict(row.other), **marc}
    for accession in accessions.values():
        accession.publish = accession.publish and accession.given is not None
    description_list.state, description_list.remarks = DescriptionListState.READ, list(remarks)


def refuse(session: Session, sheet_id: int, message: str) -> None:
    """Record why a list cannot be read; none of its deliveries is published at once."""
    description_list = _lock_waiting(session, sheet_id)
    if description_list is None:
        return
    description_list.state, description_list.message = DescriptionListState.REFUSED, message
    for accession in deliveries_of_list(session, sheet_id):
        accession.publish = False


def deliveries_of_list(session: Session, sheet_id: int) -> list[Accession]:
    """Return the deliveries received with a list, in order of receipt."""
    rows = select(Accession).where(Accession.sheet_id == sheet_id).order_by(Accession.id)
    return list(session.scalars(rows.options(selectinload(Accession.files))))


def _lock_waiting(session: Session, sheet_id: int) -> DescriptionList | None:
    """Lock a list and return it if it is still unread: two processes may want to read it."""
    description_list = session.get(DescriptionList, sheet_id, with_for_update=True)
    return (
        description_list
        if description_list is not None and description_list.state is DescriptionListState.WAITING
        else None
    )


def _description_row(sheet_id: int, row: ReadRow, match: Match) -> DescriptionRow:
    return DescriptionRow(
        sheet_id=sheet_id,
        number=row.number,
        file=row.file,
        told=dict(row.told),
        other=dict(row.other),
        remarks=list(row.remarks),
        problem=match.problem,
        accession_id=match.delivery,
    )


def _candidate(accession: Accession) -> Candidate:
    files = tuple(file.name for file in accession.files)
    return Candidate(accession.id, accession.place or accession.source, files)
