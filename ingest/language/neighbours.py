"""Words that lost a mark, decided by their neighbours: “tô chức” is “tổ chức”, “chỉ phí” “chi phí”.

A word, or up to three in a row, takes other marks only if the pairs with its neighbours hardly
ever occur in a large text and those of the other reading are usual there. Names of persons never
change, other words with capitals only towards what is known. What it
put right and wrong is in docs/performance.md (Lost marks and figures).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from ingest.language.syllable_pairs import SyllablePairs
from library.catalogue.text.words import Word
from library.places.districts import unit_names
from library.vietnamese.letters import compose, spell_one_way
from search_index.query.compounds import is_compound
from search_index.query.word_units import SURNAMES_OF_PERSONS

_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_MAX_RUN = 3
_BEFORE_NAMES = SURNAMES_OF_PERSONS | {"ông", "bà", "anh", "chị", "em", "cô", "cụ", "bác", "chí"}
"""Words after which up to three with capitals are the name of a person, which no table knows."""

_USUAL_LEVEL, _USUAL_LEVEL_IN_RUN, _USUAL_ALONE_LEVEL = 3, 5, 8
"""Least level of the pairs of another reading: of one word (4 times), of several words (16), and
of the only pair, at the end of a phrase (128)."""

_MAX_OWN_LEVEL, _MIN_LEVELS_ABOVE, _MIN_LEVELS_FAR_ABOVE = 2, 3, 8
"""Greatest level of a pair that may be a misprint of the large text (3 times); how many levels
more each pair of the other reading then needs, and one of them (8 and 256 times as frequent)."""

_MIN_LEAD = 4
"""Levels by which the best other reading leads the second (16 times as frequent)."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a page without the signs around it."""

    prefix: str
    text: str
    suffix: str

    @property
    def syllable(self) -> str:
        """The word spelt one way; empty if it is no word of letters."""
        return spell_one_way(self.text) if self.text.isalpha() else ""


def tokens_of(texts: Sequence[str]) -> list[Token]:
    """Return the words of texts without the signs around them."""
    return [Token(*_EDGES.match(compose(text)).groups()) for text in texts]


def correct_by_neighbours(words: tuple[Word, ...], pairs: SyllablePairs) -> tuple[Word, ...]:
    """Return the words of a page, those corrected that do not suit their neighbours."""
    blocks = [word.block for word in words]
    fixed = {place for place, word in enumerate(words) if word.checked or word.confidence >= 1}
    corrections = find_corrections([word.text for word in words], pairs, blocks, fixed)
    return tuple(
        word._replace(text=corrections[place]) if place in corrections else word
        for place, word in enumerate(words)
    )


def find_corrections(
    texts: Sequence[str],
    pairs: SyllablePairs,
    blocks: Sequence[int] = (),
    fixed: Collection[int] = (),
) -> dict[int, str]:
    """Return by place the texts of the words that change; those in `fixed` never do."""
    phrase = _Phrase(tokens_of(texts), blocks or [0] * len(texts), pairs)
    for length in range(1, _MAX_RUN + 1):
        for start in range(len(texts) - length + 1):
            run = range(start, start + length)
            if not any(place in fixed or place in phrase.corrected for place in run):
                phrase.correct(run)
    return {
        place: f"{(token := phrase.tokens[place]).prefix}{_in_case(text, token.text)}{token.suffix}"
        for place, text in phrase.corrected.items()
    }


@dataclass(slots=True)
class _Phrase:
    tokens: Sequence[Token]
    blocks: Sequence[int]
    pairs: SyllablePairs
    corrected: dict[int, str] = field(default_factory=dict)
    syllables: list[str] = field(init=False)
    own_levels: dict[int, int] = field(default_factory=dict)
    """Levels of pairs as they stand, by place; a run shares most of its pairs with the next."""

    def __post_init__(self) -> None:
        self.syllables = [token.syllable for token in self.tokens]

    def correct(self, run: range) -> None:
        """Correct a run of words if exactly one other reading suits its neighbours."""
        edges = [place for place in range(run.start - 1, run.stop) if self._are_joined(place)]
        inside = run.stop - run.start - 1
        if not edges or sum(run.start <= place < run.stop - 1 for place in edges) < inside:
            return
        if not all(len(self.syllables[place]) > 1 for place in run):
            return
        own_levels = {place: self._own_level(place) for place in edges}
        if max(own_levels.values()) > _MAX_OWN_LEVEL:
            return
        needs = {
            place: max(_least_level(len(edges), len(run)), level and level + _MIN_LEVELS_ABOVE)
            for place, level in own_levels.items()
        }
        readings = sorted(self._readings(run, run.start, {}, needs), key=lambda row: -row[0])
        if readings and (len(readings) == 1 or readings[0][0] - readings[1][0] >= _MIN_LEAD):
            reading = readings[0][1]
            is_clear = any(
                self._level(place, reading) >= level + _MIN_LEVELS_FAR_ABOVE
                for place, level in own_levels.items()
            )
            if (is_clear or not any(own_levels.values())) and self._may_be_named(run, reading):
                self._take(reading)

    def _readings(
        self, run: range, place: int, reading: dict[int, str], needs: dict[int, int]
    ) -> Iterator[tuple[int, dict[int, str]]]:
        """Yield the other readings of a run whose pairs are usual, with their rarest pair."""
        if place == run.stop:
            if run.stop - 1 not in needs or self._level(run.stop - 1, reading) >= needs[place - 1]:
                yield min(self._level(edge, reading) for edge in needs), reading
            return
        for text in self.pairs.readings(self.tokens[place].text.lower()):
            longer = {**reading, place: text}
            if place - 1 not in needs or self._level(place - 1, longer) >= needs[place - 1]:
                yield from self._readings(run, place + 1, longer, needs)

    def _are_joined(self, place: int) -> bool:
        """Return True if a word and the next one stand in one phrase."""
        if not 0 <= place < len(self.tokens) - 1 or self.blocks[place] != self.blocks[place + 1]:
            return False
        is_divided = self.tokens[place].suffix or self.tokens[place + 1].prefix
        return bool(not is_divided and self.syllables[place] and self.syllables[place + 1])

    def _level(self, place: int, reading: dict[int, str]) -> int:
        first, second = (
            spell_one_way(reading[at]) if at in reading else self.syllables[at]
            for at in (place, place + 1)
        )
        return self.pairs.level(first, second)

    def _own_level(self, place: int) -> int:
        if place not in self.own_levels:
            self.own_levels[place] = self._level(place, {})
        return self.own_levels[place]

    def _take(self, reading: dict[int, str]) -> None:
        self.own_levels.clear()
        self.corrected.update(reading)
        for place, text in reading.items():
            self.syllables[place] = spell_one_way(text)

    def _may_be_named(self, run: range, reading: dict[int, str]) -> bool:
        """Return True unless a word of a name would become no known name."""
        return not any(map(self._is_of_person, run)) and all(
            not self._is_in_name(place) or self._makes_known_name(place, reading) for place in run
        )

    def _is_of_person(self, place: int) -> bool:
        for at in range(place, place - _MAX_RUN, -1):
            if not self.tokens[at].text[:1].isupper() or not self._are_joined(at - 1):
                return False
            if self.syllables[at - 1] in _BEFORE_NAMES:
                return True
        return False

    def _is_in_name(self, place: int) -> bool:
        """Return True for capitals, except of the first word of a phrase before a small one."""
        is_next_small = self._are_joined(place) and not self.tokens[place + 1].text[:1].isupper()
        begins_phrase = not self._are_joined(place - 1) and is_next_small
        return self.tokens[place].text[:1].isupper() and not begins_phrase

    def _makes_known_name(self, place: int, reading: dict[int, str]) -> bool:
        pairs = (
            " ".join(reading.get(side, self.syllables[side]) for side in (at, at + 1))
            for at in (place - 1, place)
            if self._are_joined(at)
        )
        return any(is_known_name(pair) for pair in pairs)


def is_known_name(text: str) -> bool:
    """Return True if two small syllables are a name of the gazetteer or a word of the lexicon."""
    return spell_one_way(text) in _known_names() or is_compound(text, "")


@cache
def _known_names() -> frozenset[str]:
    names = (spell_one_way(name).split() for name in unit_names())
    return frozenset(" ".join(pair) for name in names for pair in pairwise(name))


def _least_level(edges: int, length: int) -> int:
    if edges == 1:
        return _USUAL_ALONE_LEVEL
    return _USUAL_LEVEL if length == 1 else _USUAL_LEVEL_IN_RUN


def _in_case(text: str, printed: str) -> str:
    """Return a small word in the case of the printed one."""
    if len(printed) > 1 and printed.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if printed[:1].isupper() else text
