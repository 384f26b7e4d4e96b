"""Metadata proposals from a document printed again, in a gazette or a collection, without its head.

Its heading is one sentence: “Nghị định của Chính phủ số 114/2003/NĐ-CP ngày 10/10/2003 về cán bộ”.
"""

import re
from collections.abc import Iterator
from itertools import accumulate, takewhile

from ingest.metadata_extraction.extracted_fields import make_proposal
from ingest.metadata_extraction.issuing_bodies import normalise_name
from ingest.metadata_extraction.official_documents import KINDS, ends_abstract
from ingest.metadata_extraction.text_lines import Line, lines_of, lowest_confidence
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.description.proposals import Proposed
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold

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
