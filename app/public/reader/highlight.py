"""Highlighting of query words on the page image and in the page text."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from app.web.language import current_language
from library.catalogue.text.hyphens import JoinedWord, joined_words
from library.catalogue.text.words import Word
from library.vietnamese.old_words import OldWord, first_places

FindWords = Callable[[tuple[Word, ...]], tuple[int, ...]]
"""Function that returns the positions of query words among words."""

_WORD = re.compile(r"\S+")


def find_boxes(find: FindWords, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the matching words of a page image, with their boxes."""
    joined_text_words = tuple(joined_words(words))
    text_words = tuple(_with_joined_text(word) for word in joined_text_words)
    return tuple(part for index in find(text_words) for part in joined_text_words[index].parts)


def highlight_text(find: FindWords | None, text: str, language: str = "") -> str:
    """Return a text as safe HTML, with its lines as they are.

    Matching words are in <mark>; the first of each word of the glossary is in <dfn>, with its
    meaning, in texts of this language.
    """
    matches = list(_WORD.finditer(text)) if find else []
    words = tuple(Word(match[0], 0, 0, 0, 0, 1.0, 0, 0) for match in matches)
    hits = [range(*matches[hit].span()) for hit in (sorted(find(words)) if find else ())]
    places = [(hit, Markup("<mark>"), Markup("</mark>")) for hit in hits]
    places += [
        (place, Markup('<dfn title="{}">').format(_meaning(word)), Markup("</dfn>"))
        for place, word in (first_places(text, language) if language else ())
        if "\n" not in text[place.start : place.stop] and not _overlaps(place, hits)
    ]
    fragments, end = [], 0
    for place, begin, finish in sorted(places, key=lambda row: row[0].start):
        content = escape(text[place.start : place.stop])
        fragments += [escape(text[end : place.start]), begin, content, finish]
        end = place.stop
    return str(Markup().join([*fragments, escape(text[end:])]))


def _meaning(word: OldWord) -> str:
    return word.english if current_language() == "en" else word.meaning


def _overlaps(place: range, hits: list[range]) -> bool:
    return any(hit.start < place.stop and place.start < hit.stop for hit in hits)


def _with_joined_text(word: JoinedWord) -> Word:
    """Return a word with the text of its joined parts; most words have one part."""
    first = word.parts[0]
    return first if first.text == word.text else first._replace(text=word.text)
