"""Marks the words a reader looked for, on the image of a page and in its text."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from app.web.formats import paragraphs
from library.catalogue.text.hyphens import Whole, wholes
from library.catalogue.text.words import Word

FindWords = Callable[[tuple[Word, ...]], tuple[int, ...]]
"""Tells the places of the words that a question was after."""

_WORD = re.compile(r"\S+")


def boxes(find: FindWords, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words of a page image that were looked for, with their places."""
    read = tuple(wholes(words))
    said = tuple(_as_read(one) for one in read)
    return tuple(part for index in find(said) for part in read[index].parts)


def marked(find: FindWords | None, text: str) -> list[Markup]:
    """Return the paragraphs of a text as safe HTML, the words found in <mark>."""
    places = list(_WORD.finditer(text)) if find else []
    words = tuple(Word(place[0], 0, 0, 0, 0, 1.0, 0, 0) for place in places)
    hits = sorted(find(words)) if find else ()
    shown, end = [], 0
    for place in (places[hit] for hit in hits):
        shown += [escape(text[end : place.start()]), Markup("<mark>{}</mark>").format(place[0])]
        end = place.end()
    whole = Markup().join([*shown, escape(text[end:])])
    return [Markup(part) for part in paragraphs(whole)]  # noqa: S704  (escaped, then parted)


def _as_read(one: Whole) -> Word:
    """Return a word with the text it has when its parts are joined; most have one part."""
    first = one.parts[0]
    return first if first.text == one.text else first._replace(text=one.text)
