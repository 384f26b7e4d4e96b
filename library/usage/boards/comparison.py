"""Compares a figure with the year before's, where that can honestly be done."""

from library.usage.evidence import Figure

_APART = 0.10
"""Coverages that differ by more make growth of what was only measured better."""


def change(now: Figure, before: Figure) -> float | None:
    """Return the growth in per cent; None where it cannot be told."""
    if now.value is None or not before.value or not comparable(now, before):
        return None
    return (now.value / before.value - 1) * 100


def comparable(now: Figure, before: Figure) -> bool:
    """Say whether two figures rest on about as much of the truth."""
    shares = now.coverage.share, before.coverage.share
    return None in shares or abs(shares[0] - shares[1]) <= _APART


def why_not(now: Figure, before: Figure) -> str:
    """Say why growth cannot be told; nothing when it can."""
    if now.value is None:
        return "chưa có số"
    if before.value is None:
        return "năm trước chưa có số"
    if not comparable(now, before):
        return f"chưa so sánh được: độ phủ {now.coverage} và {before.coverage}"
    return "" if before.value else "năm trước là 0"
