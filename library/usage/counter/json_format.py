"""Writes a report as COUNTER's JSON."""

from datetime import UTC
from itertools import groupby

from library.usage.counter.tabular_format import filters
from library.usage.counter.usage_report import NAMESPACE, Line, Report

_PERFORMED = ("Data_Type", "YOP", "Access_Type", "Access_Method")
_AS_TEXT = ("Item", "Publisher", "Platform", "Publication_Date")


def as_json(report: Report) -> dict[str, object]:
    """Return the report as the API tells it."""
    by_thing = groupby(report.lines, key=_thing)
    things = [_with_performance(report, thing, tuple(lines)) for thing, lines in by_thing]
    wrapped = [{"Items": things}] if report.view.id == "IR" and things else things
    return {"Report_Header": _header(report), "Report_Items": wrapped}


def _header(report: Report) -> dict[str, object]:
    made, period = report.made, report.period
    limits: dict[str, object] = {
        "Begin_Date": period.first.isoformat(),
        "End_Date": period.ends.isoformat(),
        **{name: list(values) for name, values in filters(report)},
    }
    if report.view.standard or report.wanted.metrics:
        limits["Metric_Type"] = list(report.metrics)
    told: dict[str, object] = {
        "Release": "5.1",
        "Report_ID": report.view.id,
        "Report_Name": report.view.name,
        "Created": f"{made.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Created_By": report.created_by,
        "Institution_Name": made.institution,
        "Report_Filters": limits,
        "Registry_Record": "",
    }
    if made.customer:
        told["Institution_ID"] = {"Proprietary": [f"{NAMESPACE}:{made.customer}"]}
    if report.wanted.attributes:
        told["Report_Attributes"] = {"Attributes_To_Show": list(report.wanted.attributes)}
    if report.remarks:
        told["Exceptions"] = [remark.told() for remark in report.remarks]
    return told


def _thing(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in line.columns if name not in _PERFORMED)


def _with_performance(
    report: Report, thing: tuple[tuple[str, str], ...], lines: tuple[Line, ...]
) -> dict[str, object]:
    told: dict[str, object] = {name: value for name, value in thing if name in _AS_TEXT and value}
    values = dict(thing)
    if values.get("Authors"):
        told["Authors"] = [{"Name": values["Authors"]}]
    if report.view.of_items:
        told["Item_ID"] = {"Proprietary": values["Proprietary_ID"]}
    by_kind = groupby(lines, key=_kind)
    told["Attribute_Performance"] = [
        {**dict(kind), "Performance": {line.metric: _months(report, line) for line in found}}
        for kind, found in by_kind
    ]
    return told


def _kind(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in line.columns if name in _PERFORMED)


def _months(report: Report, line: Line) -> dict[str, int]:
    named = zip(report.period.months, line.months, strict=True)
    return {f"{month:%Y-%m}": count for month, count in named if count}
