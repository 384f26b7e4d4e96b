"""COUNTER's JSON format."""

from datetime import UTC
from itertools import groupby

from points.usage.counter.tabular_format import filters
from points.usage.counter.usage_report import NAMESPACE, Line, Report

_PERFORMANCE_COLUMNS = ("Data_Type", "YOP", "Access_Type", "Access_Method")
_REQUIRED_COLUMNS = ("Item", "Publisher", "Platform")


def as_json(report: Report) -> dict[str, object]:
    """Return the report as the body of an API response."""
    lines_by_item = groupby(report.lines, key=_report_item)
    items = [_with_performance(report, item, tuple(lines)) for item, lines in lines_by_item]
    report_items = [{"Items": items}] if report.view.of_items and items else items
    return {"Report_Header": _header(report), "Report_Items": report_items}


def _header(report: Report) -> dict[str, object]:
    context, period = report.context, report.period
    report_filters: dict[str, object] = {
        "Begin_Date": period.first.isoformat(),
        "End_Date": period.ends.isoformat(),
        **{name: list(values) for name, values in filters(report)},
    }
    if report.view.standard or report.selection.metrics:
        report_filters["Metric_Type"] = list(report.metrics)
    header: dict[str, object] = {
        "Release": "5.1",
        "Report_ID": report.view.id,
        "Report_Name": report.view.name,
        "Created": f"{context.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Created_By": report.created_by,
        "Institution_ID": {"Proprietary": [f"{NAMESPACE}:{context.customer}"]},
        "Institution_Name": context.institution,
        "Report_Filters": report_filters,
        "Registry_Record": "",
    }
    if report.selection.attributes:
        header["Report_Attributes"] = {"Attributes_To_Show": list(report.selection.attributes)}
    if report.remarks:
        header["Exceptions"] = [remark.as_json() for remark in report.remarks]
    return header


def _report_item(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in line.columns if name not in _PERFORMANCE_COLUMNS)


def _with_performance(
    report: Report, item: tuple[tuple[str, str], ...], lines: tuple[Line, ...]
) -> dict[str, object]:
    result: dict[str, object] = {
        name: value
        for name, value in item
        if name in _REQUIRED_COLUMNS or (value and name == "Publication_Date")
    }
    values = dict(item)
    if values.get("Authors"):
        result["Authors"] = [{"Name": values["Authors"]}]
    if report.view.of_items:
        result["Item_ID"] = {"Proprietary": values["Proprietary_ID"]}
    by_kind = groupby(lines, key=_performance_attributes)
    result["Attribute_Performance"] = [
        {**dict(kind), "Performance": {line.metric: _months(report, line) for line in kind_lines}}
        for kind, kind_lines in by_kind
    ]
    return result


def _performance_attributes(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in line.columns if name in _PERFORMANCE_COLUMNS)


def _months(report: Report, line: Line) -> dict[str, int]:
    month_counts = zip(report.period.months, line.months, strict=True)
    return {f"{month:%Y-%m}": count for month, count in month_counts if count}
