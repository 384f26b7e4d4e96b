"""Says what a person changed in the words of a page, in a form that outlives the reading."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word


@dataclass(frozen=True, slots=True)
class Frame:
    """What the boxes of a page are measured in: its size, and which part of a picture it is."""

    width: int
    height: int
    begins: float = 0.0
    ends: float = 1.0

    @classmethod
    def of(cls, width: int | None, height: int | None, taken_from: str | None) -> Self:
        """Return the frame of a page, by where it is taken from (`file:0 0.0-0.5`)."""
        begins, _, ends = (taken_from or "").partition(" ")[2].partition("-")
        return cls(width or 1, height or 1, float(begins or 0), float(ends or 1))

    def moved(self, box: Box, into: "Frame") -> Box | None:
        """Return where a box of this frame is in another; None when it lies outside."""
        if self == into:
            return box
        across = (self.ends - self.begins) / self.width
        wide = into.width / (into.ends - into.begins)
        left, right = (
            round((self.begins + side * across - into.begins) * wide)
            for side in (box.left, box.right)
        )
        high = into.height / self.height
        if not 0 <= (left + right) / 2 < into.width:
            return None
        return Box(left, round(box.top * high), right, round(box.bottom * high))


@dataclass(frozen=True, slots=True)
class Change:
    """Some neighbouring words, and what a person says stands in their place.

    Without words before it something was missed; without words after it nothing stands there.
    """

    seen: tuple[Word, ...]
    meant: tuple[str, ...]
    box: Box

    def moved(self, frame: Frame, into: Frame) -> "Change | None":
        """Return the change as it is in another frame; None when it belongs to another page."""
        if frame == into:
            return self
        box = frame.moved(self.box, into)
        return box and replace(self, box=box)


NOWHERE = Box(-1, -1, -1, -1)
"""The box of a change on a page of which another picture was taken: only its text can tell."""

_SEEN = ("text", "left", "top", "width", "height")


def to_json(changes: Iterable[Change]) -> str:
    """Return changes as they are kept."""
    kept = [
        {
            "seen": [[getattr(word, name) for name in _SEEN] for word in change.seen],
            "meant": change.meant,
            "box": (change.box.left, change.box.top, change.box.right, change.box.bottom),
        }
        for change in changes
    ]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def from_json(kept: str) -> tuple[Change, ...]:
    """Return changes that were kept."""
    return tuple(
        Change(
            tuple(Word(*row, confidence=0.0, block=0, line=0) for row in one["seen"]),
            tuple(one["meant"]),
            Box(*one["box"]),
        )
        for one in json.loads(kept)
    )
