"""COUNTER's tabular format: thirteen header rows, a blank row, then the lines."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC

from library.formulas import escape_formula
from points.usage.counter.usage_report import NAMESPACE, Line, Report

BYTE_ORDER_MARK = "\ufeff"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def as_tsv(report: Report) -> str:
    """Return the report as tab-separated text, to be encoded in UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, dialect="excel-tab", lineterminator="\r\n")
    writer.writerows(header(report))
    months = [f"{_MONTHS[month.month - 1]}-{month.year}" for month in report.period.months]
    writer.writerow([])
    writer.writerow([*report.columns, "Metric_Type", "Reporting_Period_Total", *months])
    writer.writerows(_row(line) for line in report.lines)
    return BYTE_ORDER_MARK + buffer.getvalue()


def header(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the thirteen header rows."""
    context, period = report.context, report.period
    yield "Report_Name", report.view.name
    yield "Report_ID", report.view.id
    yield "Release", "5.1"
    yield "Institution_Name", context.institution
    yield "Institution_ID", f"{NAMESPACE}:{context.customer}"
    names_metrics = report.view.standard or report.selection.metrics
    yield "Metric_Types", "; ".join(report.metrics) if names_metrics else ""
    yield "Report_Filters", "; ".join(f"{name}={'|'.join(v)}" for name, v in filters(report))
    attributes = report.selection.attributes
    yield "Report_Attributes", f"Attributes_To_Show={'|'.join(attributes)}" if attributes else ""
    yield "Exceptions", "; ".join(map(str, report.remarks))
    yield "Reporting_Period", f"Begin_Date={period.first}; End_Date={period.ends}"
    yield "Created", f"{context.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield "Created_By", report.created_by
    yield "Registry_Record", ""


def filters(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the filters of a report except its metrics; default filters are left out."""
    types = report.selection.data_types or report.view.data_types
    if types:
        yield "Data_Type", types
    if report.view.standard:
        yield "Access_Method", ("Regular",)


def _row(line: Line) -> list[object]:
    values = (escape_formula(value) for _, value in line.columns)
    return [*values, line.metric, sum(line.months), *line.months]
