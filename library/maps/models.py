"""Table of placements: where the sheets of old maps belong on the map of today."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class PlacementMethod(StrEnum):
    """The way in which the points of a placement were set."""

    CORNERS = "corners"
    POINTS = "points"
    GRID = "grid"
    """Corners of a sheet of a known grid; its frame was measured on the image."""


class MapPlacement(Base):
    """Place of a page, which is a map sheet, on the map of today."""

    __tablename__ = "map_placement"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    method: Mapped[PlacementMethod] = mapped_column(one_of(PlacementMethod, "placement_method"))
    points: Mapped[list[list[float]]] = mapped_column(JSON)
    """Control points: shares of width and height of the image, longitude, latitude (WGS 84).

    Empty if the placement was removed.
    """
    residual: Mapped[float]
    """Root mean square distance of the points from their places, in metres."""
    west: Mapped[float | None] = mapped_column(index=True)
    south: Mapped[float | None]
    east: Mapped[float | None]
    north: Mapped[float | None]
    """Bounds of the sheet; None if the placement was removed."""
    scan: Mapped[str | None]
    """`Page.taken_from` when it was placed: another value says that the page was scanned anew."""
    version: Mapped[int]
    """Counts the changes from 1; a form that was opened with another version is refused."""
    changed: Mapped[datetime]
    changed_by: Mapped[str]
