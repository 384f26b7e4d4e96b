"""Pagination of texts without pages, at about one printed page each."""

import re

from library.catalogue.cataloguing import TextPage

PAGE_LETTERS = 2500
"""Characters per page: about one A4 page of an official document at 14 pt."""

_PARAGRAPH_END = re.compile(r"\n\s*\n|\n")


def cut(text: str) -> tuple[TextPage, ...]:
    """Return the pages of a text, split at form feeds or else at ends of paragraphs."""
    parts = text.split("\f") if "\f" in text else _by_length(text)
    pages = [part.strip("\n") for part in parts if part.strip()]
    return tuple(TextPage(number, page) for number, page in enumerate(pages, start=1))


def _by_length(text: str) -> list[str]:
    parts, start = [], 0
    while len(text) - start > PAGE_LETTERS * 1.5:
        end = _page_end(text, start)
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]]


def _page_end(text: str, start: int) -> int:
    earliest, latest = start + PAGE_LETTERS // 2, start + PAGE_LETTERS
    ends = [match.end() for match in _PARAGRAPH_END.finditer(text, earliest, latest)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", earliest, latest)
    return space + 1 if space > 0 else latest
