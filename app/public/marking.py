"""Marks the words a reader looked for, on the image of a page and in its text."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from app.formats import paragraphs
from library.catalogue.words import Word

FindWords = Callable[[str, tuple[Word, ...]], tuple[int, ...]]
_WORD = re.compile(r"\S+")


def boxes(find: FindWords, typed: str, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words of a page image that were looked for, with their places."""
    return tuple(words[index] for index in find(typed, words))


def marked(find: FindWords, typed: str, text: str) -> list[Markup]:
    """Return the paragraphs of a text as safe HTML, the words found in <mark>."""
    return [_mark(find, typed, paragraph) for paragraph in paragraphs(text)]


def _mark(find: FindWords, typed: str, text: str) -> Markup:
    places = list(_WORD.finditer(text))
    words = tuple(Word(place[0], 0, 0, 0, 0, 1.0, 0, 0) for place in places)
    shown, end = Markup(), 0
    for index in sorted(find(typed, words)) if typed else ():
        start = places[index].start()
        shown += escape(text[end:start]) + Markup("<mark>{}</mark>").format(words[index].text)
        end = places[index].end()
    return shown + escape(text[end:])
