"""Formulas that several engines share."""

import math


def project_counts(
    items: dict[str, int], sample: dict[str, int], page_totals: dict[str, int]
) -> dict[str, int]:
    """Estimate the items under each value from all its pages and the ratio in a sample of items."""
    average_ratio = sum(items.values()) / max(1, sum(sample.values()))
    ratio = {value: items.get(value, 0) / pages for value, pages in sample.items()}
    return {
        value: max(1, round(pages * ratio.get(value, average_ratio)))
        for value, pages in page_totals.items()
    }


def confidence_factor(quality: float | None) -> float:
    """Return the factor of a page's score for its OCR confidence."""
    return math.log2(2 + (1.0 if quality is None else quality))
