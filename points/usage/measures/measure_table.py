"""The table of measures: what each figure means, where it comes from and how it is added up.

It is data (`measures.toml`), so that a wording, a source or a new measure is one edited row.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from points.usage.evidence import Method

_DATA = Path(__file__).with_name("measures.toml")


class Source(StrEnum):
    """Kind of tables with the figures of a measure."""

    COMPUTERS = "computers"
    COUNTS = "counts"
    ITEMS = "items"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: a row of the table."""

    code: str
    """Column of its source."""
    name: str
    unit: str
    definition: str
    source: Source
    clock: str
    method: str
    coverage: str
    since: str
    """Release that counts it first."""
    hour: str = ""
    """Column of `ComputerHour`, if it has another name."""
    board: str = ""
    phrase: str = ""
    """Name in sentences about changed figures, in the unit that is stored."""
    cause: str = ""

    @property
    def in_hours(self) -> bool:
        """True if it is stored in seconds and shown in hours."""
        return self.unit == "giờ"

    @property
    def counting(self) -> Method:
        """Method of counting: by computers or by hand."""
        return Method.MANUAL if self.source is Source.COUNTS else Method.MEASURED


@cache
def table() -> Mapping[str, Mapping]:
    """Return the sections of the data: measures, indicators and thresholds."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


MEASURES = {
    code: Measure(code=code, **{**row, "source": Source(row["source"])})
    for code, row in table()["measure"].items()
}
"""All measures by code, in display order."""

CHARTED = tuple(measure for measure in MEASURES.values() if measure.board == "chart")
"""Measures of boards with a chart."""

SHOWN = (*CHARTED, *(measure for measure in MEASURES.values() if measure.board == "list"))
"""Measures of boards, in display order."""

HOUR_COLUMNS = {m.code: m.hour or m.code for m in MEASURES.values() if m.clock == "hour"}
"""Columns of `ComputerHour` by code."""

COUNTS, ITEM_TOTALS = (
    tuple(code for code, measure in MEASURES.items() if measure.source is source)
    for source in (Source.COUNTS, Source.ITEMS)
)
"""Columns of `Tally` and of `UseDay`."""
