"""Says beside a figure how it came about and how much of the truth it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Method(IntEnum):
    """How a figure came about, the surest first."""

    MEASURED = 1
    MANUAL = 2
    ESTIMATED = 3


METHOD_NAMES = {
    Method.MEASURED: "đo bằng máy",
    Method.MANUAL: "đếm tay",
    Method.ESTIMATED: "ước tính",
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """On how many of the days on which computers should have been heard they were."""

    heard: int = 0
    expected: int = 0

    @property
    def share(self) -> float | None:
        """From nought to one; None when nothing was expected."""
        return self.heard / self.expected if self.expected else None

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.heard + other.heard, self.expected + other.expected)

    def __str__(self) -> str:
        return "…" if self.share is None else f"{self.heard * 100 // self.expected} %"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its evidence; no value is not nought, it is unknown."""

    value: int | None
    method: Method = Method.MEASURED
    coverage: Coverage = Coverage()


def together(figures: Iterable[Figure]) -> Figure:
    """Add figures up: as sure as the least sure of them, unknown only when all are."""
    figures = tuple(figures)
    known = [figure for figure in figures if figure.value is not None]
    return Figure(
        value=sum(figure.value for figure in known) if known else None,
        method=max((figure.method for figure in known), default=Method.MEASURED),
        coverage=Coverage(
            sum(figure.coverage.heard for figure in figures),
            sum(figure.coverage.expected for figure in figures),
        ),
    )
