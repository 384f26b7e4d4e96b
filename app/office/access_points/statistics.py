"""Shows the boards of figures to staff: what works now, and a day, a month, a year."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.charts import Drawing, draw, thinned
from app.office.access_points.own_points import visible
from app.services import services
from library import clock
from library.database import reading
from library.places.atlas import HEIGHT, WIDTH, drawn_units, middle_of, on_the_sheet
from library.places.districts import district_of, units_in
from library.points.closures import closed_days
from library.points.inventory import PointFacts
from library.usage import demographics
from library.usage.boards import board
from library.usage.boards.attention import concerns
from library.usage.boards.board_period import Span, containing, read_period
from library.usage.boards.live_status import PointNow, points_now
from library.usage.boards.scopes import scope_called, scopes
from library.usage.events import help_calls

_HOUR = 3600
_LOOK_BACK = timedelta(days=61)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with where it stands on the map, if that is known."""

    there: PointNow
    at: tuple[int, int] | None

    @property
    def state(self) -> str:
        """How it does at this moment, in one word of the page."""
        if not self.there.point.facts.serving:
            return "resting"
        if self.there.on:
            return "working"
        return "silent" if self.there.is_open else "closed"


def show_now() -> str:
    """Show what works at this moment, and what to look at today."""
    at, today = clock.now(), clock.today()
    with reading(services().database) as session:
        seen = visible(session)
        points = points_now(session, at, seen)
        known = scopes(session, today, seen)
        calls = help_calls.waiting(session, at, seen)
        closed = closed_days(session, today - _LOOK_BACK, today)
        boards = [
            board.make(session, scope, containing(today, Span.DAY), today) for scope in known[:1]
        ]
    return render_template(
        "office/access_points/live_status.html",
        calls=calls,
        spots=[Spot(there, _spot(there.point.facts)) for there in points],
        concerns=concerns(points, closed, at),
        today=boards[0].headlines[0] if boards else None,
        units=drawn_units(),
        sheet=(WIDTH, HEIGHT),
        scopes=known,
        periods=[containing(today, span) for span in Span],
        at=at,
    )


def show(scope: str, period: str) -> str:
    """Show the board of a scope and a period."""
    today = clock.today()
    asked = read_period(period)
    with reading(services().database) as session:
        known = scopes(session, today, visible(session))
        found = scope_called(session, scope, asked.last_day(today), visible(session))
        made = board.make(session, found, asked, today)
        told = demographics.answered(session, found.ids, asked.first, asked.ends)
    return render_template(
        "office/access_points/statistics.html",
        told=told,
        board=made,
        drawings=[_drawn(series) for series in made.series],
        scopes=known,
        today=today,
    )


def open_board() -> ResponseReturnValue:
    """Lead to the board that was chosen in the form."""
    day = request.args.get("ngay", clock.today(), type=date.fromisoformat)
    span = request.args.get("ky", Span.MONTH, type=Span)
    scope = request.args.get("noi", "")
    return redirect(url_for("office.board", scope=scope, period=containing(day, span).code))


def _drawn(series: board.Series) -> Drawing:
    bars, divisor = series.bars, _HOUR if series.measure.in_hours else 1
    return draw(
        thinned([bar.label for bar in bars]),
        [None if bar.figure.value is None else bar.figure.value / divisor for bar in bars],
        [None if bar.before is None else bar.before / divisor for bar in bars],
        [bar.silence in (board.Silence.UNHEARD, board.Silence.UNCOUNTED) for bar in bars],
    )


def _spot(facts: PointFacts) -> tuple[int, int] | None:
    if facts.latitude is not None and facts.longitude is not None:
        return on_the_sheet(facts.latitude, facts.longitude)
    if facts.place is None:
        return None
    return middle_of({facts.place}) or middle_of(units_in(district_of(facts.place) or ""))
