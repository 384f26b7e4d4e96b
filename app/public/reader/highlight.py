"""Highlighting of query words on the page image and in the page text."""

import re
from collections.abc import Callable, Collection, Sequence

from markupsafe import Markup, escape

from app.web.language import current_language
from library.catalogue.text.hyphens import JoinedWord, joined_words
from library.catalogue.text.words import Word
from library.corrections.figure_doubts import unsure_places
from library.vietnamese.old_words import OldWord, first_places

FindWords = Callable[[tuple[Word, ...]], tuple[int, ...]]
"""Function that returns the positions of query words among words."""

_WORD = re.compile(r"\S+")
DOUBT_CLASS = "doubtful-figure"
_MARK = (Markup("<mark>"), Markup(f'<mark class="{DOUBT_CLASS}">'))  # noqa: S704  (a constant)
_DOUBT = Markup(f'<span class="{DOUBT_CLASS}">')  # noqa: S704  (a constant)


def find_boxes(find: FindWords, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the matching words of a page image, with their boxes."""
    joined_text_words = tuple(joined_words(words))
    text_words = tuple(_with_joined_text(word) for word in joined_text_words)
    return tuple(part for index in find(text_words) for part in joined_text_words[index].parts)


def highlight_text(
    find: FindWords | None, text: str, language: str = "", doubts: Sequence[range] = ()
) -> str:
    """Return a text as safe HTML, with its lines as they are.

    Matching words are in <mark>; the first of each word of the glossary is in <dfn>, with its
    meaning, in texts of this language; figures in `doubts` are marked as doubtful.
    """
    matches = list(_WORD.finditer(text)) if find else []
    words = tuple(Word(match[0], 0, 0, 0, 0, 1.0, 0, 0) for match in matches)
    hits = [range(*matches[hit].span()) for hit in (sorted(find(words)) if find else ())]
    places = [(hit, _MARK[hit in doubts], Markup("</mark>")) for hit in hits]
    places += [(place, _DOUBT, Markup("</span>")) for place in doubts if place not in hits]
    places += [
        (place, Markup('<dfn title="{}">').format(_meaning(word)), Markup("</dfn>"))
        for place, word in (first_places(text, language) if language else ())
        if "\n" not in text[place.start : place.stop]
        and not any(hit.start < place.stop and place.start < hit.stop for hit in [*hits, *doubts])
    ]
    fragments, end = [], 0
    for place, begin, finish in sorted(places, key=lambda row: row[0].start):
        content = escape(text[place.start : place.stop])
        fragments += [escape(text[end : place.start]), begin, content, finish]
        end = place.stop
    return str(Markup().join([*fragments, escape(text[end:])]))


def doubtful_figures(
    text: str, words: tuple[Word, ...], more: Collection[int] = ()
) -> tuple[range, ...]:
    """Return the places in a text of figures that are doubtful and that nobody confirmed.

    `more` are places of words that differ from a document of the library. There are none if the
    text is not that of the words.
    """
    matches = list(_WORD.finditer(text))
    printed_words = list(joined_words(words))
    if [match[0] for match in matches] != [word.text for word in printed_words]:
        return ()
    doubted_parts = {words[place] for place in (*unsure_places(words), *more) if place < len(words)}
    return tuple(
        range(*match.span())
        for match, word in zip(matches, printed_words, strict=True)
        if not doubted_parts.isdisjoint(word.parts)
    )


def _meaning(word: OldWord) -> str:
    return word.english if current_language() == "en" else word.meaning


def _with_joined_text(word: JoinedWord) -> Word:
    """Return a word with the text of its joined parts; most words have one part."""
    first = word.parts[0]
    return first if first.text == word.text else first._replace(text=word.text)
