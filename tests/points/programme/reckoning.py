"""Independent computation of the figures of a province, in SQL without the library code."""

import json
from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import text

from library.database import open_database
from library.settings import Settings

_TABLES = {
    "days": "SELECT device_id, CAST(day AS TEXT), point_id, sessions, session_seconds,"
    " machine_seconds, line_up_seconds, line_down_seconds, help_requests FROM computer_day",
    "uses": "SELECT CAST(day AS TEXT), point_id, unique_requests FROM use_day",
    "shut": "SELECT point_id, CAST(day AS TEXT) FROM opening_exception",
    "points": "SELECT id, code FROM access_point",
    "levels": "SELECT point_id, level FROM point_record",
    "machines": "SELECT point_id, count(*) FROM device_placement GROUP BY point_id",
}
_ENTRIES = "SELECT register, point_id, CAST(day AS TEXT), CAST(told AS TEXT) FROM register_entry"
_A_DAY = timedelta(days=1)


class IndependentFigures:
    """Figures of whole years, computed from the tables and the definitions only."""

    def __init__(self, settings: Settings, first: int, last: int) -> None:
        self.years = range(first, last + 1)
        database = open_database(settings.database_url)
        with database.connect() as connection:
            read = {name: connection.execute(text(sql)).all() for name, sql in _TABLES.items()}
            self.every_row, self.uses = read["days"], read["uses"]
            self.shut = set(read["shut"])
            self.points, self.levels, self.machines = (
                dict(read[name]) for name in ("points", "levels", "machines")
            )
            weeks = connection.execute(
                text("SELECT point_id, CAST(days AS TEXT) FROM opening_week")
            )
            self.weeks = {point: json.loads(days) for point, days in weeks}
            self.entries = [
                (register, point, date.fromisoformat(day), json.loads(values))
                for register, point, day, values in connection.execute(text(_ENTRIES))
            ]
        database.dispose()
        self.rows = [row for row in self.every_row if int(row[1][:4]) in self.years]
        self.months = [(year, month) for year in self.years for month in range(1, 13)]

    def total(self, column: int, years_back: int = 0) -> int:
        """Return the total of a computer_day column, optionally some years earlier."""
        wanted = {str(year - years_back) for year in self.years}
        return sum(row[column] for row in self.every_row if row[1][:4] in wanted)

    def read(self, *, inside: bool) -> int:
        """Return the number of item requests, from the points or from outside."""
        return sum(
            count
            for day, point, count in self.uses
            if int(day[:4]) in self.years and (point is not None) == inside
        )

    def alive(self, rows: list[tuple] | None = None) -> int:
        """Return the number of computer months with reports."""
        return len({(row[0], row[1][:7]) for row in (self.rows if rows is None else rows)})

    def of_register(self, register: str) -> list[dict]:
        """Return the values of the entries of a register in these years."""
        return [t for r, _, day, t in self.entries if r == register and day.year in self.years]

    def opened(self, point: int, day: date) -> list[str] | None:
        """Return the opening intervals of a point on a day; None if it is regularly closed."""
        hours = self.weeks[point][day.weekday()]
        if not hours:
            return None
        return [] if (point, day.isoformat()) in self.shut else hours.split()

    def could_be_used(self) -> float:
        """Return the available computer hours, in months in which a point reported."""
        heard = {(row[2], int(row[1][:4]), int(row[1][5:7])) for row in self.rows}
        return sum(
            self.machines[point] * self._minutes(point, day) / 60
            for point in self.points
            for day in self.every_day()
            if (point, day.year, day.month) in heard
        )

    def expected(self) -> int:
        """Return the number of computer days on which reports are expected."""
        return sum(
            self.machines[point]
            for point in self.points
            for day in self.every_day()
            if self.opened(point, day)
        )

    def every_day(self) -> list[date]:
        """Return the days of these years."""
        first, last = date(self.years[0], 1, 1), date(self.years[-1], 12, 31)
        return [first + step * _A_DAY for step in range((last - first).days + 1)]

    def effective(self) -> set[str]:
        """Return the codes of the points that meet the five conditions."""
        return {self.points[p] for p in self.points if all(self._conditions(p))}

    def _minutes(self, point: int, day: date) -> int:
        ends = [span.replace(":", "-").split("-") for span in self.opened(point, day) or ()]
        return sum(int(c) * 60 + int(d) - int(a) * 60 - int(b) for a, b, c, d in ends)

    def _conditions(self, point: int) -> list[bool]:
        rows = [row for row in self.rows if row[2] == point]
        planned = [day for day in self.every_day() if self.opened(point, day) is not None]
        opened = [day for day in planned if self.opened(point, day)]
        up, down = sum(row[6] for row in rows), sum(row[7] for row in rows)
        limit = {"province": 200, "district": 40, "commune": 10}[self.levels[point]]
        confirmed = {
            (day.year, day.month)
            for register, where, day, _ in self.entries
            if register == "xac-nhan" and where == point and day.year in self.years
        }
        return [
            len(opened) >= 0.8 * len(planned),
            self.alive(rows) >= 0.5 * len(self.months) * self.machines[point],
            up + down > 0 and up >= 0.7 * (up + down),
            sum(row[3] for row in rows) >= len(self.months) * limit,
            len(confirmed) == len(self.months),
        ]

    def like_for_like(self) -> tuple[int, int, int]:
        """Return the number of comparable points, their sessions, and those a year earlier."""
        uses: dict[tuple[int, int, int], int] = defaultdict(int)
        for row in self.every_row:
            uses[row[2], int(row[1][:4]), int(row[1][5:7])] += row[3]
        now = then = points = 0
        for point in self.points:
            both = [
                ((point, year, month), (point, year - 1, month))
                for year, month in self.months
                if (point, year, month) in uses and (point, year - 1, month) in uses
            ]
            if len(both) * 12 >= 10 * len(self.months):
                points += 1
                now += sum(uses[current] for current, _ in both)
                then += sum(uses[previous] for _, previous in both)
        return points, now, then

    def days_lost(self) -> int:
        """Return the computer days of these years lost to incidents."""
        first, last = self.every_day()[0], self.every_day()[-1]
        lost = 0
        for register, _, day, values in self.entries:
            if register != "su-co":
                continue
            at = max(day, first)
            repaired = values.get("repaired")
            while at <= last and (repaired is None or at.isoformat() < repaired):
                lost += values["computers"]
                at += _A_DAY
        return lost

    def took(self) -> list[int]:
        """Return the days each repair took, for incidents of these years."""
        return [
            (date.fromisoformat(values["repaired"]) - day).days
            for register, _, day, values in self.entries
            if register == "su-co" and day.year in self.years and "repaired" in values
        ]
