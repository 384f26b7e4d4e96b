"""Growth over a year that has no known reason."""

from collections.abc import Iterator

from bench.footprint import Footprint

_REASONS = {
    "masters": "deliveries",
    "derivatives": "pages of deliveries",
    "accession": "deliveries",
    "source_file": "deliveries",
    "ingest_step": "the ledger of deliveries",
    "item": "deliveries",
    "page": "deliveries",
    "page_text": "deliveries",
    "derivative": "deliveries",
    "surveyed_page": "deliveries",
    "page_likeness": "pairs of similar deliveries",
    "proposal": "deliveries",
    "fixity_check": "masters",
    "fixity_round": "rounds of checks",
    "publication": "deliveries",
    "item_authority": "deliveries",
    "authority": "deliveries",
    "authority_variant": "deliveries",
    "audit_entry": "edits; kept for ever by decision 26",
    "backup_run": "backups",
    "device_event": "events, kept DIACHI_EVENT_MONTHS",
    "device_boot": "switching on, kept as long as its events",
    "item_use": "uses, kept DIACHI_EVENT_MONTHS",
    "item_day": "figures of each day",
    "computer_day": "figures of each day",
    "computer_hour": "figures of each day",
    "point_day": "figures of each day",
    "point_month": "figures of each month",
    "counted_day": "days with figures",
    "past_search": "common searches",
    "tmp/restic-cache": "copies in the repository; restic removes what belongs to no copy",
    "database": "the tables",
    "index": "pages",
}
"""Reason why something grows, by the first word of its name."""

_MIN_GROWTH = 1.25
"""Growth from the second quarter of the year to the last that counts as growth."""

_MIN_CHANGE = {"MB": 15.0, "rows": 20.0, "files": 10.0}
"""Smallest change that counts, by unit; a process varies by some MB."""

_OTHER_CHANGE = 5.0


def unexplained(months: list[Footprint]) -> Iterator[tuple[str, float, float]]:
    """Yield name, mean early and mean late value of everything that grows without a reason.

    The first quarter is left out: caches fill, and the first delivery loads libraries.
    """
    quarter = max(1, len(months) // 4)
    early, late = months[quarter : 2 * quarter] or months[:1], months[-quarter:]
    for name in months[-1]:
        early_mean, late_mean = _mean(early, name), _mean(late, name)
        least = _MIN_CHANGE.get(name.split()[-1], _OTHER_CHANGE)
        is_growing = late_mean > early_mean * _MIN_GROWTH and late_mean - early_mean > least
        if is_growing and name.split()[0] not in _REASONS:
            yield name, early_mean, late_mean


def _mean(months: list[Footprint], name: str) -> float:
    return sum(month.get(name, 0) for month in months) / len(months)
