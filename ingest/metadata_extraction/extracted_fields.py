"""Metadata proposals with confidence, from the parts of an official document."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.metadata_extraction.issuing_bodies import normalise_name
from ingest.metadata_extraction.official_documents import (
    KIND_CODES,
    DocumentParts,
    date_in_figures,
)
from ingest.metadata_extraction.text_lines import Line, lowest_confidence
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.description.proposals import UNREAD, Proposed
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.places.edition import shipped_history
from library.places.provinces import OTHERS, OWN, is_province
from library.vietnamese.letters import fold


@dataclass(frozen=True, slots=True)
class Digits:
    """Result of the digits-only OCR pass."""

    text: str
    confidence: float


ReadDigits = Callable[[Box], Digits]

_TYPED_CONFIDENCE, _CONFIRMED_CONFIDENCE, _SINGLE_CONFIDENCE, _DOUBTFUL_CONFIDENCE = (
    0.98,
    0.75,
    0.6,
    0.35,
)
"""Digits of the file's own text; confirmed by a second OCR pass; read once with high confidence;
read once or with different results.

OCR digits are never certain: they may be handwritten, and misread ones look plausible.
"""

_SURE_OCR_CONFIDENCE, _MIN_OCR_CONFIDENCE = 0.9, 0.4
_KNOWN_CONFIDENCE, _LIKELY_CONFIDENCE, _MAX_UNKNOWN_CONFIDENCE = 0.95, 0.9, 0.8
_OLD_SIGNS = "|".join(sorted((*KIND_CODES, "HĐBT", "TC", "UB", "LB"), key=len, reverse=True))
"""Codes that follow the digits after a space only, as in 60 TC/CĐKT, until the nineties."""

_NUMBER = re.compile(
    r"(?P<no>^\W*\w{2}\W{0,2}?[:.]?)\s*(?P<digits>.*?)\s*"
    r"(?P<sign>(?:/\s*(?:19|20)\d\d\s*)?[/-]\s*[^\W\d].*"
    rf"|(?<=\d)\s+(?:{_OLD_SIGNS})\b.*)$"
)
_WORD_BEHIND = re.compile(r"(?<=[^\W\d_])\s+[^\W\d_].*$")
"""Words behind a number that no sign joins to it: 145/QĐ-UBND Lạng."""

_HALF_SIGN = re.compile(r"[-/⁄]\s*$|[^\W\d_a-zà-ỹ]{2}[a-zà-ỹđ]{2}")
"""A number that goes on in another line, or to which a word is glued: UBNDLạng."""

_DATE = re.compile(
    r"(?P<place>.*?)[,.;]?\s*(?P<on>ng[a-z]y)\W?(?P<day>.*?)(?P<of>th[a-z]ng)(?P<month>.*?)"
    r"(?P<in>n[a-z]m)\W*(?P<year>(?:1[89]|20)\d\d)"
)
_ABOUT = re.compile(
    r"^\W*(tr[íi]ch\s+y[ếê]u\W+)?(v/v|v[a-zà-ỹ]\s*vi[a-zà-ỹ]c)[\s:.]*", re.IGNORECASE
)
_LOOK_ALIKES = str.maketrans("IlOo", "1100")


def extract_fields(
    paper: DocumentParts, read_digits: ReadDigits, *, own_text: bool
) -> Iterator[Proposed]:
    """Yield the metadata proposals of a document.

    `own_text` is True if its words come from the delivered file and not from OCR.
    """
    place, place_confidence = _place(paper.date)
    number = _number(paper, read_digits, own_text) if paper.number else None
    if number:
        yield make_proposal("number", *number, paper.number.words)
    if paper.date and (date := _date(paper.date, read_digits, own_text)):
        confidence = _of_whole((paper.date,), date[1])
        yield make_proposal("date", date[0], confidence, paper.date.words)
    if place:
        words = paper.date.words[: place.count(" ") + 1]
        yield make_proposal("place", place, place_confidence, words)
    yield from _propose_issuing_body(paper, place, place_confidence)
    yield from _propose_kind(paper)
    yield from _propose_title(paper, number)


def number_parts(text: str) -> re.Match[str] | None:
    """Return the parts of a number line: `no`, `digits` and `sign`."""
    return _NUMBER.match(text.replace("⁄", "/"))  # as Tesseract reads strokes of italics


def date_parts(text: str) -> re.Match[str] | None:
    """Return the parts of a date line: `on`, `day`, `of`, `month`, `in`, `year`."""
    return _DATE.match(fold(text))


def make_proposal(field: str, value: str, confidence: float, words: Iterable[Word]) -> Proposed:
    """Return a proposal with the bounding box of its source words."""
    box = Box.around(words)
    place = box.left, box.top, box.width, box.height
    return Proposed(field, value, round(confidence, 3), *place)


def _propose_issuing_body(
    paper: DocumentParts, place: str, place_confidence: float
) -> Iterator[Proposed]:
    head = [line for line in paper.letterhead if line.in_capitals or line.is_print]
    name, is_known = normalise_name(tuple(line.text for line in head), place)
    if name:
        words = _words(head)
        name = f"Chủ tịch {name}" if paper.by_chairman else name
        confidence = (
            _KNOWN_CONFIDENCE
            if is_known and place_confidence != _DOUBTFUL_CONFIDENCE
            else min(_MAX_UNKNOWN_CONFIDENCE, lowest_confidence(words))
        )
        yield make_proposal("issuing_body", name, _of_whole(head, confidence), words)


def _propose_kind(paper: DocumentParts) -> Iterator[Proposed]:
    if paper.heading is not None:
        yield make_proposal("kind", paper.kind, _KNOWN_CONFIDENCE, paper.heading.words)
    elif paper.kind:
        source = paper.abstract[0] if paper.abstract else paper.number
        yield make_proposal("kind", paper.kind, _LIKELY_CONFIDENCE, source.words)


def _propose_title(paper: DocumentParts, number: tuple[str, float] | None) -> Iterator[Proposed]:
    lines = [line for line in paper.abstract if line.is_print]
    if not paper.kind or not lines or paper.runs_on:
        return
    abstract = " ".join(line.text for line in lines)
    about = _ABOUT.sub("về việc ", abstract).lstrip(" ,.-*'`")
    prefix = (
        paper.kind if not number or number[1] < _TYPED_CONFIDENCE else f"{paper.kind} {number[0]}"
    )
    words = _words(lines)
    source_words = (*paper.heading.words, *words) if paper.heading else words
    confidence = _of_whole(lines, lowest_confidence(words))
    yield make_proposal("title", f"{prefix} {_lower_first(about)}", confidence, source_words)


def _lower_first(text: str) -> str:
    """Return text that continues after the kind: its first letter is small, except in capitalised
    words."""
    first = text.split(" ", 1)[0]
    return text if first.isupper() else text[:1].lower() + text[1:]


def _number(
    paper: DocumentParts, read_digits: ReadDigits, own_text: bool
) -> tuple[str, float] | None:
    match = number_parts(paper.number.text)
    if not match:
        return None
    gap = paper.number.gap(match.end("no"), match.start("sign"))
    is_printed = own_text and _is_typed(paper.number)
    digits, confidence = _choose_digits(match["digits"], is_printed, lambda: read_digits(gap))
    sign = _WORD_BEHIND.sub("", match["sign"])
    if sign != match["sign"] or _HALF_SIGN.search(sign):
        confidence = min(confidence, _DOUBTFUL_CONFIDENCE)
    number = f"{digits or UNREAD}{_sign(sign, paper.mark)}"
    return number, _of_whole((paper.number,), confidence)


def _sign(sign_text: str, mark: str) -> str:
    """Return the suffix of a document number, such as /QĐ-UBND; its kind code follows the
    heading."""
    sign = "".join(sign_text.split()).replace("Ð", "Đ").replace("⁄", "/").rstrip(".,;:*-_")
    first = re.match(r"((?:/(?:19|20)\d\d)?[/-])([^\W\d]+)", sign)
    if mark and first and first[2] != mark and first[2] not in KIND_CODES:
        return f"{first[1]}{mark}{sign[first.end() :]}"
    return sign if first else f" {sign}"


def _date(line: Line, read_digits: ReadDigits, own_text: bool) -> tuple[str, float] | None:
    match = date_parts(line.text)
    if not match:
        return _printed_date(line, own_text)

    is_printed = own_text and _is_typed(line)

    def part(name: str, left_group: str, right_group: str, greatest: int) -> tuple[str, float]:
        text = line.text[match.start(name) : match.end(name)]
        gap = line.gap(match.end(left_group), match.start(right_group))
        digits, confidence = _choose_digits(text, is_printed, lambda: read_digits(gap))
        return (digits, confidence) if digits and 1 <= int(digits) <= greatest else ("", 0.0)

    month, month_confidence = part("month", "of", "in", 12)
    day, day_confidence = part("day", "on", "of", 31)
    if not month:
        return match["year"], _DOUBTFUL_CONFIDENCE
    if not day or not _is_date(f"{day}/{month}/{match['year']}"):
        return read_date(f"{month}/{match['year']}"), min(month_confidence, _MAX_UNKNOWN_CONFIDENCE)
    return read_date(f"{day}/{month}/{match['year']}"), min(day_confidence, month_confidence)


def _printed_date(line: Line, own_text: bool) -> tuple[str, float] | None:
    """Return the date of a line like “ngày 22-8-1985”, whose figures were typed."""
    match = date_in_figures(line.text)
    if not match or not _is_date("/".join(match.group("day", "month", "year"))):
        return None
    confidence = _TYPED_CONFIDENCE if own_text and _is_typed(line) else _SINGLE_CONFIDENCE
    return read_date("/".join(match.group("day", "month", "year"))), confidence


def _is_typed(line: Line) -> bool:
    """Return True if all of a line is text of the file and none of it comes from OCR."""
    return all(word.confidence == 1.0 for word in line.words)


def _choose_digits(text: str, own_text: bool, reread: Callable[[], Digits]) -> tuple[str, float]:
    """Return the better of the page's reading and a second, digits-only pass, with confidence."""
    first = text.strip(" .,:;").translate(_LOOK_ALIKES)
    first = first if first.isascii() and first.isdigit() and len(first) <= 5 else ""
    if own_text and first:
        return first, _TYPED_CONFIDENCE
    second = reread()
    if first and first == second.text:
        return first, _CONFIRMED_CONFIDENCE
    if second.text and second.confidence >= _SURE_OCR_CONFIDENCE:
        return second.text, _SINGLE_CONFIDENCE if not first else _DOUBTFUL_CONFIDENCE
    if first or second.confidence < _MIN_OCR_CONFIDENCE:
        return first, _DOUBTFUL_CONFIDENCE if first else 0.0
    return second.text, _DOUBTFUL_CONFIDENCE


def _is_date(text: str) -> bool:
    try:
        return bool(read_date(text))
    except ValueError:
        return False


def _place(line: Line | None) -> tuple[str, float]:
    """Return the place of a date line with its confidence; a part of a longer name is doubtful."""
    match = (date_parts(line.text) or date_in_figures(line.text)) if line else None
    place = line.text[: match.end("place")].strip(" ,.") if match else ""
    if not place:
        return "", 0.0
    confidence = lowest_confidence(line.words[: place.count(" ") + 1])
    history = shipped_history()
    if not is_province(place) and not history.find(place):
        names = (*OTHERS, fold(OWN), *(fold(unit.last.name) for unit in history.units.values()))
        is_part = any(f" {fold(place)} " in f" {name} " for name in names)
        confidence = min(confidence, _DOUBTFUL_CONFIDENCE if is_part else _MAX_UNKNOWN_CONFIDENCE)
    return place, _of_whole((line,), confidence)


def _of_whole(lines: Iterable[Line], confidence: float) -> float:
    """Return the confidence of a value, doubtful if it comes from a part of a line."""
    is_cut = any(line.is_cut for line in lines)
    return min(confidence, _DOUBTFUL_CONFIDENCE) if is_cut else confidence


def _words(lines: Iterable[Line]) -> tuple[Word, ...]:
    return tuple(word for line in lines for word in line.words)
