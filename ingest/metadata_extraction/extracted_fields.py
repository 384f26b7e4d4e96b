"""Says what the parts of a paper tell of it, and how sure that is."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.metadata_extraction.issuing_bodies import organ
from ingest.metadata_extraction.official_documents import MARKS, Paper
from ingest.metadata_extraction.text_lines import Line, lowest_confidence
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.description.proposals import UNREAD, Proposed
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold


@dataclass(frozen=True, slots=True)
class Digits:
    """What was read where only digits can stand."""

    text: str
    confidence: float


ReadDigits = Callable[[Box], Digits]

_PRINTED, _TWICE, _ONCE, _DOUBTED = 0.98, 0.75, 0.6, 0.35
"""Digits of the file's own text; read twice alike on an image, once surely, once or not alike.

What is read off an image is never sure: it may be written by hand, and then errors look right.
"""

_SURELY, _PERHAPS = 0.9, 0.4
_KNOWN, _LIKELY, _AT_MOST = 0.95, 0.9, 0.8
_NUMBER = re.compile(
    r"(?P<no>^\W*\w{2}\W{0,2}?[:.]?)\s*(?P<digits>.*?)\s*(?P<sign>[/-]\s*[^\W\d].*)$"
)
_DATE = re.compile(
    r"(?P<place>.*?)[,.;]?\s*(?P<on>ng[a-z]y)\W?(?P<day>.*?)(?P<of>th[a-z]ng)(?P<month>.*?)"
    r"(?P<in>n[a-z]m)\s*(?P<year>(?:1[89]|20)\d\d)"
)
_ABOUT = re.compile(r"^\W*(v/v|v[a-zà-ỹ]\s*vi[a-zà-ỹ]c)\s*", re.IGNORECASE)
_LOOK_ALIKES = str.maketrans("IlOo", "1100")


def findings(paper: Paper, read_digits: ReadDigits, *, own_text: bool) -> Iterator[Proposed]:
    """Give what a paper tells; `own_text` when its words were not recognised but delivered."""
    place = _place(paper.date)
    number = _number(paper, read_digits, own_text) if paper.number else None
    if number:
        yield proposed("number", *number, paper.number.words)
    if paper.date and (date := _date(paper.date, read_digits, own_text)):
        yield proposed("date", *date, paper.date.words)
    if place:
        words = paper.date.words[: place.count(" ") + 1]
        yield proposed("place", place, lowest_confidence(words), words)
    yield from _organ(paper, place)
    yield from _kind(paper)
    yield from _title(paper, number)


def proposed(field: str, value: str, confidence: float, words: Iterable[Word]) -> Proposed:
    """Return a proposal that stands where these words do."""
    box = Box.around(words)
    place = box.left, box.top, box.width, box.height
    return Proposed(field, value, round(confidence, 3), *place)


def _organ(paper: Paper, place: str) -> Iterator[Proposed]:
    name, known = organ(tuple(line.text for line in paper.organ), place)
    if name:
        words = _words(paper.organ)
        name = f"Chủ tịch {name}" if paper.in_person else name
        sure = _KNOWN if known else min(_AT_MOST, lowest_confidence(words))
        yield proposed("issuing_body", name, sure, words)


def _kind(paper: Paper) -> Iterator[Proposed]:
    if paper.heading is not None:
        yield proposed("kind", paper.kind, _KNOWN, paper.heading.words)
    elif paper.kind:
        yield proposed("kind", paper.kind, _LIKELY, paper.abstract[0].words)


def _title(paper: Paper, number: tuple[str, float] | None) -> Iterator[Proposed]:
    if not paper.kind or not paper.abstract or paper.runs_on:
        return
    told = " ".join(line.text for line in paper.abstract)
    about = _ABOUT.sub("về việc ", told).lstrip(" ,.-*'`")
    begins = paper.kind if not number or number[1] < _PRINTED else f"{paper.kind} {number[0]}"
    words = _words(paper.abstract)
    standing = (*paper.heading.words, *words) if paper.heading else words
    yield proposed("title", f"{begins} {_small(about)}", lowest_confidence(words), standing)


def _small(text: str) -> str:
    """Let a text run on after the kind: its first letter is small, unless it begins a name."""
    first = text.split(" ", 1)[0]
    return text if first.isupper() else text[:1].lower() + text[1:]


def _number(paper: Paper, read_digits: ReadDigits, own_text: bool) -> tuple[str, float] | None:
    found = _NUMBER.match(paper.number.text)
    if not found:
        return None
    gap = paper.number.gap(found.end("no"), found.start("sign"))
    printed = own_text and _is_typed(paper.number)
    digits, sure = _digits(found["digits"], printed, lambda: read_digits(gap))
    return f"{digits or UNREAD}{_sign(found['sign'], paper.mark)}", sure


def _sign(read: str, mark: str) -> str:
    """Return /QĐ-UBND; the letters of the kind are known from the heading."""
    sign = "".join(read.split()).replace("Ð", "Đ").rstrip(".,;:")
    first = re.match(r"[/-]([^\W\d]+)", sign)
    if mark and first and first[1] != mark and first[1] not in MARKS:
        return f"{sign[0]}{mark}{sign[first.end() :]}"
    return sign


def _date(line: Line, read_digits: ReadDigits, own_text: bool) -> tuple[str, float] | None:
    found = _DATE.match(fold(line.text))
    if not found:
        return None

    printed = own_text and _is_typed(line)

    def part(name: str, before: str, after: str, most: int) -> tuple[str, float]:
        said = line.text[found.start(name) : found.end(name)]
        gap = line.gap(found.end(before), found.start(after))
        digits, sure = _digits(said, printed, lambda: read_digits(gap))
        return (digits, sure) if digits and 1 <= int(digits) <= most else ("", 0.0)

    month, month_sure = part("month", "of", "in", 12)
    day, day_sure = part("day", "on", "of", 31)
    if not month:
        return found["year"], _DOUBTED
    if not day or not _is_date(f"{day}/{month}/{found['year']}"):
        return read_date(f"{month}/{found['year']}"), min(month_sure, _AT_MOST)
    return read_date(f"{day}/{month}/{found['year']}"), min(day_sure, month_sure)


def _is_typed(line: Line) -> bool:
    """Say whether all of a line is text of the file, nothing was read off its image."""
    return all(word.confidence == 1.0 for word in line.words)


def _digits(said: str, own_text: bool, look: Callable[[], Digits]) -> tuple[str, float]:
    """Choose between what the page was read as and what a second look for digits found."""
    first = said.strip(" .,:;").translate(_LOOK_ALIKES)
    first = first if first.isascii() and first.isdigit() and len(first) <= 5 else ""
    if own_text and first:
        return first, _PRINTED
    second = look()
    if first and first == second.text:
        return first, _TWICE
    if second.text and second.confidence >= _SURELY:
        return second.text, _ONCE if not first else _DOUBTED
    if first or second.confidence < _PERHAPS:
        return first, _DOUBTED if first else 0.0
    return second.text, _DOUBTED


def _is_date(text: str) -> bool:
    try:
        return bool(read_date(text))
    except ValueError:
        return False


def _place(line: Line | None) -> str:
    found = _DATE.match(fold(line.text)) if line else None
    return line.text[: found.end("place")].strip(" ,.") if found else ""


def _words(lines: Iterable[Line]) -> tuple[Word, ...]:
    return tuple(word for line in lines for word in line.words)
