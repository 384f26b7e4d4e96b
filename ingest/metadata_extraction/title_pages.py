"""Guesses how a book or a newspaper may be described, from its front; a person decides."""

import re
from collections.abc import Iterable, Iterator
from statistics import median

from ingest.metadata_extraction.extracted_fields import proposed
from ingest.metadata_extraction.text_lines import Line, lines_of
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.description.proposals import Proposed
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold

_HEAD = 0.45
_MUCH_LARGER, _AS_LARGE = 2.0, 0.75
"""How a masthead stands out from the print, and which lines belong to the largest one."""

_FEW_WORDS = 120
_GUESSED, _SEEN = 0.5, 0.7
_ISSUE = re.compile(r"\bso\W{0,3}(\d{1,6})\b")
_DAY = re.compile(
    r"\b(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:18|19|20)\d\d)\b"
    r"|\bngay (\d{1,2}) thang (\d{1,2}) nam ((?:18|19|20)\d\d)\b"
)
_IMPRINT = re.compile(r"^(?P<place>[^\d,.:-]+?)\W+(?:nam\s+)?(?P<year>(?:18|19|20)\d\d)\W*$")


def front(words: tuple[Word, ...], height: int) -> Iterator[Proposed]:
    """Give what the front of a newspaper or the title page of a book tells; else nothing."""
    lines = [line for line in lines_of(words) if any(map(str.isalpha, line.text))]
    if not lines:
        return
    largest = max(lines, key=lambda line: line.height)
    if largest.height < _MUCH_LARGER * median(word.height for word in words):
        largest = None
    head = [line for line in lines if line.box.top < _HEAD * height]
    if largest in head and (dated := _dated(head)):
        yield from _newspaper(largest, head, dated)
    elif len(words) < _FEW_WORDS:
        yield from _book(lines)


def _newspaper(masthead: Line, head: list[Line], dated: tuple[Line, str]) -> Iterator[Proposed]:
    name = _with_capitals(masthead.text)
    for line in head:
        if issue := _ISSUE.search(fold(line.text)):
            yield proposed("number", issue[1], _GUESSED, line.words)
            name += f", số {issue[1]}"
            break
    yield proposed("title", name, min(_GUESSED, masthead.confidence), masthead.words)
    yield proposed("date", dated[1], _SEEN, dated[0].words)


def _book(lines: list[Line]) -> Iterator[Proposed]:
    tall = max(line.height for line in lines)
    title = [line for line in lines if line.height >= _AS_LARGE * tall]
    words = tuple(word for line in title for word in line.words)
    name = " ".join(line.text for line in title)
    yield proposed("title", _sentence(name), _GUESSED, words)
    yield from _imprint(line for line in reversed(lines) if line not in title)


def _imprint(lines: Iterable[Line]) -> Iterator[Proposed]:
    for line in lines:
        if found := _IMPRINT.match(fold(line.text)):
            place = line.text[: found.end("place")].strip()
            yield proposed("date", found["year"], _SEEN, line.words)
            yield proposed("place", _with_capitals(place), _SEEN, line.words)
            return


def _dated(lines: list[Line]) -> tuple[Line, str] | None:
    for line in lines:
        for found in _DAY.finditer(fold(line.text)):
            day, month, year = filter(None, found.groups())
            try:
                return line, read_date(f"{day}/{month}/{year}")
            except ValueError:
                continue
    return None


def _with_capitals(text: str) -> str:
    return text.title() if text.isupper() else text


def _sentence(text: str) -> str:
    return text[:1] + text[1:].lower() if text.isupper() else text
