"""Compiles a COUNTER report from usage totals (no database access)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from points.usage.counter.item_totals import UsedItem, Uses
from points.usage.counter.problems import Remark
from points.usage.counter.report_definitions import SEARCHES, View, columns
from points.usage.counter.report_period import Period

NAMESPACE = "diachi"
_TOO_FEW_READERS = (
    "items that fewer than five computers of this point opened on each of two days are not listed"
)


@dataclass(frozen=True, slots=True)
class ReportSelection:
    """Requested metrics, data types and extra attributes; empty means all metrics and types."""

    metrics: tuple[str, ...] = ()
    data_types: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Institution, customer, platform and creation time of a report."""

    institution: str
    customer: str
    platform: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A report line: column values by name, a metric, and its count in each month."""

    columns: tuple[tuple[str, str], ...]
    metric: str
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A compiled report, independent of its output format."""

    view: View
    period: Period
    selection: ReportSelection
    context: ReportContext
    remarks: tuple[Remark, ...]
    columns: tuple[str, ...]
    metrics: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def created_by(self) -> str:
        """The creator, with a note that the report is not audited."""
        return f"{self.context.platform} - COUNTER 5.1 style, not audited"


def compile_report(
    view: View,
    period: Period,
    uses: Uses | None,
    *,
    selection: ReportSelection,
    context: ReportContext,
    remarks: tuple[Remark, ...] = (),
) -> Report:
    """Return the report; `uses` is None when none of its months are counted."""
    metrics = tuple(name for name in view.metrics if name in (selection.metrics or view.metrics))
    types = selection.data_types or view.data_types
    column_names = columns(view, selection.attributes)
    lines = () if uses is None else tuple(_lines(view, uses, types, column_names, context.platform))
    lines = tuple(line for line in lines if line.metric in metrics and any(line.months))
    if uses is not None and not lines:
        remarks = (*remarks, Remark(3030))
    if uses is not None and uses.unnamed is not None and view.of_items:
        remarks = (*remarks, Remark(3040, _TOO_FEW_READERS))
    return Report(view, period, selection, context, remarks, column_names, metrics, lines)


def _lines(
    view: View, uses: Uses, types: tuple[str, ...], names: tuple[str, ...], platform: str
) -> Iterable[Line]:
    counts: dict[tuple[tuple[tuple[str, str], ...], str], list[tuple[int, ...]]] = defaultdict(list)
    if not types or "Platform" in types:
        fields = {"Platform": platform, "Data_Type": "Platform", "Access_Method": "Regular"}
        counts[_shown_fields(fields, names), SEARCHES].append(uses.searches)
    unnamed_uses = () if uses.unnamed is None or view.of_items else (uses.unnamed,)
    for item in (*uses.items, *unnamed_uses):
        if not types or item.data_type in types:
            fields = (
                _item_fields(item, platform) if view.of_items else _platform_fields(item, platform)
            )
            for metric, months in item.counts:
                counts[_shown_fields(fields, names), metric].append(months)
    for (fields, metric), month_counts in sorted(counts.items(), key=lambda line: line[0]):
        yield Line(fields, metric, tuple(map(sum, zip(*month_counts, strict=True))))


def _shown_fields(fields: dict[str, str], names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, fields.get(name, "")) for name in names)


def _platform_fields(item: UsedItem, platform: str) -> dict[str, str]:
    return {"Platform": platform, "Data_Type": item.data_type, "Access_Method": "Regular"}


def _item_fields(item: UsedItem, platform: str) -> dict[str, str]:
    return {
        **_platform_fields(item, platform),
        "Item": item.title,
        "Publisher": item.publisher,
        "Proprietary_ID": f"{NAMESPACE}:{item.id}",
        "Authors": item.authors,
        "Publication_Date": item.date,
        "YOP": item.year,
        "Access_Type": item.access,
    }
