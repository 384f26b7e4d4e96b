"""Reckons the figures of a province once more: from the bare tables, without the house's code."""

import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path


class Reckoning:
    """The figures of one year, by somebody who knows only the tables and the definitions."""

    def __init__(self, file: Path, year: int) -> None:
        self.year = year
        with closing(sqlite3.connect(file)) as self.database:
            self.days = self.database.execute(
                "SELECT device_id, day, point_id, sessions, session_seconds, machine_seconds,"
                " line_up_seconds, line_down_seconds, help_requests FROM computer_day"
            ).fetchall()
            self.uses = self.database.execute(
                "SELECT day, point_id, unique_requests FROM item_day"
            ).fetchall()
            self.weeks = {
                point: json.loads(days)
                for point, days in self.database.execute("SELECT point_id, days FROM opening_week")
            }
            self.shut = set(self.database.execute("SELECT point_id, day FROM opening_exception"))
            self.points = dict(self.database.execute("SELECT id, code FROM access_point"))
            self.levels = dict(self.database.execute("SELECT point_id, level FROM point_record"))
            self.machines = dict(
                self.database.execute(
                    "SELECT point_id, count(*) FROM device_placement GROUP BY point_id"
                )
            )
            self.entries = [
                (register, point, date.fromisoformat(day), json.loads(told))
                for register, point, day, told in self.database.execute(
                    "SELECT register, point_id, day, told FROM register_entry"
                )
            ]

    def total(self, column: int, year: int | None = None) -> int:
        """Add up a column of the computers' days of a year."""
        wanted = str(year or self.year)
        return sum(row[column] for row in self.days if row[1].startswith(wanted))

    def of_register(self, register: str) -> list[dict]:
        """Return what the entries of a register say in the year."""
        return [t for r, _, day, t in self.entries if r == register and day.year == self.year]

    def opened(self, point: int, day: date) -> list[str] | None:
        """Return the spans in which a point was open on a day; None when it need not be."""
        hours = self.weeks[point][day.weekday()]
        if not hours:
            return None
        return [] if (point, day.isoformat()) in self.shut else hours.split()

    def minutes(self, point: int, month: int) -> int:
        """Return for how many minutes a point was open in a month."""
        spans = [
            [int(t[:2]) * 60 + int(t[3:]) for t in span.split("-")]
            for day in self.every_day()
            if day.month == month
            for span in self.opened(point, day) or ()
        ]
        return sum(ends - begins for begins, ends in spans)

    def every_day(self) -> list[date]:
        """Return the days of the year."""
        every = [date(self.year, 1, 1) + timedelta(days=step) for step in range(366)]
        return [day for day in every if day.year == self.year]

    def effective(self) -> set[str]:
        """Return the points that meet the five conditions."""
        return {self.points[p] for p in self.points if all(self._conditions(p))}

    def _conditions(self, point: int) -> list[bool]:
        of_point = [r for r in self.days if r[2] == point and r[1].startswith(str(self.year))]
        planned = [day for day in self.every_day() if self.opened(point, day) is not None]
        opened = [day for day in planned if self.opened(point, day)]
        alive = len({(r[0], r[1][:7]) for r in of_point})
        up, down = sum(r[6] for r in of_point), sum(r[7] for r in of_point)
        limit = {"province": 200, "district": 40, "commune": 10}[self.levels[point]]
        confirmed = {
            day.month
            for register, where, day, _ in self.entries
            if register == "xac-nhan" and where == point and day.year == self.year
        }
        return [
            len(opened) >= 0.8 * len(planned),
            alive >= 0.5 * 12 * self.machines[point],
            up + down > 0 and up >= 0.7 * (up + down),
            sum(r[3] for r in of_point) >= 12 * limit,
            len(confirmed) == 12,
        ]

    def like_for_like(self) -> tuple[int, int, int]:
        """Return the comparable points, their uses now, and their uses a year earlier."""
        months: dict[tuple[int, int, int], int] = defaultdict(int)
        for row in self.days:
            months[row[2], int(row[1][:4]), int(row[1][5:7])] += row[3]
        now = then = points = 0
        for point in self.points:
            both = [
                m
                for m in range(1, 13)
                if (point, self.year, m) in months and (point, self.year - 1, m) in months
            ]
            if len(both) >= 10:
                points += 1
                now += sum(months[point, self.year, m] for m in both)
                then += sum(months[point, self.year - 1, m] for m in both)
        return points, now, then

    def days_lost(self) -> int:
        """Return the days of the year on which computers were out of order, each counted."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        lost = 0
        for register, _, day, told in self.entries:
            if register != "su-co":
                continue
            at = max(day, first)
            repaired = told.get("repaired")
            while at <= last and (repaired is None or at.isoformat() < repaired):
                lost += told["computers"]
                at += timedelta(days=1)
        return lost
