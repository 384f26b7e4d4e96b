"""Earlier versions of pages that were rescanned or joined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import SETTLED, Accession, SourceFile
from library.triage.models import OverlayRow

_MAX_OVERLAYS = 100
"""Maximum of overlays listed, newest first."""


class OverlayState(StrEnum):
    """States of a page overlay."""

    WAITING = "waiting"
    REFUSED = "refused"
    HOLDS = "holds"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class OldImage:
    """A previous image of a page."""

    digest: str
    width: int
    height: int
    media_type: str


@dataclass(frozen=True, slots=True)
class OldPage:
    """A page before its overlay."""

    label: str
    master: str
    """Delivered name of the file that it was made from."""
    digest: str
    thumbnail: OldImage | None
    reading: OldImage | None


@dataclass(frozen=True, slots=True)
class OverlayReport:
    """Report on an overlay: a rescan, or two joined scans."""

    id: int
    told: str
    by: str
    at: datetime
    standing: OverlayState
    accession: str | None
    message: str | None
    before: tuple[OldPage, ...]


def overlays_of_item(session: Session, item_id: str) -> tuple[OverlayReport, ...]:
    """Return the overlays of an item, newest first."""
    rows = session.execute(
        select(OverlayRow, Accession)
        .outerjoin(Accession, Accession.id == OverlayRow.accession_id)
        .where(OverlayRow.item_id == item_id)
        .order_by(OverlayRow.id.desc())
        .limit(_MAX_OVERLAYS)
    ).all()
    names = _names(session, {old["file"] for overlay, _ in rows for old in overlay.before})
    return tuple(_report(overlay, accession, names) for overlay, accession in rows)


def old_image(
    session: Session, item_id: str, overlay_id: int, place: int, kind: str
) -> OldImage | None:
    """Return an image of a page from before its overlay, or None."""
    row = session.get(OverlayRow, overlay_id)
    if row is None or row.item_id != item_id or not 0 <= place < len(row.before):
        return None
    return _old_image(row.before[place], kind)


def _names(session: Session, digests: set[str]) -> Mapping[str, str]:
    files = select(SourceFile.digest, SourceFile.name).where(SourceFile.digest.in_(digests))
    return {digest: name for digest, name in session.execute(files)}  # noqa: C416


def _report(
    row: OverlayRow, accession: Accession | None, names: Mapping[str, str]
) -> OverlayReport:
    return OverlayReport(
        id=row.id,
        told=row.told,
        by=row.by,
        at=row.at,
        standing=_overlay_state(row, accession),
        accession=accession.number if accession else None,
        message=accession.message if accession else None,
        before=tuple(_old_page(old, names) for old in row.before),
    )


def _overlay_state(row: OverlayRow, accession: Accession | None) -> OverlayState:
    if row.undone is not None:
        return OverlayState.UNDONE
    if row.applied is not None:
        return OverlayState.HOLDS
    settled = accession is not None and accession.state in SETTLED
    return OverlayState.REFUSED if settled else OverlayState.WAITING


def _old_page(old: Mapping[str, object], names: Mapping[str, str]) -> OldPage:
    return OldPage(
        label=str(old["label"] or old["number"]),
        master=names.get(old["file"], ""),
        digest=old["file"],
        thumbnail=_old_image(old, "thumbnail"),
        reading=_old_image(old, "reading"),
    )


def _old_image(old: Mapping[str, object], kind: str) -> OldImage | None:
    image = old.get(kind)
    return OldImage(*image) if isinstance(image, list) else None
