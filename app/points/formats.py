"""Template filters for the figures of public computers."""

from flask import Flask
from flask_babel import format_decimal

from app.charts import Drawing, draw, small_bars
from library import clock
from library.law import law_register
from library.settings import Settings
from points.programme.plans.targets import TargetProgress
from points.programme.reports.numbers_in_words import number as amount
from points.usage.boards.board import Headline
from points.usage.boards.comparison import growth_percent, why_not_comparable
from points.usage.evidence import METHOD_NAMES
from points.usage.measures.measure_table import Measure
from points.usage.privacy.small_counts import MISSING

_HOUR_SECONDS = 3600
_MANY_HOURS = 100


def install(app: Flask, _settings: Settings) -> None:
    """Register the template filters."""
    app.jinja_env.filters.update(
        **{"figure": figure, "growth": growth, "amount": amount, "small_bars": small_bars},
        method_name=METHOD_NAMES.__getitem__,
        target_chart=target_chart,
        cited=lambda text: law_register.fill(text, clock.today()),
    )


def target_chart(goal: TargetProgress) -> Drawing:
    """Return the bars of a target's years over the range that the plan asks for."""
    values = [goal_year.reading.value for goal_year in goal.years]
    target = goal.target
    return draw(
        [str(goal_year.year) for goal_year in goal.years],
        values,
        (),
        [value is None for value in values],
        (target.lowest, target.highest),
    )


def figure(value: int | None, measure: Measure) -> str:
    """Return a statistical figure for people: 1.234 lượt, 56,5 giờ; … if unknown."""
    if value is None:
        return MISSING
    if not measure.in_hours:
        return format_decimal(value)
    hours = value / _HOUR_SECONDS
    return format_decimal(round(hours, 1) if hours < _MANY_HOURS else round(hours))


def growth(line: Headline) -> str:
    """Return the growth in percent within a year, or the reason why it is not comparable."""
    percent = growth_percent(line.now, line.before)
    if percent is None:
        return why_not_comparable(line.now, line.before)
    return f"{'+' if percent > 0 else ''}{format_decimal(round(percent, 1))} %"
