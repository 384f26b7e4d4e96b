"""Second reading of a page: doubted words, a gate for the whole page, and the head's figures."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.images.picture import Picture
from ingest.language.neighbours import is_known_name
from ingest.language.syllable_pairs import shipped_pairs
from ingest.metadata_extraction.official_documents import split_parts
from ingest.second_reader.head_figures import HeadFigures, read_figures
from ingest.second_reader.line_reader import Letters, LineReader
from ingest.second_reader.readings import Reading, match_words
from ingest.second_reader.strips import (
    DOUBTED_CAPITALS_CONFIDENCE,
    DOUBTED_CONFIDENCE,
    cut,
    strips_of,
)
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import Change, Confidences
from library.vietnamese.letters import compose, fold, spell_one_way
from library.vietnamese.spelling import impossible_part
from library.vietnamese.syllables import spellings
from search_index.query.compounds import is_compound

_MIN_AGREEMENT = 0.93
"""Real pages agree in 93 % of clear words or more; bad copies and letterpress in 88 to 91 %."""

_CLEAR_CONFIDENCE = 0.95
_MIN_CLEAR_WORDS, _MANY_CLEAR_WORDS = 12, 72
"""Clear words that the gate needs, and words that decide where those near doubted ones fail it."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """Changes that the second reader proposes for a page, none if it failed at the gate."""

    strips: int
    agreement: float | None
    passed: bool
    changes: tuple[Change, ...] = ()
    head: HeadFigures | None = None


_WORDS_PER_STRIP = 3


def reread_page(
    reader: LineReader,
    picture: Callable[[], Picture],
    words: Sequence[Word],
    height: int,
    *,
    is_first: bool,
) -> PageReading:
    """Return the second reading of a page; the picture is asked for only if it is needed."""
    doubts = set(_doubted_places(words))
    document = split_parts(words, height) if is_first else None
    if not doubts and document is None:
        return PageReading(0, None, passed=True)
    page = _Page(reader, picture(), words)
    page.read(doubts)
    has_proposals = document is not None or any(page.changes(doubts))
    if has_proposals and not page.passes_gate():
        return PageReading(page.strips, page.agreement(), passed=False)
    agreement = page.agreement()
    head = read_figures(document, page.read_box) if document is not None else None
    of_head = {word for change in head.changes for word in change.seen} if head else set()
    changes = [change for change in page.changes(doubts) if not of_head.intersection(change.seen)]
    return PageReading(
        page.strips,
        agreement,
        passed=True,
        changes=(*changes, *(head.changes if head else ())),
        head=head,
    )


def _doubted_places(words: Sequence[Word]) -> Iterator[int]:
    """Yield the places of the doubted words that another reading could replace."""
    for place, word in enumerate(words):
        if _is_doubted(word) and may_be_replaced(word, *_texts_beside(words, place)):
            yield place


def _is_doubted(word: Word) -> bool:
    in_capitals = word.text.isupper() and len(word.text) > 1
    limit = DOUBTED_CAPITALS_CONFIDENCE if in_capitals else DOUBTED_CONFIDENCE
    return word.confidence < limit and not word.checked


def _texts_beside(words: Sequence[Word], place: int) -> tuple[str, str]:
    """Return the texts of the words before and after a word; empty at the ends of the page."""
    previous, following = words[:place][-1:], words[place + 1 : place + 2]
    return tuple(beside[0].text if beside else "" for beside in (previous, following))


@dataclass(slots=True)
class _Page:
    reader: LineReader
    picture: Picture
    words: Sequence[Word]
    readings: dict[int, Reading] = field(default_factory=dict)
    strips: int = 0

    def read(self, places: set[int]) -> None:
        """Read the strips of these words."""
        for strip in strips_of(self.words, places):
            letters = self.read_box(strip.box)
            own = [self.words[place] for place in strip.places]
            for index, reading in match_words(own, strip.box, letters).items():
                self.readings[strip.places[index]] = reading

    def read_box(self, box: Box) -> Letters:
        """Return the letters in a box; none if it is too small."""
        picture = cut(self.picture, box)
        if picture is None:
            return ()
        self.strips += 1
        return self.reader.read((picture,))[0]

    def read_more_clear_words(self, count: int) -> None:
        """Read clear words from all over the page until so many were read."""
        missing = count - len(self._clear_places())
        unread = [
            place
            for place, word in enumerate(self.words)
            if word.confidence >= _CLEAR_CONFIDENCE and place not in self.readings
        ]
        if missing > 0 and unread:
            strips = max(1, missing // _WORDS_PER_STRIP)
            self.read(set(unread[:: max(1, len(unread) // strips)]))

    def agreement(self) -> float | None:
        """Return the share of clear words read alike; None without any."""
        places = self._clear_places()
        alike = sum(agree(self.words[place], self.readings[place]) for place in places)
        return alike / len(places) if places else None

    def passes_gate(self) -> bool:
        """Read clear words until they decide, and return True if the readers agree on them."""
        return any(self._agrees_on(count) for count in (_MIN_CLEAR_WORDS, _MANY_CLEAR_WORDS))

    def _agrees_on(self, count: int) -> bool:
        self.read_more_clear_words(count)
        return (self.agreement() or 0.0) >= _MIN_AGREEMENT

    def changes(self, doubts: set[int]) -> Iterator[Change]:
        """Yield the changes of the doubted words."""
        for place in sorted(doubts & self.readings.keys()):
            word, reading = self.words[place], self.readings[place]
            text = better_text(word, reading, *_texts_beside(self.words, place))
            if text is not None:
                confidences = Confidences(word.confidence, round(reading.probability, 3))
                yield Change((word,), (text,), Box.around((word,)), confidences)

    def _clear_places(self) -> list[int]:
        return [
            place for place in self.readings if self.words[place].confidence >= _CLEAR_CONFIDENCE
        ]


_MIN_FOR_MARKS, _MIN_FOR_OTHER_MARKS, _MIN_FOR_FEWER_MARKS = 0.90, 0.95, 0.99
"""Least probability of a reading that adds marks, exchanges them, takes them away."""

_MAX_OWN_OF_FEWER_MARKS = 0.90
_MIN_FOR_CASE = 0.99
_MIN_FOR_IMPOSSIBLE = 0.80
_MIN_FOR_SYMBOLS = 0.99
_MIN_FOR_OTHER_LETTER, _MAX_OWN_OF_OTHER_LETTER = 0.99, 0.80

_KNOWN_LEVEL = 4
"""Level of a pair that is no misprint of the large text (8 times)."""

_MIN_LEVELS_ABOVE = 3
"""Levels by which the text knows another name better (8 times as often)."""

_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_USUAL = re.compile(r"[\w\s.,;:!?()\[\]{}/%+&=*#@'\"“”‘’…–-]*")
"""Anything else in a word that nobody printed is a stroke of a letter: ⁄ € ƒ."""


def may_be_replaced(word: Word, previous: str, following: str) -> bool:
    """Return True unless no reading whatever could replace a word beside these words.

    A possible word of which we are fairly sure can only get other marks, which must suit its
    neighbours. This halves the strips of a page.
    """
    own = _EDGES.match(word.text)[2]
    if not _USUAL.fullmatch(word.text):
        return True
    if not own.isalpha() or word.confidence < _MAX_OWN_OF_OTHER_LETTER:
        return any(map(str.isalpha, own))
    if not _is_usual_case(own) or impossible_part(own) is not None:
        return True
    return any(
        _suits_neighbours(own, other, previous, following) for other in _with_other_marks(own)
    )


def better_text(
    word: Word, reading: Reading, previous: str = "", following: str = ""
) -> str | None:
    """Return the text that replaces a word, with our punctuation; None if the word stays.

    `previous` and `following` are the texts of the words beside it, empty at the ends of a page.
    """
    if not _USUAL.fullmatch(word.text):
        return reading.text if _is_plain(reading) else None
    prefix, own, suffix = _EDGES.match(word.text).groups()
    other = Reading(_bare(reading))
    if not own or not other.letters or other.text == own:
        return None
    if not _suits_neighbours(own, other.text, previous, following):
        return None
    if any(rule(word, own, other) for rule in _RULES):
        return f"{prefix}{other.text}{suffix}"
    return None


def agree(word: Word, reading: Reading) -> bool:
    """Return True if both read the same letters, apart from punctuation at the edges."""
    return _EDGES.match(word.text)[2] == "".join(letter.text for letter in _bare(reading))


def _with_other_marks(own: str) -> Iterator[str]:
    """Yield the syllables of the same letters under other marks, real names among them."""
    for other in dict.fromkeys((*shipped_pairs().alike(own), *spellings(fold(own)))):
        if spell_one_way(other) != spell_one_way(own):
            yield other


def _bare(reading: Reading) -> Letters:
    """Return the letters of a reading without punctuation at its edges."""
    prefix, bare, _ = _EDGES.match(reading.text).groups()
    return reading.letters[len(prefix) : len(prefix) + len(bare)]


def _is_plain(reading: Reading) -> bool:
    return (
        reading.probability >= _MIN_FOR_SYMBOLS
        and _USUAL.fullmatch(reading.text) is not None
        and any(letter.text.isalpha() for letter in reading.letters)
    )


def _has_better_marks(word: Word, own: str, other: Reading) -> bool:
    if fold(own) != fold(other.text) or spell_one_way(own) == spell_one_way(other.text):
        return False
    if _is_usual_case(own) and not _have_equal_case(own, other.text):
        return False
    more = _marks(other.text) - _marks(own)
    if more > 0:
        return other.probability >= _MIN_FOR_MARKS
    if more < 0:
        is_doubted = word.confidence < _MAX_OWN_OF_FEWER_MARKS
        return is_doubted and other.probability >= _MIN_FOR_FEWER_MARKS
    return other.probability >= _MIN_FOR_OTHER_MARKS


def _has_better_case(_word: Word, own: str, other: Reading) -> bool:
    """Return True for a capital inside our word (sỐ); số and SỐ alone look alike to the reader."""
    same = own.lower() == other.text.lower()
    return same and not _is_usual_case(own) and other.probability >= _MIN_FOR_CASE


def _is_possible_instead(_word: Word, own: str, other: Reading) -> bool:
    return (
        other.probability >= _MIN_FOR_IMPOSSIBLE
        and impossible_part(own) is not None
        and _is_possible(other.text)
    )


def _has_another_letter(word: Word, own: str, other: Reading) -> bool:
    """Return True if one letter is missing, too many or another one, and ours is in doubt."""
    return (
        word.confidence < _MAX_OWN_OF_OTHER_LETTER
        and other.probability >= _MIN_FOR_OTHER_LETTER
        and own.isalpha()
        and _is_possible(other.text)
        and _differ_in_one_letter(fold(own), fold(other.text))
    )


def _suits_neighbours(own: str, other: str, previous: str, following: str) -> bool:
    """Return True unless a possible word would lose marks, or its compound, without evidence."""
    if impossible_part(own) is not None:
        return True
    own_compound, other_compound = (
        _makes_compound(text, previous, following) for text in (own, other)
    )
    if fold(own) == fold(other) and _contradicts_text(own, other, previous, following):
        return False
    if _is_capitalised(own) and any(map(_is_capitalised, (previous, following))):
        return _makes_known_name(own, other, previous, following)
    if _marks(other) < _marks(own):
        return other_compound and not own_compound
    return other_compound or not own_compound or fold(own) != fold(other)


def _contradicts_text(own: str, other: str, previous: str, following: str) -> bool:
    """Return True if a large text knows our word with a neighbour, and the other with none."""
    own_level, other_level = (_level(text, previous, following) for text in (own, other))
    is_addition = _marks(other) > _marks(own)
    return own_level >= _KNOWN_LEVEL and not other_level and not is_addition


def _makes_known_name(own: str, other: str, previous: str, following: str) -> bool:
    """Return True if a word of a name makes a name of the gazetteer, or one far better known."""
    beside = [_EDGES.match(part)[2].lower() for part in (previous, following)]
    pairs = f"{beside[0]} {other.lower()}", f"{other.lower()} {beside[1]}"
    own_level, other_level = (_level(text, previous, following) for text in (own, other))
    is_better = other_level >= max(_KNOWN_LEVEL, own_level + _MIN_LEVELS_ABOVE)
    return is_better or any(map(is_known_name, pairs))


def _is_capitalised(text: str) -> bool:
    bare = _EDGES.match(text)[2]
    return bare[:1].isupper() and not bare[1:].isupper()


def _level(text: str, previous: str, following: str) -> int:
    preceding, word, next_word = (
        spell_one_way(_EDGES.match(part)[2]) for part in (previous, text, following)
    )
    pairs = shipped_pairs()
    return max(pairs.level(preceding, word), pairs.level(word, next_word))


def _makes_compound(text: str, previous: str, following: str) -> bool:
    preceding, word, next_word = (
        compose(_EDGES.match(part)[2]).lower() for part in (previous, text, following)
    )
    return is_compound(f"{preceding} {word}", "") or is_compound(f"{word} {next_word}", "")


def _is_usual_case(text: str) -> bool:
    return text.islower() or text.isupper() or text.istitle()


def _have_equal_case(first: str, second: str) -> bool:
    pairs = zip(first, second, strict=False)
    return all(letter.isupper() == other.isupper() for letter, other in pairs)


def _is_possible(text: str) -> bool:
    return text.isalpha() and len(text) > 1 and impossible_part(text) is None


def _differ_in_one_letter(first: str, second: str) -> bool:
    """Return True if one letter was added, left out or replaced."""
    if first == second:
        return False
    places = min(len(first), len(second))
    start = next((at for at in range(places) if first[at] != second[at]), places)
    end, other_end = first[start:], second[start:]
    return end[1:] == other_end[1:] or end[1:] == other_end or end == other_end[1:]


_RULES = (_has_better_marks, _has_better_case, _is_possible_instead, _has_another_letter)


def _marks(text: str) -> int:
    letters = unicodedata.normalize("NFD", text.lower())
    return sum(letter == "đ" or bool(unicodedata.combining(letter)) for letter in letters)
