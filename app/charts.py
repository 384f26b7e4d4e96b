"""Bar charts as SVG paths; the pages also show the numbers in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT = 720, 210
_LEFT_MARGIN, _TOP_MARGIN, _BOTTOM_MARGIN = 46, 10, 26
_STEPS = 4
_BAR_WIDTH_RATIO = 0.64
"""Width of a bar as a share of its slot."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Text label at one coordinate of an axis, in SVG units."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bar chart: bars, comparison lines and marks for unknown values."""

    bars: str
    """SVG path data, as are `before` (comparison lines) and `unknown`."""
    before: str
    unknown: str
    corridor: str
    """The range that a target asks for, across the whole chart."""
    heights: tuple[Mark, ...]
    labels: tuple[Mark, ...]


def draw(
    labels: Sequence[str],
    values: Sequence[float | None],
    previous: Sequence[float | None],
    gaps: Sequence[bool],
    corridor: tuple[float, float] | None = None,
) -> Drawing:
    """Draw one bar per label; a value of the previous year becomes a line across the slot."""
    shown = (v for v in (*values, *previous, *(corridor or ())) if v is not None)
    step = _round_step(max(shown, default=0))
    floor, top = HEIGHT - _BOTTOM_MARGIN, step * _STEPS
    slot = (WIDTH - _LEFT_MARGIN) / max(1, len(labels))

    def x(index: int, share: float = 0.0) -> int:
        return round(_LEFT_MARGIN + slot * (index + share))

    def y(value: float) -> int:
        return round(floor - (floor - _TOP_MARGIN) * value / top)

    margin, bar_width = (1 - _BAR_WIDTH_RATIO) / 2, round(slot * _BAR_WIDTH_RATIO)
    return Drawing(
        "".join(
            f"M{x(n, margin)} {floor}V{y(value)}h{bar_width}V{floor}z"
            for n, value in enumerate(values)
            if value and value > 0
        ),
        "".join(
            f"M{x(n, margin / 2)} {y(value)}H{x(n, 1 - margin / 2)}"
            for n, value in enumerate(previous)
            if value is not None
        ),
        "".join(
            f"M{x(n, 0.5) - 3} {floor - 5}l3-3 3 3-3 3z"
            for n, is_unknown in enumerate(gaps)
            if is_unknown
        ),
        f"M{_LEFT_MARGIN} {y(corridor[1])}H{WIDTH}V{y(corridor[0])}H{_LEFT_MARGIN}z"
        if corridor
        else "",
        tuple(Mark(y(step * n), f"{step * n:g}".replace(".", ",")) for n in range(_STEPS + 1)),
        tuple(Mark(x(n, 0.5), label) for n, label in enumerate(labels)),
    )


def small_bars(values: Sequence[float | None], high: int = 32, slot: int = 8) -> str:
    """Return the path of bars without axes; the highest value fills the height."""
    most = max((value for value in values if value), default=1)
    heights = [round(high * (value or 0) / most) for value in values]
    return "".join(
        f"M{n * slot} {high}v-{height}h{slot - 2}v{height}z"
        for n, height in enumerate(heights)
        if height
    )


def _round_step(most: float) -> float:
    """Return a round axis step; four steps reach the highest value."""
    if most <= _STEPS:
        return 1
    raw = most / _STEPS
    tens = 10 ** int(log10(raw))
    return next(step * tens for step in (1, 1.5, 2, 2.5, 5, 10) if step * tens >= raw)


def thin_labels(labels: Sequence[str], most: int = 16) -> tuple[str, ...]:
    """Return the labels, blanking all but every n-th so that about `most` remain."""
    every = ceil(len(labels) / most) if labels else 1
    return tuple(label if n % every == 0 else "" for n, label in enumerate(labels))
