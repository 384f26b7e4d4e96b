"""Glossary of old administrative words, Tày-Nùng words, and Hán-Nôm characters."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from library.vietnamese.letters import sort_key

_FILE = Path(__file__).parent / "data" / "old-words.tsv"
KINDS = ("administrative", "tay-nung", "han-nom")
_TAY_NUNG_LANGUAGES = frozenset({"tyz", "nut"})
_MAX_SHOWN = 12


@dataclass(frozen=True, slots=True)
class OldWord:
    """A word with its meaning in Vietnamese and English, and the source of the entry."""

    word: str
    kind: str
    meaning: str
    english: str
    source: str

    @property
    def is_ambiguous(self) -> bool:
        """True for a single syllable of Vietnamese, which mostly means something else."""
        return self.kind == "administrative" and " " not in self.word


@cache
def old_words() -> tuple[OldWord, ...]:
    """Return all words by kind, in alphabetical order."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        words = [OldWord(**row) for row in csv.DictReader(rows, delimiter="\t")]
    return tuple(sorted(words, key=lambda word: (KINDS.index(word.kind), sort_key(word.word))))


def words_in(text: str, language: str) -> tuple[OldWord, ...]:
    """Return the words of the glossary in a text, in their order there, at most twelve."""
    return tuple(word for _, word in first_places(text, language))


def first_places(text: str, language: str) -> tuple[tuple[range, OldWord], ...]:
    """Return the first place of each word of the glossary in a text, at most twelve.

    Tày and Nùng words are looked for in texts of these languages only, since many of them are
    spelt like Vietnamese ones; Vietnamese words of one syllable are not looked for.
    """
    with_tay_nung = language in _TAY_NUNG_LANGUAGES
    by_word = {word.word: word for word in _searched(with_tay_nung)}
    places: dict[str, range] = {}
    for match in _pattern(with_tay_nung).finditer(text.lower()):
        places.setdefault(" ".join(match[0].split()), range(*match.span()))
    return tuple((place, by_word[word]) for word, place in list(places.items())[:_MAX_SHOWN])


@cache
def _searched(with_tay_nung: bool) -> tuple[OldWord, ...]:
    kinds = KINDS if with_tay_nung else ("administrative", "han-nom")
    return tuple(word for word in old_words() if word.kind in kinds and not word.is_ambiguous)


@cache
def _pattern(with_tay_nung: bool) -> re.Pattern[str]:
    words = sorted((word for word in _searched(with_tay_nung)), key=lambda w: -len(w.word))
    latin = [r"\s+".join(map(re.escape, w.word.split())) for w in words if w.kind != "han-nom"]
    han_nom = [re.escape(w.word) for w in words if w.kind == "han-nom"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(latin)})(?!\w)|{'|'.join(han_nom)}")
