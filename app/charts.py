"""Draws bars as paths: the numbers stand in a table beside them, for eyes and ears alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT = 720, 210
_LEFT, _TOP, _BOTTOM = 46, 10, 26
_STEPS = 4
_FULL = 0.64
"""So much of its place is a bar wide."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or number at a place of the drawing."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars, the values they are compared with, and where nothing is known."""

    bars: str
    """Each path as SVG writes it."""
    before: str
    unknown: str
    heights: tuple[Mark, ...]
    labels: tuple[Mark, ...]


def draw(
    labels: Sequence[str],
    values: Sequence[float | None],
    before: Sequence[float | None],
    unknown: Sequence[bool],
) -> Drawing:
    """Draw one bar for each label; a value of the year before is a line across its place."""
    step = _round_step(max((v for v in (*values, *before) if v is not None), default=0))
    floor, top = HEIGHT - _BOTTOM, step * _STEPS
    room = (WIDTH - _LEFT) / max(1, len(labels))

    def x(place: int, share: float = 0.0) -> int:
        return round(_LEFT + room * (place + share))

    def y(value: float) -> int:
        return round(floor - (floor - _TOP) * value / top)

    side, wide = (1 - _FULL) / 2, round(room * _FULL)
    return Drawing(
        "".join(
            f"M{x(n, side)} {floor}V{y(value)}h{wide}V{floor}z"
            for n, value in enumerate(values)
            if value
        ),
        "".join(
            f"M{x(n, side / 2)} {y(value)}H{x(n, 1 - side / 2)}"
            for n, value in enumerate(before)
            if value is not None
        ),
        "".join(
            f"M{x(n, 0.5) - 3} {floor - 5}l3-3 3 3-3 3z"
            for n, is_unknown in enumerate(unknown)
            if is_unknown
        ),
        tuple(Mark(y(step * n), f"{step * n:g}".replace(".", ",")) for n in range(_STEPS + 1)),
        tuple(Mark(x(n, 0.5), label) for n, label in enumerate(labels)),
    )


def _round_step(most: float) -> float:
    """Return a step of which four reach the highest value, and which people can count in."""
    if most <= _STEPS:
        return 1
    raw = most / _STEPS
    tens = 10 ** int(log10(raw))
    return next(step * tens for step in (1, 1.5, 2, 2.5, 5, 10) if step * tens >= raw)


def thinned(labels: Sequence[str], most: int = 16) -> tuple[str, ...]:
    """Return the labels, all but every few of them empty when there are too many to read."""
    every = ceil(len(labels) / most) if labels else 1
    return tuple(label if n % every == 0 else "" for n, label in enumerate(labels))
