"""Entries of a printed table of contents: titles and the page numbers at the ends of lines."""

import re
from collections.abc import Iterable

_ENTRY = re.compile(r"^\W*(?P<title>[^\W_].{2,150}?)[\s.…·_,–—-]+(?P<page>\d{1,4})\W*$")
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
