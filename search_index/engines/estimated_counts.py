"""Estimate of facet counts from a sample, for engines with many pages."""


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
