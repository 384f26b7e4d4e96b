"""Changes to the words of a page, stored in a form that survives a new OCR run."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word


@dataclass(frozen=True, slots=True)
class Frame:
    """Coordinate frame of a page: its size in pixels, and the part of a picture it covers."""

    width: int
    height: int
    begins: float = 0.0
    ends: float = 1.0

    @classmethod
    def of(cls, width: int | None, height: int | None, taken_from: str | None) -> Self:
        """Return the frame of a page from its size and `taken_from` value (`file:0 0.0-0.5`)."""
        begins, _, ends = (taken_from or "").partition(" ")[2].partition("-")
        return cls(width or 1, height or 1, float(begins or 0), float(ends or 1))

    def moved(self, box: Box, into: "Frame") -> Box | None:
        """Return a box of this frame in another frame's coordinates; None if it is outside."""
        if self == into:
            return box
        picture_share = (self.ends - self.begins) / self.width
        x_scale = into.width / (into.ends - into.begins)
        x0, x1 = (
            round((self.begins + side * picture_share - into.begins) * x_scale)
            for side in (box.left, box.right)
        )
        y_scale = into.height / self.height
        if not 0 <= (x0 + x1) / 2 < into.width:
            return None
        return Box(x0, round(box.top * y_scale), x1, round(box.bottom * y_scale))


class Confidences(NamedTuple):
    """Confidence of the OCR in what it read, and of the second reader in what replaces it."""

    ocr: float
    second: float


@dataclass(frozen=True, slots=True)
class Change:
    """Replacement of some neighbouring words by corrected text.

    Without old words it is an insertion; without new words it is a deletion.
    """

    seen: tuple[Word, ...]
    meant: tuple[str, ...]
    box: Box
    confidences: Confidences | None = None
    """Set if the second reader made the change, not a person."""

    def moved(self, frame: Frame, into: Frame) -> "Change | None":
        """Return the change in another frame's coordinates; None if it belongs to another page."""
        if frame == into:
            return self
        box = frame.moved(self.box, into)
        return box and replace(self, box=box)


NO_BOX = Box(-1, -1, -1, -1)
"""Box of a change whose page has a new picture: it can only be located by its text."""

_WORD_FIELDS = ("text", "left", "top", "width", "height")


def to_json(changes: Iterable[Change]) -> str:
    """Return changes as a JSON string for storage."""
    rows = [
        {
            "seen": [[getattr(word, name) for name in _WORD_FIELDS] for word in change.seen],
            "meant": change.meant,
            "box": (change.box.left, change.box.top, change.box.right, change.box.bottom),
            **({"sure": change.confidences} if change.confidences else {}),
        }
        for change in changes
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> tuple[Change, ...]:
    """Return the changes of a stored JSON string."""
    return tuple(
        Change(
            tuple(Word(*row, confidence=0.0, block=0, line=0) for row in change["seen"]),
            tuple(change["meant"]),
            Box(*change["box"]),
            Confidences(*change["sure"]) if "sure" in change else None,
        )
        for change in json.loads(text)
    )
