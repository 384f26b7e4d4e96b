"""Figures of the site, stored every ten minutes for the graphs of the last month."""

from dataclasses import dataclass

from sqlalchemy import Engine

from app.monitoring.request_times import RequestTimes
from library.monitoring import figures
from library.settings import Settings


@dataclass(slots=True)
class Sampler:
    """Stores a sample at each turn but the first, which has no ten minutes behind it."""

    settings: Settings
    database: Engine
    times: RequestTimes
    has_begun: bool = False

    @property
    def seconds(self) -> float:
        """Interval between two samples."""
        return figures.SAMPLE_INTERVAL.total_seconds()

    def turn(self) -> None:
        """Store the figures of the last ten minutes."""
        if self.has_begun:
            figures.record(self.settings, self.database, self.times.take())
        self.has_begun = True
