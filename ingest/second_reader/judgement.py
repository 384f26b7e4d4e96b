"""Rules by which a reading of the second reader replaces a word.

Thresholds were chosen on 12 real pages and checked on 7 others (November 2026, `python -m
bench.second_reader`). Replacing whole lines, or by mean confidence, is useless or harmful.

Marks are taken away only if a neighbour is evidence: with it the word makes a compound without them
(chi tiết), and none with them (chỉ tiết). Marks over capitals are small, and names may have any
(Tấn, Tân), so that a sure reading alone proves nothing. For the same reason marks of a compound
(NHÂN DÂN) are not exchanged for others that make none, nor marks of a word that a large text knows
beside its neighbours for others that it does not know there.
"""

import re
import unicodedata
from collections.abc import Iterator

from ingest.language.neighbours import is_known_name
from ingest.language.syllable_pairs import shipped_pairs
from ingest.second_reader.line_reader import Letters
from ingest.second_reader.readings import Reading
from library.catalogue.text.words import Word
from library.vietnamese.letters import compose, fold, spell_one_way
from library.vietnamese.spelling import impossible_part
from library.vietnamese.syllables import spellings
from search_index.query.compounds import is_compound

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
