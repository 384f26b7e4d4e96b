"""Figures with their evidence: counting method and coverage."""

from dataclasses import dataclass
from enum import IntEnum


class Method(IntEnum):
    """Method by which a figure was obtained, most reliable first."""

    MEASURED = 1
    MANUAL = 2
    ESTIMATED = 3


METHOD_NAMES = {
    Method.MEASURED: "đo bằng máy",
    Method.MANUAL: "đếm tay",
    Method.ESTIMATED: "ước tính",
}


SOURCES_NOTE = (
    "Nguồn: tín hiệu do máy công cộng gửi, giờ tính theo đồng hồ máy chủ; số đếm tay của cán bộ "
    "đứng riêng. Không tính: Wi-Fi bằng máy riêng, lượt của cán bộ, những ngày trước khi máy được "
    "ghi vào điểm, những lần chạy không rõ ngày, lượt để riêng chờ xét."
)
"""Line printed with every table of figures of public computers."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Computer-days with events, out of the computer-days expected."""

    heard: int = 0
    expected: int = 0

    @property
    def share(self) -> float | None:
        """A share from 0 to 1; None when nothing was expected."""
        return self.heard / self.expected if self.expected else None

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.heard + other.heard, self.expected + other.expected)

    def __str__(self) -> str:
        return "…" if self.share is None else f"{self.heard * 100 // self.expected} %"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its evidence; None means unknown, not zero."""

    value: int | None
    method: Method = Method.MEASURED
    coverage: Coverage = Coverage()
