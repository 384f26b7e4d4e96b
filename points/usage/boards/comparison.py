"""Year-on-year comparison of figures whose coverage is similar."""

from points.usage.evidence import Figure

_MAX_COVERAGE_GAP = 0.10
"""Largest difference of coverage shares; beyond it, better coverage would look like growth."""


def growth_percent(now: Figure, past_year: Figure) -> float | None:
    """Return the growth in per cent; None if the figures cannot be compared."""
    if now.value is None or not past_year.value or not comparable(now, past_year):
        return None
    return (now.value / past_year.value - 1) * 100


def comparable(now: Figure, past_year: Figure) -> bool:
    """Return True if two figures have about the same coverage."""
    shares = now.coverage.share, past_year.coverage.share
    return None in shares or abs(shares[0] - shares[1]) <= _MAX_COVERAGE_GAP


def why_not_comparable(now: Figure, past_year: Figure) -> str:
    """Return the reason why growth is unknown, in Vietnamese; empty if it is known."""
    if now.value is None:
        return "chưa có số"
    if past_year.value is None:
        return "năm trước chưa có số"
    if not comparable(now, past_year):
        return f"chưa so sánh được: độ phủ {now.coverage} và {past_year.coverage}"
    return "" if past_year.value else "năm trước là 0"
