"""Extents: what items hold by medium, in pages, pictures, and the time of sounds and films."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, Page
from library.catalogue.picture_kinds import is_picture_kind
from library.recordings.models import RecordingKind, Stretch

KIND_NAMES = {"sound": "Băng tiếng", "film": "Phim"}
"""Kinds of items that are recordings, by medium."""

_MEDIA = {name: medium for medium, name in KIND_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Extent:
    """The extent of an item; times in milliseconds, without what staff left out."""

    pages: int = 0
    pictures: int = 0
    sounds: int = 0
    sound_ms: int = 0
    films: int = 0
    film_ms: int = 0

    def __add__(self, other: Self) -> Self:
        """Return the extent of two items together."""
        return type(self)(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def medium(self) -> str:
        """The medium under which an item is listed: film, sound, picture or text; empty: none."""
        counts = {"film": self.films, "sound": self.sounds, "picture": self.pictures}
        return next((name for name, count in counts.items() if count), "text" if self.pages else "")

    @property
    def recording_ms(self) -> int:
        """Milliseconds of all recordings."""
        return self.sound_ms + self.film_ms

    @property
    def is_recording(self) -> bool:
        """True if there is something to hear or see and nothing to read."""
        return bool(self.recording_ms) and not (self.pages or self.pictures)

    def nature(self, kind: str | None) -> str:
        """Return film, sound, picture or text: its media decide, then the kind of the item."""
        if self.is_recording:
            return self.medium
        return "picture" if is_picture_kind(kind) else _MEDIA.get(kind or "", "text")

    def __str__(self) -> str:
        """Return the extent in Vietnamese: 120 trang · băng 45 phút."""
        return " · ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        if self.pages:
            yield f"{self.pages} trang"
        if self.sounds:
            yield f"băng {length_text(self.sound_ms)}"
        if self.films:
            yield f"phim {length_text(self.film_ms)}"
        if self.pictures:
            yield f"{self.pictures} ảnh"


NO_EXTENT = Extent()
_AT_ONCE = 5000
"""Items of one query."""


def extents(session: Session, item_ids: Iterable[str]) -> Mapping[str, Extent]:
    """Return the extents of items by id; items without pages are omitted."""
    ids, extents_by_id = list(item_ids), {}
    for start in range(0, len(ids), _AT_ONCE):
        extents_by_id |= _extents(session, ids[start : start + _AT_ONCE])
    return extents_by_id


def _extents(session: Session, item_ids: Sequence[str]) -> dict[str, Extent]:
    shown = Page.item_id.in_(item_ids), Page.left_out.is_(False)
    extents_by_id: dict[str, Extent] = {}
    paper = (
        select(Page.item_id, Item.kind, func.count())
        .join(Item, Item.id == Page.item_id)
        .outerjoin(Stretch, Stretch.page_id == Page.id)
        .where(*shown, Stretch.page_id.is_(None))
        .group_by(Page.item_id, Item.kind)
    )
    for item_id, kind, count in session.execute(paper):
        extents_by_id[item_id] = Extent(**{"pictures" if is_picture_kind(kind) else "pages": count})
    columns = Page.item_id, Stretch.kind, func.count(Stretch.file.distinct())
    recordings = (
        select(*columns, func.sum(Stretch.ends - Stretch.begins))
        .join(Stretch, Stretch.page_id == Page.id)
        .where(*shown)
        .group_by(Page.item_id, Stretch.kind)
    )
    for item_id, kind, count, length in session.execute(recordings):
        extent = _recorded(kind, count, int(length))
        extents_by_id[item_id] = extents_by_id.get(item_id, NO_EXTENT) + extent
    return extents_by_id


def extent_of(session: Session, item_id: str) -> Extent:
    """Return the extent of one item."""
    return extents(session, (item_id,)).get(item_id, NO_EXTENT)


def total_extent(session: Session) -> Extent:
    """Return the extent of everything here together; pictures count as pages."""
    paper = select(func.count(Page.id)).outerjoin(Stretch, Stretch.page_id == Page.id)
    total = Extent(pages=session.scalar(paper.where(Stretch.page_id.is_(None))) or 0)
    sums = select(Stretch.kind, func.count(), func.sum(Stretch.ends - Stretch.begins))
    for kind, count, length in session.execute(sums.group_by(Stretch.kind)):
        total += _recorded(kind, count, int(length))
    return total


def _recorded(kind: RecordingKind, count: int, length: int) -> Extent:
    name = "sound" if kind is RecordingKind.SOUND else "film"
    return Extent(**{f"{name}s": count, f"{name}_ms": length})


def length_text(milliseconds: int) -> str:
    """Return a length of time in Vietnamese: 50 giây, 45 phút, 1 giờ 5 phút."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes + (seconds >= 30 if minutes else 0), 60)
    parts = (
        (hours, "giờ"),
        (minutes, "phút"),
        (0 if hours or minutes else max(1, seconds), "giây"),
    )
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
