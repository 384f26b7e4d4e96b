"""Stage that proposes metadata: of the item from its first page, of a picture from its file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate, takewhile
from operator import attrgetter
from statistics import median

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.images.photo_negatives import is_photo_negative
from ingest.images.preprocess import Picture
from ingest.metadata_extraction.extracted_fields import (
    Digits,
    ReadDigits,
    extract_fields,
    make_proposal,
)
from ingest.metadata_extraction.issuing_bodies import normalise_name
from ingest.metadata_extraction.official_documents import KINDS, ends_abstract, split_parts
from ingest.metadata_extraction.text_lines import Line, lines_of, lowest_confidence
from ingest.record import FileKind, PageRecord
from ingest.stage import stage
from ingest.tools import photo_facts, tesseract
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.description.proposals import Proposed
from library.catalogue.text.layout import Box
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from library.places.in_texts.existence import proposed_years
from library.places.place_history import PlaceHistory
from library.vietnamese.letters import fold

_MIN_BOX_WIDTH = 5
_FILE_CONFIDENCE = 0.8
"""Confidence in the description in a file, which programs fill too: a person looks at it."""

_STRIP_CUT_RATIO = 0.1
"""Share of the strip height cut off above and below for a second reading without neighbours."""


_MAX_WORDS_ON_PICTURE = 12
"""A picture with more is a map, a plan or a page of text, which is never proposed as a negative."""


@stage(version=7)
def propose(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Read the first page as an official document, else as a title page, and add proposals.

    A picture gets those of its own file too.
    """
    if page.is_picture and page.place.kind is FileKind.IMAGE:
        embedded = photo_facts.read(tools.master(page.place.file))
        has_text = len(tools.words(page)) > _MAX_WORDS_ON_PICTURE
        is_proposed = not (page.is_negative or has_text) and is_photo_negative(tools.shown(page))
        page = replace(page, embedded=embedded | ({"negative": "1"} if is_proposed else {}))
    if page.number != 1:
        return page
    words = tools.words(page)
    read_fields = propose_fields(page, words, digits_reader(page, tools))
    of_file = (Proposed(*pair, _FILE_CONFIDENCE, 0, 0, 0, 0) for pair in page.place.described)
    proposals = (*read_fields, *of_file)
    if all(proposal.field != "date" for proposal in proposals):
        proposals += tuple(propose_years(as_text(words), tools.places))
    return replace(page, proposals=proposals)


def propose_fields(
    page: PageRecord, words: tuple[Word, ...], read_digits: ReadDigits
) -> tuple[Proposed, ...]:
    """Return the proposals that the words of a first page give."""
    document = split_parts(words, page.height)
    if document is None:
        gazette = tuple(extract_gazette_fields(words, page.height))
        return gazette or tuple(extract_front_fields(words, page.height))
    own_text = page.has_text and not page.place.layout
    return tuple(extract_fields(document, read_digits, own_text=own_text))


def digits_reader(page: PageRecord, tools: Toolbox) -> ReadDigits:
    """Return the function that reads digits in a box of the page with Tesseract."""

    def read_digits(box: Box) -> Digits:
        if box.width < _MIN_BOX_WIDTH:
            return Digits("", 0.0)
        looks = (
            tesseract.read_digits(_strip(page, tools, box, cut)) for cut in (0, _STRIP_CUT_RATIO)
        )
        return max((Digits(*look) for look in looks), key=attrgetter("confidence"))

    return read_digits


def _strip(page: PageRecord, tools: Toolbox, box: Box, cut: float) -> Picture:
    margin = round(cut * box.height)
    edges = box.left, box.top + margin, box.right, box.bottom - margin
    return preprocess.crop_line(tools.shown(page), *edges)


_CONFIDENCE = 0.4
"""A hint: a person looks at the page and the reason."""


def propose_years(text: str, history: PlaceHistory) -> Iterator[Proposed]:
    """Yield the range of years in which the units named in a text existed together, if any."""
    existence = proposed_years(text, history)
    if existence and existence.written:
        yield Proposed("date", existence.written, _CONFIDENCE, 0, 0, 0, 0)


_HEAD_RATIO = 0.4
_MAX_LINES = 8
_MAX_CONFIDENCE = 0.8
"""The sentence may also name another document: a person confirms each field."""

_HEADING = re.compile(
    rf"(?P<kind>{'|'.join(KINDS)})(?P<jointly> lien tich)? cua (?P<body>.+?)"
    r" so\W* (?P<number>\d.*?) ngay (?P<date>(?P<figures>\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)"
    r"|(?P<day>\d{1,2}) thang (?P<month>\d{1,2}) nam ?(?P<year>(?:19|20)\d\d))\W* (?P<title>.+)"
)


def extract_gazette_fields(words: tuple[Word, ...], height: int) -> Iterator[Proposed]:
    """Yield the proposals of the sentence at the top of a page; nothing for other pages."""
    lines = [line for line in lines_of(words) if line.box.top < _HEAD_RATIO * height]
    for start, line in enumerate(lines):
        if " ".join(filter(None, line.folded)).startswith(tuple(KINDS)):
            yield from _fields(lines[start : start + _MAX_LINES])
            return


def _fields(lines: list[Line]) -> Iterator[Proposed]:
    head = [lines[0], *takewhile(lambda line: not ends_abstract(line), lines[1:])]
    words = [word for line in head for word in line.words]
    text = " ".join(word.text for word in words)
    match = _HEADING.match(fold(text))
    if match is None:
        return
    kind = KINDS[match["kind"]][0] + (" liên tịch" if match["jointly"] else "")
    parts = {name: text[slice(*match.span(name))].strip() for name in ("number", "body", "title")}
    number = "".join(parts["number"].split()).rstrip(",.;")
    values = {
        "number": number,
        "date": _date(match["figures"] or "/".join(match.group("day", "month", "year"))),
        "body": normalise_name((parts["body"],), "")[0],
        "kind": kind,
        "title": f"{kind} {number} {parts['title'].rstrip(' .-*_')}",
    }
    for group, value in values.items():
        if value:
            source = _words_at(words, *match.span(group))
            confidence = min(_MAX_CONFIDENCE, lowest_confidence(source))
            field = "issuing_body" if group == "body" else group
            yield make_proposal(field, value, confidence, source)


def _date(figures: str) -> str:
    try:
        return read_date(re.sub(r"[.-]", "/", figures))
    except ValueError:
        return ""


def _words_at(words: list[Word], start: int, end: int) -> tuple[Word, ...]:
    """Return the words between two letters of the text."""
    ends = accumulate(len(word.text) + 1 for word in words)
    return tuple(
        word
        for word, after in zip(words, ends, strict=True)
        if after > start and after - len(word.text) - 1 < end
    )


_TITLE_HEAD_RATIO = 0.45
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
    head = [line for line in lines if line.box.top < _TITLE_HEAD_RATIO * height]
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
