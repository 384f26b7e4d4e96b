"""Wording of proposed sentences: data with a template for each, filled in from the figures."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from points.programme.periods import MONTHS_PER_YEAR, read_period
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import (
    Fact,
    IndicatorFigure,
    PointFigures,
    ReportFigures,
)

_DATA = Path(__file__).parents[1] / "data" / "sentences.toml"
_FAILED = "chưa đạt: "
_MAX_NAMES = 6
_EQUAL = "tương đương"
"""Words for a change that rounds to nothing."""


@dataclass(frozen=True, slots=True)
class SentenceText:
    """Wording of a sentence, with the section and the figures it belongs to."""

    key: str
    section: str
    sources: tuple[str, ...]
    """Codes of the indicators, facts and registers whose figures it states."""
    is_ticked: bool
    fact: str
    of_province: Template
    of_point: Template

    def write(self, figures: ReportFigures, words: Mapping[str, object]) -> str:
        """Return the sentence; empty where its figures are missing."""
        fact = figures.fact(self.fact) if self.fact else None
        if self.fact and fact is None:
            return ""
        template = self.of_point if figures.point else self.of_province
        return " ".join(template.render(words, it=fact).split())


@cache
def sentence_data() -> Mapping[str, object]:
    """Return the sections and sentences from the data file."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def sentence_texts() -> tuple[SentenceText, ...]:
    """Return the wording of all sentences in their order."""
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(_FILTERS)
    environment.tests["startswith"] = str.startswith
    return tuple(
        SentenceText(
            key=row["key"],
            section=row["section"],
            sources=tuple(row["sources"]),
            is_ticked=row.get("ticked", True),
            fact=row.get("fact", ""),
            of_province=environment.from_string(row["text"]),
            of_point=environment.from_string(row.get("point", row["text"])),
        )
        for row in sentence_data()["sentence"]
    )


def words_of(figures: ReportFigures) -> dict[str, object]:
    """Return the values that the wording of a report may use."""
    period, unused = read_period(figures.period), figures.fact("unused-registers")
    failures = [point for point in figures.points if point.judged.startswith(_FAILED)]
    is_measured = figures.indicator("I1").value is not None
    earlier_period = figures.year_before_period
    return {
        **{indicator.code: indicator for indicator in figures.indicators},
        "f": figures,
        "fact": figures.fact,
        "knows": lambda subject: unused is None or subject not in unused.names,
        "earlier": f"kỳ {earlier_period}" if earlier_period.startswith("từ") else earlier_period,
        "is_long": len(period.months) >= MONTHS_PER_YEAR,
        "last_day": period.nominal.last_day,
        "failures": [f"{p.name} ({_lacks(p)})" for p in failures] if is_measured else [],
        "own_lacks": _lacks(failures[0]) if failures else "",
    }


def _lacks(point: PointFigures) -> str:
    """Return the conditions that an ineffective point does not meet, in words."""
    words = sentence_data()["lacks"]
    conditions = point.judged.removeprefix(_FAILED).split(", ")
    return ", ".join(words.get(condition, condition) for condition in conditions)


def _count(value: float | None) -> str:
    """Return a count as official papers write it: two digits below ten, as in 05 điểm."""
    if value is not None and float(value).is_integer() and 0 < value < 10:
        return f"{value:02.0f}"
    return number(value)


def _percent(share: float | None) -> str:
    return f"{number(share, '%')} %"


def _moved(share: float | None) -> str:
    """Return a change in words: tăng 5,7 %."""
    if share is None:
        return "chưa so sánh được"
    if round(share, 1) == 0:
        return _EQUAL
    return f"{'tăng' if share > 0 else 'giảm'} {_percent(abs(share))}"


def _with_unit(figure: IndicatorFigure) -> str:
    return f"{number(figure.value, figure.unit)} {figure.unit}"


def _names(names: Sequence[str], mark: str = "; ") -> str:
    """Return names as a list; of many names the first ones and the number of the others."""
    if len(names) <= _MAX_NAMES + 1:
        return mark.join(names)
    return f"{mark.join(names[:_MAX_NAMES])} và {_count(len(names) - _MAX_NAMES)} nơi khác"


def _listed(fact: Fact) -> str:
    """Return the end of a sentence: the names of a fact after a colon, if it has names."""
    return f": {_names(fact.names)}." if fact.names else "."


_FILTERS: Mapping[str, Callable[..., str]] = {
    "number": number,
    "count": _count,
    "percent": _percent,
    "moved": _moved,
    "unit": _with_unit,
    "names": _names,
    "listed": _listed,
    "lower_first": lambda text: f"{text[:1].lower()}{text[1:]}",
}
