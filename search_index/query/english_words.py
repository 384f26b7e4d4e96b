"""English words for kinds, places and subjects, in the Vietnamese of the documents."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "english-words.tsv"
_PREPOSITIONS = frozenset(("of", "in", "at", "from", "on", "about", "for", "near", "to", "by"))
_ARTICLES = frozenset(("the", "a", "an", "and"))
_MAX_PHRASE_WORDS = 2


def in_vietnamese(query: str) -> str | None:
    """Return an English query in Vietnamese; None if no word of it is known.

    Words before a noun stand behind it then: `Bac Son uprising` is `khởi nghĩa Bac Son`. Unknown
    words are taken for names.
    """
    words = query.split()
    if not query.isascii() or not any(word.lower() in _first_words() for word in words):
        return None
    groups: list[list[str]] = [[]]
    for word in words:
        if word.lower() in _PREPOSITIONS:
            groups.append([])
        elif word.lower() not in _ARTICLES:
            groups[-1].append(word)
    parts = [list(_parts(group)) for group in groups]
    if not any(is_known for group in parts for _, is_known in group):
        return None
    return " ".join(text for group in parts for text, _ in _in_order(group))


def kinds_named(query: str) -> tuple[str, ...]:
    """Return the kinds of items that a query is the English name of; () for any other query."""
    return _kinds().get(query.strip().lower(), ())


def _in_order(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the parts with the last noun first, and names behind all others."""
    nouns = [part for part in parts if part[1]]
    return [*reversed(nouns), *(part for part in parts if not part[1])]


def _parts(words: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield the known phrases in Vietnamese, and the words between them, which are one name."""
    name: list[str] = []
    position = 0
    while position < len(words):
        length, vietnamese = _known_phrase(words, position)
        if not vietnamese:
            name.append(words[position])
        else:
            if name:
                yield " ".join(name), False
            yield vietnamese, True
            name = []
        position += length
    if name:
        yield " ".join(name), False


def _known_phrase(words: list[str], start: int) -> tuple[int, str]:
    for length in range(_MAX_PHRASE_WORDS, 0, -1):
        phrase = " ".join(words[start : start + length]).lower()
        if start + length <= len(words) and phrase in _table():
            return length, _table()[phrase]
    return 1, ""


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in _table())


@cache
def _table() -> dict[str, str]:
    return {row["english"]: row["tiếng Việt"] for row in _rows()}


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    return {row["english"]: tuple(row["loại"].split("|")) for row in _rows() if row["loại"]}


def _rows() -> list[dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
