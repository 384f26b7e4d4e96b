"""Tells which pages of an item were scanned again or joined, and how they looked before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import SETTLED, Accession, SourceFile
from library.triage.models import Mending

_MOST = 100
"""So many are told of, the newest first."""


class Standing(StrEnum):
    """How far a mending is."""

    WAITING = "waiting"
    REFUSED = "refused"
    HOLDS = "holds"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image a page had before; `place` is which of the pages a mending is about."""

    place: int
    digest: str
    width: int
    height: int
    media_type: str


@dataclass(frozen=True, slots=True)
class OldPage:
    """A page as it was before it was mended."""

    label: str
    master: str
    """The file it was made from, by the name under which it was delivered."""
    digest: str
    thumbnail: Picture | None
    reading: Picture | None


@dataclass(frozen=True, slots=True)
class Mended:
    """A rescan, or two scans that were joined."""

    id: int
    told: str
    by: str
    at: datetime
    standing: Standing
    accession: str | None
    message: str | None
    before: tuple[OldPage, ...]


def of_item(session: Session, item_id: str) -> tuple[Mended, ...]:
    """Return what was mended in an item, newest first."""
    rows = session.execute(
        select(Mending, Accession)
        .outerjoin(Accession, Accession.id == Mending.accession_id)
        .where(Mending.item_id == item_id)
        .order_by(Mending.id.desc())
        .limit(_MOST)
    ).all()
    names = _names(session, {old["file"] for mending, _ in rows for old in mending.before})
    return tuple(_mended(mending, accession, names) for mending, accession in rows)


def picture(
    session: Session, item_id: str, mending_id: int, place: int, kind: str
) -> Picture | None:
    """Return an image a page had before it was mended."""
    row = session.get(Mending, mending_id)
    if row is None or row.item_id != item_id or not 0 <= place < len(row.before):
        return None
    return _picture(place, row.before[place], kind)


def _names(session: Session, digests: set[str]) -> Mapping[str, str]:
    files = select(SourceFile.digest, SourceFile.name).where(SourceFile.digest.in_(digests))
    return {digest: name for digest, name in session.execute(files)}  # noqa: C416


def _mended(row: Mending, accession: Accession | None, names: Mapping[str, str]) -> Mended:
    return Mended(
        id=row.id,
        told=row.told,
        by=row.by,
        at=row.at,
        standing=_standing(row, accession),
        accession=accession.number if accession else None,
        message=accession.message if accession else None,
        before=tuple(_old(place, old, names) for place, old in enumerate(row.before)),
    )


def _standing(row: Mending, accession: Accession | None) -> Standing:
    if row.undone is not None:
        return Standing.UNDONE
    if row.applied is not None:
        return Standing.HOLDS
    settled = accession is not None and accession.state in SETTLED
    return Standing.REFUSED if settled else Standing.WAITING


def _old(place: int, old: Mapping[str, object], names: Mapping[str, str]) -> OldPage:
    return OldPage(
        label=str(old["label"] or old["number"]),
        master=names.get(old["file"], ""),
        digest=old["file"],
        thumbnail=_picture(place, old, "thumbnail"),
        reading=_picture(place, old, "reading"),
    )


def _picture(place: int, old: Mapping[str, object], kind: str) -> Picture | None:
    kept = old.get(kind)
    return Picture(place, *kept) if isinstance(kept, list) else None
