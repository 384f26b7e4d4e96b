"""Metadata proposals from a book's title page or a newspaper's front page, for review."""

import re
from collections.abc import Iterable, Iterator
from statistics import median

from ingest.metadata_extraction.extracted_fields import make_proposal
from ingest.metadata_extraction.text_lines import Line, lines_of
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.description.proposals import Proposed
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold

_HEAD_RATIO = 0.45
_MIN_MASTHEAD_RATIO, _SAME_SIZE_RATIO = 2.0, 0.75
"""Height of a masthead relative to the print, and of title lines relative to the tallest."""

_MAX_TITLE_PAGE_WORDS = 120
_GUESSED_CONFIDENCE, _MATCHED_CONFIDENCE = 0.5, 0.7
_ISSUE = re.compile(r"\bso\W{0,3}(\d{1,6})\b")
_DAY = re.compile(
    r"\b(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:18|19|20)\d\d)\b"
    r"|\bngay (\d{1,2}) thang (\d{1,2}) nam ((?:18|19|20)\d\d)\b"
)
_IMPRINT = re.compile(r"^(?P<place>[^\d,.:-]+?)\W+(?:nam\s+)?(?P<year>(?:18|19|20)\d\d)\W*$")


def extract_front_fields(words: tuple[Word, ...], height: int) -> Iterator[Proposed]:
    """Yield proposals from a newspaper front page or a book title page; nothing for other pages."""
    lines = [line for line in lines_of(words) if line.is_print]
    if not lines:
        return
    largest = max(lines, key=lambda line: line.height)
    if largest.height < _MIN_MASTHEAD_RATIO * median(word.height for word in words):
        largest = None
    head = [line for line in lines if line.box.top < _HEAD_RATIO * height]
    if largest in head and (date_line := _find_date(head)):
        yield from _newspaper(largest, head, date_line)
    elif len(words) < _MAX_TITLE_PAGE_WORDS:
        yield from _book(lines)


def _newspaper(masthead: Line, head: list[Line], date_line: tuple[Line, str]) -> Iterator[Proposed]:
    name = _to_title_case(masthead.text)
    for line in head:
        if issue := _ISSUE.search(fold(line.text)):
            yield make_proposal("number", issue[1], _GUESSED_CONFIDENCE, line.words)
            name += f", số {issue[1]}"
            break
    yield make_proposal(
        "title", name, min(_GUESSED_CONFIDENCE, masthead.confidence), masthead.words
    )
    yield make_proposal("date", date_line[1], _MATCHED_CONFIDENCE, date_line[0].words)


def _book(lines: list[Line]) -> Iterator[Proposed]:
    tall = max(line.height for line in lines)
    title = [line for line in lines if line.height >= _SAME_SIZE_RATIO * tall]
    words = tuple(word for line in title for word in line.words)
    name = " ".join(line.text for line in title)
    name = name[:1] + name[1:].lower() if name.isupper() else name
    yield make_proposal("title", name, _GUESSED_CONFIDENCE, words)
    yield from _imprint(line for line in reversed(lines) if line not in title)


def _imprint(lines: Iterable[Line]) -> Iterator[Proposed]:
    for line in lines:
        if match := _IMPRINT.match(fold(line.text)):
            place = line.text[: match.end("place")].strip()
            yield make_proposal("date", match["year"], _MATCHED_CONFIDENCE, line.words)
            yield make_proposal("place", _to_title_case(place), _MATCHED_CONFIDENCE, line.words)
            return


def _find_date(lines: list[Line]) -> tuple[Line, str] | None:
    for line in lines:
        for match in _DAY.finditer(fold(line.text)):
            day, month, year = filter(None, match.groups())
            try:
                return line, read_date(f"{day}/{month}/{year}")
            except ValueError:
                continue
    return None


def _to_title_case(text: str) -> str:
    return text.title() if text.isupper() else text
