"""Entries of a table of contents, printed or typed: titles, and pages at the ends of lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ENTRY = re.compile(r"^\W*(?P<title>[^\W_].{2,150}?)[\s.…·_,–—-]+(?P<page>\d{1,4})\W*$")
_TYPED_PAGE = re.compile(r"(?:\d{1,4}[a-z]?|[ivxlc]{1,7})$")
_LEADERS = " \t.…·_|,–—-"
_MAX_TYPED_LINES, _MAX_TITLE, _LEVEL_INDENT, _MAX_LEVEL = 500, 300, 2, 4
_MIN_ENTRIES = 3
"""Fewer lines that end in a number are a table or an accident."""

_HEADINGS = ("mục lục", "contents", "table des matières", "trang")


def read_contents(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return titles and printed page numbers, in order; none if the text is no list of contents.

    Page numbers never decrease: a line that breaks the order is left out.
    """
    entries: list[tuple[str, str]] = []
    for line in (line.strip() for text in texts for line in text.splitlines()):
        match = _ENTRY.match(line)
        if match is None or match["title"].strip().lower() in _HEADINGS:
            continue
        if entries and int(match["page"]) < int(entries[-1][1]):
            continue
        entries.append((" ".join(match["title"].split()), match["page"]))
    return tuple(entries) if len(entries) >= _MIN_ENTRIES else ()


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """A line of a table of contents that staff typed."""

    title: str
    page: str
    """Page number as printed."""
    level: int


def read_typed_contents(text: str) -> tuple[TypedEntry, ...]:
    """Return the entries of a table of contents as typed; raise ValueError at a line that is none.

    Two spaces at the beginning of a line put it one level lower.
    """
    lines = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > _MAX_TYPED_LINES:
        raise ValueError(f"Mục lục có {len(lines)} dòng; nhiều nhất là {_MAX_TYPED_LINES}.")
    return tuple(_typed_entry(at, line) for at, line in lines)


def _typed_entry(at: int, line: str) -> TypedEntry:
    text = line.strip(" \t.")
    page = _TYPED_PAGE.search(text[-8:])
    head = text[: -len(page[0])] if page else ""
    title = " ".join(head.rstrip(_LEADERS).split())
    if not title or len(title) > _MAX_TITLE or head[-1] not in _LEADERS:
        raise ValueError(
            f"Dòng {at}: “{line.strip()[:60]}” không có nhan đề (nhiều nhất {_MAX_TITLE} chữ cái) "
            "hoặc không có số trang ở cuối. Mỗi dòng ghi như: Chương 1. Núi sông … 5"
        )
    indent = len(line.expandtabs(_LEVEL_INDENT)) - len(line.expandtabs(_LEVEL_INDENT).lstrip())
    return TypedEntry(title, page[0], min(1 + indent // _LEVEL_INDENT, _MAX_LEVEL))
