"""Headings and lists of recognised text, told by their words: capitals, chapters, dashes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from app.public.reader.passages import Passage, TextLine

_DIVISION = re.compile(
    r"(Phần|Chương|Mục|Phụ lục)\s+(thứ\s\w+|[IVXLC]+|\d{1,3})\b|Điều\s+\d{1,3}[.:]", re.IGNORECASE
)
_LIST_ITEM = re.compile(r"([-–+•*]|[a-zđ]\))\s")
_NO_HEADING = re.compile(
    r"CỘNG H|ỦY BAN|UỶ BAN|HỘI ĐỒNG|KT\.|TM\.|TL\.|Q\.|CHỦ TỊCH|PHÓ |GIÁM ĐỐC|NƠI NHẬN|SỐ"
)
"""Capitals in the head and the foot of an official letter."""

_MAX_HEADING_LINES, _MAX_HEADING_WORDS, _MIN_CAPITALS = 3, 25, 8
_MIN_ITEMS = 2

_Part = tuple[TextLine, ...]


def with_structure(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield passages in which headings and items of lists stand by themselves."""
    parts = [(_tag(part), part, passage) for passage in passages for part in _parts(passage)]
    for (tag, _), group in groupby(parts, lambda part: (part[0], part[0] == "p" and id(part[2]))):
        members = list(group)
        if tag == "p":
            lines = tuple(line for _, part, _ in members for line in part)
            yield replace(members[0][2], lines=lines)
            continue
        shown_tag = tag if tag != "li" or len(members) >= _MIN_ITEMS else "p"
        for _, part, passage in members:
            yield replace(passage, lines=part, tag=shown_tag)


def _parts(passage: Passage) -> Iterator[_Part]:
    """Yield each line of a passage with the lines that run on from it."""
    part: list[TextLine] = []
    for line in passage.lines:
        if part and not line.runs_on:
            yield tuple(part)
            part = []
        part.append(line)
    yield tuple(part)


def _tag(part: _Part) -> str:
    text = " ".join(Markup(line.html).striptags() for line in part)  # noqa: S704  (only compared)
    if _LIST_ITEM.match(text):
        return "li"
    return "h3" if len(part) <= _MAX_HEADING_LINES and _is_heading(text) else "p"


def _is_heading(text: str) -> bool:
    if len(text.split()) > _MAX_HEADING_WORDS or text[-1:] in ".,;:":
        return False
    if _DIVISION.match(text):
        return True
    capitals = sum(map(str.isalpha, text))
    is_name = _NO_HEADING.match(text) or len(text.split()) < 2
    return text.isupper() and capitals >= _MIN_CAPITALS and not is_name
