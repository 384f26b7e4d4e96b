"""Highlighting of query words on the page image and in the page text."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from library.catalogue.text.hyphens import JoinedWord, joined_words
from library.catalogue.text.words import Word

FindWords = Callable[[tuple[Word, ...]], tuple[int, ...]]
"""Function that returns the positions of query words among words."""

_WORD = re.compile(r"\S+")


def find_boxes(find: FindWords, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the matching words of a page image, with their boxes."""
    joined = tuple(joined_words(words))
    text_words = tuple(_with_joined_text(word) for word in joined)
    return tuple(part for index in find(text_words) for part in joined[index].parts)


def highlight_text(find: FindWords | None, text: str) -> str:
    """Return a text as safe HTML, with matching words in <mark> and its lines as they are."""
    matches = list(_WORD.finditer(text)) if find else []
    words = tuple(Word(match[0], 0, 0, 0, 0, 1.0, 0, 0) for match in matches)
    hits = sorted(find(words)) if find else ()
    fragments, end = [], 0
    for match in (matches[hit] for hit in hits):
        fragments += [escape(text[end : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
        end = match.end()
    return str(Markup().join([*fragments, escape(text[end:])]))


def _with_joined_text(word: JoinedWord) -> Word:
    """Return a word with the text of its joined parts; most words have one part."""
    first = word.parts[0]
    return first if first.text == word.text else first._replace(text=word.text)
