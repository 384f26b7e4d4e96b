"""Makes a report of what was used: pure, so that anybody can add it up by hand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from library.usage.counter.item_totals import UsedItem, Uses
from library.usage.counter.problems import Remark
from library.usage.counter.report_definitions import SEARCHES, View, columns
from library.usage.counter.report_period import Period

NAMESPACE = "diachi"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a report beyond its months; empty: everything, nothing more."""

    metrics: tuple[str, ...] = ()
    data_types: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """For whom a report is made, by whom and when."""

    institution: str
    customer: str
    platform: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of one thing: its columns by name, and a number for each month."""

    columns: tuple[tuple[str, str], ...]
    metric: str
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is written, in whatever form."""

    view: View
    period: Period
    wanted: Wanted
    made: Circumstances
    remarks: tuple[Remark, ...]
    columns: tuple[str, ...]
    metrics: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def created_by(self) -> str:
        """Who made it, and that nobody has audited it."""
        return f"{self.made.platform} - COUNTER 5.1 style, not audited"


def report(
    view: View,
    period: Period,
    uses: Uses | None,
    *,
    wanted: Wanted,
    made: Circumstances,
    remarks: tuple[Remark, ...] = (),
) -> Report:
    """Return a report of these uses; None when none of its months are counted."""
    metrics = tuple(name for name in view.metrics if name in (wanted.metrics or view.metrics))
    types = wanted.data_types or view.data_types
    shown = columns(view, wanted.attributes)
    lines = () if uses is None else tuple(_lines(view, uses, types, shown, made.platform))
    lines = tuple(line for line in lines if line.metric in metrics and any(line.months))
    if uses is not None and not lines:
        remarks = (*remarks, Remark(3030))
    return Report(view, period, wanted, made, remarks, shown, metrics, lines)


def _lines(
    view: View, uses: Uses, types: tuple[str, ...], shown: tuple[str, ...], platform: str
) -> Iterable[Line]:
    added: dict[tuple[tuple[tuple[str, str], ...], str], list[tuple[int, ...]]] = defaultdict(list)
    if not types or "Platform" in types:
        told = {"Platform": platform, "Data_Type": "Platform", "Access_Method": "Regular"}
        added[_chosen(told, shown), SEARCHES].append(uses.searches)
    for item in uses.items:
        if not types or item.data_type in types:
            told = _told(item, platform) if view.of_items else _of_platform(item, platform)
            for metric, months in item.counts:
                added[_chosen(told, shown), metric].append(months)
    for (told, metric), found in sorted(added.items(), key=lambda line: line[0]):
        yield Line(told, metric, tuple(map(sum, zip(*found, strict=True))))


def _chosen(told: dict[str, str], shown: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, told.get(name, "")) for name in shown)


def _of_platform(item: UsedItem, platform: str) -> dict[str, str]:
    return {"Platform": platform, "Data_Type": item.data_type, "Access_Method": "Regular"}


def _told(item: UsedItem, platform: str) -> dict[str, str]:
    return {
        **_of_platform(item, platform),
        "Item": item.title,
        "Publisher": item.publisher,
        "Proprietary_ID": f"{NAMESPACE}:{item.id}",
        "Authors": item.authors,
        "Publication_Date": item.date,
        "YOP": item.year,
        "Access_Type": item.access,
    }
