"""Sentences that a report proposes, with their figures; staff accept, edit or drop each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from points.programme.registers.schema import registers
from points.programme.reports.numbers_in_words import number
from points.programme.reports.report_figures import IndicatorFigure, ReportFigures
from points.programme.reports.sentence_texts import sentence_data, sentence_texts, words_of

SECTIONS: Mapping[str, str] = sentence_data()["sections"]
JUDGEMENTS = tuple(sentence_data()["judgements"])
"""Sections that follow after the results: difficulties, causes, tasks, proposals."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure that a sentence states, and the code of where it can be looked up."""

    label: str
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A proposed sentence."""

    key: str
    section: str
    text: str
    traces: tuple[Trace, ...]
    is_ticked: bool = True
    """True if it is printed unless staff drop it."""


@dataclass(frozen=True, slots=True)
class ChosenSentence:
    """A proposed sentence with the decision of staff."""

    sentence: Sentence
    used: bool
    text: str
    """Text as proposed, or as edited by staff."""
    is_edited: bool


def proposed(figures: ReportFigures, sections: Iterable[str] = SECTIONS) -> tuple[Sentence, ...]:
    """Return the sentences that the figures allow in some sections, in order."""
    section_names, words = tuple(sections), words_of(figures)
    return tuple(
        Sentence(rule.key, rule.section, text, _traces(figures, rule.sources), rule.is_ticked)
        for rule in sentence_texts()
        if rule.section in section_names and (text := rule.write(figures, words))
    )


def chosen(
    sentences: Iterable[Sentence], decisions: Mapping[str, Mapping[str, object]]
) -> tuple[ChosenSentence, ...]:
    """Return the sentences with the stored decisions: by sentence, else by section, else usual."""
    result = []
    for sentence in sentences:
        decision = decisions.get(sentence.key) or decisions.get(f"section:{sentence.section}") or {}
        used = bool(decision.get("use", sentence.is_ticked))
        edited_text = decision.get("text")
        text = sentence.text if edited_text is None else str(edited_text)
        result.append(ChosenSentence(sentence, used, text, edited_text is not None))
    return tuple(result)


def composed(
    sentences: Iterable[ChosenSentence], additions: Mapping[str, str], sections: Iterable[str]
) -> dict[str, str]:
    """Return the text of each section: the used sentences, then what staff added, line by line."""
    lines = {name: [] for name in sections}
    for choice in sentences:
        if choice.used and choice.text.strip():
            lines[choice.sentence.section].append(choice.text.strip())
    return {
        name: "\n".join(filter(None, (*own, additions.get(name, "").strip())))
        for name, own in lines.items()
    }


def _traces(figures: ReportFigures, sources: Iterable[str]) -> tuple[Trace, ...]:
    by_code = {indicator.code: indicator for indicator in figures.indicators}
    traces = []
    for code in sources:
        if (fact := figures.fact(code)) is not None:
            of = "" if fact.of is None else f" / {number(fact.of)}"
            value = f"{number(fact.value)}{of} {fact.unit}"
            traces.append(Trace(fact.label, value, fact.source))
        elif code in by_code:
            figure = by_code[code]
            traces.append(Trace(f"{code} {figure.name}", _all_amounts(figure), code))
        elif code in registers():
            traces.append(Trace(f"Sổ {registers()[code].title}", "", code))
    return tuple(traces)


def _all_amounts(figure: IndicatorFigure) -> str:
    """Return the value of an indicator and its further amounts, as a sentence may state any."""
    further = (f"{a.label}: {number(a.value, a.unit)} {a.unit}" for a in figure.amounts)
    return "; ".join((f"{number(figure.value, figure.unit)} {figure.unit}", *further))
