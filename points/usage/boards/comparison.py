"""Year-on-year comparison of figures whose coverage is similar."""

from points.usage.evidence import Coverage, Figure

_MAX_COVERAGE_GAP = 0.10
"""Largest difference of coverage shares; beyond it, better coverage would look like growth."""


def growth_percent(now: Figure, past_year: Figure) -> float | None:
    """Return the growth in per cent; None if the figures cannot be compared."""
    if not comparable(now.coverage, past_year.coverage):
        return None
    return percent_change(now.value, past_year.value)


def percent_change(now: float | None, then: float | None) -> float | None:
    """Return the change in per cent; None if a value is unknown or the earlier one is zero."""
    return None if not then or now is None else (now - then) / then * 100


def comparable(now: Coverage, then: Coverage) -> bool:
    """Return True if figures with these coverages may be compared."""
    shares = now.share, then.share
    return None in shares or abs(shares[0] - shares[1]) <= _MAX_COVERAGE_GAP


def why_not_comparable(now: Figure, past_year: Figure) -> str:
    """Return the reason why growth is unknown, in Vietnamese; empty if it is known."""
    if now.value is None:
        return "chưa có số"
    if past_year.value is None:
        return "năm trước chưa có số"
    if not comparable(now.coverage, past_year.coverage):
        return f"chưa so sánh được: độ phủ {now.coverage} và {past_year.coverage}"
    return "" if past_year.value else "năm trước là 0"
