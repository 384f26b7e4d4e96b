"""Units of a query: words that a page must have side by side, such as a name or a compound."""

from collections.abc import Iterator
from itertools import pairwise

from library.vietnamese.letters import fold, spell_one_way
from search_index.analysis import Token, folded_pair, normalise, sentence_ends, tokens
from search_index.clauses import Layer
from search_index.dates_and_numbers import code_spans
from search_index.query.compounds import MAX_SYLLABLES, is_compound
from search_index.query.interpretation import Concept
from search_index.query.local_names import local_names
from search_index.query.questions import without_asking_words
from search_index.spelling.spelling_correction import PagesWith

_MIN_BINDING = 0.3
"""Share of the pages with the rarer syllable on which both stand side by side, for a pair that
is not in the lexicon: Tày and Nùng words, names of this place."""

_MIN_PAGES_OF_PAIR = 3
_WORDS_OF_WHOLE = (3, 4)
_PAIRS_OF_PASSAGE = 24
_MAX_PAGES_RATIO = 5
"""Ratio of pages from which a pair of a passage is too common beside its rarest one."""

_CLEAR_SURNAMES = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương nông lương chu triệu đinh phùng đàm
trịnh trương lưu
"""
_OTHER_SURNAMES = """
hồ lý vi hà hứa bế ma lâm lộc bàn tô la linh thân đào đoàn mai cao tạ quách mạc liễu giáp thái đồng
hoa lục lã lại mông long tăng từ vương tống kiều
"""
SURNAMES_OF_PERSONS = frozenset(map(spell_one_way, _CLEAR_SURNAMES.split()))
"""Surnames that are hardly ever another word, as the others are in "hoa văn", "đồng văn"."""

_SURNAMES = SURNAMES_OF_PERSONS | set(map(spell_one_way, _OTHER_SURNAMES.split()))
"""Surnames in the province and among persons in its history, most common first."""

_MIDDLE_NAMES = frozenset(("văn", "thị"))
_WORDS_OF_PERSON = 3


def units_of(concepts: tuple[Concept, ...], text: str, pages_with: PagesWith) -> Iterator[Concept]:
    """Yield the units of the interpreted words of a text, without the words that only ask."""
    query_words = tuple(word for concept in concepts for word in concept.words)
    codes = _codes(query_words, text)
    content_positions = set(without_asking_words(query_words))
    position, run = 0, ()
    for concept in concepts:
        start, position = position, position + len(concept.words)
        is_free = len(concept.words) == 1 and not concept.synonyms and start not in codes
        if is_free and start in content_positions:
            run += concept.words
            continue
        yield from _units_of_run(run, text, pages_with)
        run = ()
        if codes.get(start):
            yield codes[start]
        elif start not in codes and (start in content_positions or len(concept.words) > 1):
            yield (
                concept
                if concept.years
                else _unit(concept.words, concept.synonyms, concept.date_or_code)
            )
    yield from _units_of_run(run, text, pages_with)


def whole_unit(units: tuple[Concept, ...], text: str, pages_with: PagesWith) -> Concept | None:
    """Return three or four words alone as one unit, such as "đất nông nghiệp", or None.

    The lexicon has few such compounds. All neighbours must stand side by side in the library, and
    none be a name, which is also written apart from the words before it.
    """
    words = tuple(word for unit in units for word in unit.words)
    is_plain = not any(unit.synonyms or unit.date_or_code or unit.years for unit in units)
    if len(units) < 2 or len(words) not in _WORDS_OF_WHOLE or not is_plain:
        return None
    letters = [text[word.start] for word in words[1:]]
    has_names = any(map(str.isupper, letters)) and any(map(str.islower, text))
    if has_names or len(tokens(text)) != len(words) or any(map(_is_local_name, pairwise(words))):
        return None
    frequencies = [pages_with(Layer.PAIRS, folded_pair(*pair)) for pair in pairwise(words)]
    return Concept(words) if min(frequencies) >= _MIN_PAGES_OF_PAIR else None


def _is_local_name(pair: tuple[Token, Token]) -> bool:
    return " ".join(word.folded for word in pair) in local_names()


def units_of_text(text: str) -> tuple[Concept, ...]:
    """Return the units of a part of a query with operators, by names and compounds alone."""
    clean = normalise(text)
    concepts = tuple(Concept((word,)) for word in tokens(clean))
    return tuple(units_of(concepts, clean, lambda _layer, _text: 0))


def rare_pairs(words: tuple[Token, ...], text: str, pages_with: PagesWith) -> tuple[Concept, ...]:
    """Return the rarest neighbouring words of a passage that occur in the library.

    They tell a text from others of its kind; the letterhead and set phrases do not.
    """
    ends = set(sentence_ends(text))
    pairs = {
        folded_pair(*pair): pair
        for pair in pairwise(words)
        if ends.isdisjoint(range(pair[0].end, pair[1].start + 1))
    }
    frequencies = {text: pages_with(Layer.PAIRS, text) for text in pairs}
    rarest = sorted((pages, text) for text, pages in frequencies.items() if pages)[
        :_PAIRS_OF_PASSAGE
    ]
    return tuple(
        Concept(pairs[text]) for pages, text in rarest if pages < rarest[0][0] * _MAX_PAGES_RATIO
    )


def _codes(query_words: tuple[Token, ...], text: str) -> dict[int, Concept | None]:
    """Return the document numbers by the positions of their words; None after the first word."""
    codes: dict[int, Concept | None] = {}
    for start, end, code in code_spans(text):
        inside = [at for at, word in enumerate(query_words) if start <= word.start < end]
        words = tuple(query_words[at] for at in inside)
        codes |= dict.fromkeys(inside) | {inside[0]: Concept(words, date_or_code=code)}
    return codes


def _units_of_run(run: tuple[Token, ...], text: str, pages_with: PagesWith) -> Iterator[Concept]:
    position = 0
    for length in unit_lengths(run, text, pages_with):
        yield _unit(run[position : position + length])
        position += length


def _unit(
    words: tuple[Token, ...],
    synonyms: tuple[tuple[Token, ...], ...] = (),
    date_or_code: str | None = None,
) -> Concept:
    name = local_names().get(" ".join(word.folded for word in words))
    is_unmarked_name = name is not None and spell_one_way(name).lower() == " ".join(
        word.exact for word in words
    )
    folded_words = [word.folded for word in words]
    other_spellings = tuple(
        phrase for phrase in synonyms if [word.folded for word in phrase] != folded_words
    )
    return Concept(
        words,
        other_spellings if is_unmarked_name else synonyms,
        date_or_code=date_or_code,
        is_unmarked_name=is_unmarked_name,
    )


def unit_lengths(run: tuple[Token, ...], text: str, pages_with: PagesWith) -> Iterator[int]:
    """Yield the numbers of words of the units of neighbouring words, in order.

    Two words alone are a unit if they are side by side anywhere. A run of capitalised words is a
    name; then the longest compounds are taken, then persons such as "nông văn vân", then pairs that
    mostly occur together. Capitals say nothing in a text without lower-case letters.
    """
    has_lower_case = any(letter.islower() for letter in text)
    position = 0
    if len(run) == len(tokens(text)) == 2 and pages_with(Layer.PAIRS, folded_pair(*run)):
        yield 2
        return
    while position < len(run):
        name = _name_length(run, position, text) if has_lower_case else 0
        fixed_length = name or _compound_length(run, position) or _person_length(run, position)
        length = fixed_length or _pair_length(run, position, pages_with)
        yield length
        position += length


def _name_length(run: tuple[Token, ...], position: int, text: str) -> int:
    """Return the number of words of the name at a position; 0 if there is none.

    The first word of a text has a capital like any sentence: before a name of two words or more,
    it belongs to the name only if it is a surname.
    """
    end = position
    while (
        end < len(run)
        and text[run[end].start].isupper()
        and (end == position or run[end].start == run[end - 1].end + 1)
    ):
        end += 1
    starts_text = not any(map(str.isalnum, text[: run[position].start]))
    length = end - position
    if length > 2 and starts_text and run[position].exact not in _SURNAMES:
        return 1
    return length if length > 1 else 0


def _compound_length(run: tuple[Token, ...], position: int) -> int:
    longest = min(MAX_SYLLABLES, len(run) - position)
    for length in range(longest, 1, -1):
        words = run[position : position + length]
        exact = " ".join(word.exact for word in words)
        if is_compound(exact, " ".join(word.folded for word in words)):
            return length
    return 0


def _person_length(run: tuple[Token, ...], position: int) -> int:
    """Return 3 for a surname, "văn" or "thị", and a given name, all with marks or none; else 0."""
    words = run[position : position + _WORDS_OF_PERSON]
    if len(words) < _WORDS_OF_PERSON or _compound_length(run, position + 1):
        return 0
    surname, middle = words[0].exact, words[1].exact
    is_person = surname in SURNAMES_OF_PERSONS and middle in _MIDDLE_NAMES
    if not any(word.mark for word in words):
        is_person = surname in map(fold, SURNAMES_OF_PERSONS) and middle in map(fold, _MIDDLE_NAMES)
    return _WORDS_OF_PERSON if is_person else 0


def _pair_length(run: tuple[Token, ...], position: int, pages_with: PagesWith) -> int:
    """Return 2 if a word and the next one mostly occur together, else 1."""
    pair = run[position : position + 2]
    if len(pair) < 2 or _compound_length(run, position + 1):
        return 1
    together = pages_with(Layer.PAIRS, folded_pair(*pair))
    if together < _MIN_PAGES_OF_PAIR:
        return 1
    rarest = min(pages_with(Layer.FOLDED, word.folded) for word in pair)
    return 2 if together >= rarest * _MIN_BINDING else 1
