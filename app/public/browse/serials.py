"""Calendars of newspapers and journals: issues held and issues missing."""

import calendar
from dataclasses import dataclass

from flask import abort, render_template, request

from app.services import profiles, services
from app.web.url_converters import text_param
from library.catalogue.description import serials
from library.catalogue.description.serials import Issue
from library.catalogue.profiles import profile_of
from library.database import reading

_MONDAY_FIRST = calendar.Calendar()


@dataclass(frozen=True, slots=True)
class Month:
    """Calendar month: weeks of seven days, 0 for days outside the month."""

    number: int
    weeks: tuple[tuple[int, ...], ...]
    issues: dict[int, tuple[Issue, ...]]
    """Issues by day; issues with unknown day are under 0."""


def show(collection: str) -> str:
    """Render the serials of a collection, or the calendar of one year if a serial was chosen."""
    profile, series = profile_of(profiles(), collection), text_param("bao")
    with reading(services().database) as session:
        if not series:
            titles = serials.serials_in(session, collection)
            return render_template("public/browse/serials.html", profile=profile, serials=titles)
        years = serials.years_of(session, collection, series)
        undated_issues = serials.issues_of(session, collection, series, None)
        if not years and not undated_issues:
            abort(404)
        requested_year = request.args.get("nam", type=int)
        year = requested_year if requested_year in years else max(years, default=0)
        issues = serials.issues_of(session, collection, series, year) if years else ()
    return render_template(
        "public/browse/serial.html",
        profile=profile,
        series=series,
        years=years,
        year=year,
        months=_months(year, issues),
        whole_year=tuple(issue for issue in issues if len(issue.date or "") == 4),
        missing=serials.missing_numbers(issues),
        undated=undated_issues,
    )


def _months(year: int, issues: tuple[Issue, ...]) -> tuple[Month, ...]:
    by_month: dict[int, dict[int, tuple[Issue, ...]]] = {}
    for issue in issues:
        _, month, day = [*map(int, (issue.date or "0").split("-")), 0, 0][:3]
        if month:
            days = by_month.setdefault(month, {})
            days[day] = (*days.get(day, ()), issue)
    return tuple(
        Month(month, tuple(map(tuple, _MONDAY_FIRST.monthdayscalendar(year, month))), days)
        for month, days in sorted(by_month.items())
    )
