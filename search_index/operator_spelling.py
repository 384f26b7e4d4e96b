"""Works out what is meant by a question with operators, and puts right what was mistyped in it."""

from collections.abc import Iterator

from library.places.gazetteer import read_gazetteer
from search_index.analysis import Token, tidy, tokens
from search_index.clauses import Layer
from search_index.expansion import Meaning, Thing
from search_index.parser import Both, Either, Field, InField, Part, Quoted, Words, words_of
from search_index.spelling_correction import PagesWith, mend

_SURELY = 20
"""So many times more pages must have the better word."""

_READ_AS_WORDS = frozenset({Field.TITLE, Field.AUTHOR})


def meaning_of_parts(part: Part) -> Meaning:
    """Return the words a question hopes to find, and the other names of the places it names."""
    also = tuple(dict.fromkeys(name for place in _places(part) for name in _other_names(place)))
    others = tuple(tokens(tidy(name)) for name in also)
    return Meaning((Thing(tokens(tidy(words_of(part))), others),), also=also)


def put_right(typed: str, part: Part, pages_with: PagesWith) -> str | None:
    """Return a question with its mistyped words put right; None when none seems mistyped."""
    right: dict[str, str] = {}
    for text in _plain_words(part):
        words = tokens(tidy(text))
        for place, meant in mend(words, pages_with).items():
            if _is_likelier(meant[0], words[place], pages_with):
                right[words[place].exact] = " ".join(token.exact for token in meant)
    return _replaced(tidy(typed), right) if right else None


def _is_likelier(meant: Token, typed: Token, pages_with: PagesWith) -> bool:
    """Say whether a word was surely mistyped: operators mean what they say."""
    marked = typed.mark and meant.mark
    layer = Layer.EXACT if marked else Layer.FOLDED
    there, better = (
        pages_with(layer, word.exact if marked else word.folded) for word in (typed, meant)
    )
    return better > there * _SURELY


def _replaced(typed: str, right: dict[str, str]) -> str:
    for token in reversed(tokens(typed)):
        if token.exact in right:
            typed = typed[: token.start] + _cased(token, typed, right) + typed[token.end :]
    return typed


def _cased(token: Token, typed: str, right: dict[str, str]) -> str:
    meant = right[token.exact]
    return meant.capitalize() if typed[token.start].isupper() else meant


def _places(part: Part) -> Iterator[str]:
    match part:
        case InField(Field.PLACE, inner):
            yield words_of(inner)
        case Both(parts) | Either(parts):
            for inner in parts:
                yield from _places(inner)


def _other_names(place: str) -> tuple[str, ...]:
    kinship = read_gazetteer().named(place)
    return kinship.others if kinship else ()


def _plain_words(part: Part) -> Iterator[str]:
    """Give the texts that are looked for on pages, each apart."""
    match part:
        case Words(text) | Quoted(text):
            yield text
        case InField(field, inner) if field in _READ_AS_WORDS:
            yield from _plain_words(inner)
        case Both(parts) | Either(parts):
            for inner in parts:
                yield from _plain_words(inner)
