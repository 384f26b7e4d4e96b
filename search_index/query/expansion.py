"""Interpretation of a query without operators: its concepts and their other names."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from library.catalogue.dates.eras import NotADateError, in_era
from library.catalogue.dates.reigns import REIGNS
from library.vietnamese.legacy_encodings import from_tcvn3, from_vni
from library.vietnamese.letters import fold, spell_one_way
from library.vietnamese.syllables import is_syllable
from search_index.analysis import Token, normalise, tokens
from search_index.dates_and_numbers import codes_in, date_spans
from search_index.query.han import characters_of, other_characters, readings
from search_index.query.interpretation import Concept, Interpretation
from search_index.query.local_names import local_names, names_with_kind
from search_index.query.query_places import QueryPlaces, Span, with_units
from search_index.query.query_places import other_names as other_names_of
from search_index.query.word_units import rare_pairs, units_of, whole_unit
from search_index.spelling.spelling_correction import PagesWith, correct_spelling

MAX_QUERY_WORDS = 40
_MIN_VIETNAMESE_SHARE = 0.7
"""Minimum share of valid syllables for a text to count as Vietnamese."""

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_KINDS_LIST = "nđ nq qđ tt ct tb kh số lệnh luật định tư thị quyết"
_KINDS_BEFORE_NUMBER = frozenset(_KINDS_LIST.split())
"""Last words of kinds of documents, after which 12/1998 is a number, no month."""

_KIND_AT_NUMBER = re.compile(r"(?<!\w)([^\W\d_]{2,5})(?=\d{1,5}/)")
"""Abbreviation joined to a document number: NĐ29/1998."""

_WORDS_BEFORE_DATE = frozenset({"ngay", "mung", "mong", "thang"})
_FILE = Path(__file__).with_name("data") / "other-names.tsv"
"""Pairs of names that both occur in documents, with their sources; each finds the other."""

_ROAD = re.compile(r"(?:rc|route coloniale|đường số|duong so|quốc lộ|quoc lo|ql) ?(\d{1,3})$")
_WORDS_BEFORE_ROMAN = "kỷ khóa thứ quý chương khu hồi phần mục tập hạng cấp loại thế đoàn xứ vua"
_BEFORE_ROMAN = frozenset(fold(spell_one_way(word)) for word in _WORDS_BEFORE_ROMAN.split())
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_MAX_PHRASE_WORDS = 7
_ERA_NAME = "|".join(sorted(map(re.escape, REIGNS), key=len, reverse=True))
_NUMBER = r"\d{1,2}|nguyen nien|nhat|nhi|tam|tu|ngu|luc|that|bat|cuu|thap"
_STEMS = "giap|at|binh|dinh|mau|ky|canh|tan|nham|quy"
_BRANCHES = "ty|suu|dan|mao|meo|thin|ngo|mui|than|dau|tuat|hoi"
_OF_ERA = re.compile(
    rf"(?<!\w)(?:nien hieu )?(?:{_ERA_NAME})(?: (?:nam|thu|nien))* "
    rf"(?:{_NUMBER}|(?:{_STEMS}) (?:{_BRANCHES}))(?!\w)"
)
_YEAR = r"(1\d{3}|20\d\d)"
_RANGE = re.compile(
    rf"(?<!\w)(?:tu|giua)(?: nam)? {_YEAR}(?: (?:den|toi|va)|\s?[-–])(?: nam)? {_YEAR}(?!\w)"
    rf"|(?<!\w){_YEAR}\s?(?:\.\.+|…)\s?{_YEAR}(?!\w)"
)


def interpret(text: str, pages_with: PagesWith, places: QueryPlaces) -> Interpretation:
    """Return the interpretation of words without operators."""
    clean = _KIND_AT_NUMBER.sub(r"\1 ", normalise(decode_legacy_font(text)))
    words = tokens(clean)
    query_words = words[:MAX_QUERY_WORDS]
    if len(words) > len(query_words) and (pairs := rare_pairs(words, clean, pages_with)):
        return Interpretation((Concept(query_words),), clean, pairs, is_passage=True)
    spans = tuple(places.in_words(query_words))
    evidence = _Evidence(
        correct_spelling(query_words, pages_with),
        _dates(clean, query_words),
        _years(clean, query_words),
        {span.name_start: span for span in spans},
    )
    concepts: list[Concept] = []
    position = 0
    while position < len(query_words):
        length, concept = _concept(query_words, position, evidence)
        concepts.append(concept)
        position += length
    units = tuple(units_of(tuple(concepts), clean, pages_with))
    compound = whole_unit(units, clean, pages_with)
    units = with_units(units, spans, query_words)
    corrected_words = _apply_corrections(query_words, evidence.corrections)
    corrected_query = _write_corrected(clean, query_words, evidence.corrections)
    return Interpretation(
        tuple(concepts),
        clean,
        (compound,) if compound else units,
        units if compound else (),
        corrected=corrected_words,
        corrected_query=corrected_query,
        also=tuple(dict.fromkeys(unit for span in spans for unit in span.place.also)),
        codes=tuple(codes_in(clean)),
    )


def decode_legacy_font(text: str) -> str:
    """Return text converted to Unicode if it was pasted in a legacy encoding (TCVN3, VNI)."""
    best = text
    for decode in (from_tcvn3, from_vni):
        if _vietnamese_share(decode(text)) > max(_vietnamese_share(best), _MIN_VIETNAMESE_SHARE):
            best = decode(text)
    return best


def _vietnamese_share(text: str) -> float:
    words = [token.exact for token in tokens(normalise(text))]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Corrections, dates, years and places, by word position."""

    corrections: dict[int, tuple[Token, ...]]
    dates: dict[int, tuple[int, str]]
    years: dict[int, tuple[int, tuple[int, int]]]
    places: dict[int, Span]


def _concept(words: tuple[Token, ...], position: int, evidence: _Evidence) -> tuple[int, Concept]:
    if position in evidence.dates:
        length, date_or_code = evidence.dates[position]
        return length, Concept(words[position : position + length], date_or_code=date_or_code)
    if position in evidence.years:
        length, years = evidence.years[position]
        return length, Concept(words[position : position + length], years=years)
    if position in evidence.places:
        span = evidence.places[position]
        name = words[position : span.end]
        length, named = _named_concept(words, position, {})
        same = named.synonyms if length == len(name) else ()
        return len(name), Concept(name, same, other_names_of(span.place), place=span.place)
    if _HAN.match(words[position].exact):
        return _han_concept(words, position)
    return _named_concept(words, position, evidence.corrections)


def _named_concept(
    words: tuple[Token, ...], position: int, corrections: dict[int, tuple[Token, ...]]
) -> tuple[int, Concept]:
    exact = tuple(token.exact for token in words)
    length, names = other_names(exact, position)
    same = tuple(tokens(name) for name in names)
    pair = words[position : position + 2]
    is_corrected = bool({position, position + 1} & set(corrections))
    if length == 2 or (not names and not is_corrected):
        spellings = _spellings_of_local_name(pair)
        length, same = (2, (*same, *spellings)) if spellings else (length, same)
    if same:
        return length, Concept(words[position : position + length], same)
    number = other_number(words[position - 1].folded if position else "", words[position].folded)
    return 1, Concept(
        words[position : position + 1],
        synonyms=(tokens(number),) if number else (),
        related=_names_of_correction(corrections.get(position)),
    )


def _names_of_correction(words: tuple[Token, ...] | None) -> tuple[tuple[Token, ...], ...]:
    """Return corrected words and their other names: Nacham is na cham, which is Na Sầm."""
    if words is None:
        return ()
    _, names = other_names(tuple(word.exact for word in words), 0)
    return (words, *map(tokens, names))


def _spellings_of_local_name(pair: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...]:
    """Return the spellings of a local name: with its marks, with its kind, in Hán characters."""
    name = local_names().get(" ".join(token.folded for token in pair))
    if name is None:
        return ()
    spelling = tokens(name.lower())
    unmarked = not any(token.mark for token in pair)
    if not unmarked and [token.exact for token in pair] != [token.exact for token in spelling]:
        return ()
    spellings = (name if unmarked else None, names_with_kind().get(name), characters_of(name))
    return tuple(tokens(other.lower()) for other in spellings if other)


def _han_concept(words: tuple[Token, ...], start: int) -> tuple[int, Concept]:
    end = start
    while end < len(words) and _HAN.match(words[end].exact):
        end += 1
    characters = "".join(token.exact for token in words[start:end])
    other_forms = other_characters(characters)
    if end - start > 1:
        forms = dict.fromkeys((characters, *other_forms))
        other_forms += tuple(dict.fromkeys(reading for form in forms for reading in readings(form)))
    return end - start, Concept(
        words[start:end], tuple(tokens(name.lower()) for name in other_forms)
    )


def _dates(clean: str, words: tuple[Token, ...]) -> dict[int, tuple[int, str]]:
    """Return the number of words and the normalised form of each date, by word position."""
    dates: dict[int, tuple[int, str]] = {}
    covered_to = 0
    for start, end, forms in sorted(date_spans(clean), key=lambda span: (span[0], -span[1])):
        inside = [at for at, word in enumerate(words) if start <= word.start < end]
        if start < covered_to or not inside or _is_number_of_document(words, inside, forms):
            continue
        covered_to, first = end, inside[0]
        if first and words[first - 1].folded in _WORDS_BEFORE_DATE and first - 1 not in dates:
            first -= 1
        dates[first] = (inside[-1] + 1 - first, forms[0])
    return dates


def _is_number_of_document(
    words: tuple[Token, ...], inside: list[int], forms: tuple[str, ...]
) -> bool:
    """Return True for a month such as 12/1998 that follows the name of a kind of document."""
    is_month = len(forms) == 1 and not forms[0].startswith("--")
    return is_month and inside[0] > 0 and words[inside[0] - 1].exact in _KINDS_BEFORE_NUMBER


def _years(clean: str, words: tuple[Token, ...]) -> dict[int, tuple[int, tuple[int, int]]]:
    """Return the number of words and the years of each era year and range, by word position."""
    spans = (
        ([at for at, word in enumerate(words) if start <= word.start < end], years)
        for start, end, years in year_spans(clean)
    )
    return {inside[0]: (len(inside), years) for inside, years in spans if inside}


def _apply_corrections(
    query_words: tuple[Token, ...], corrections: dict[int, tuple[Token, ...]]
) -> tuple[Token, ...]:
    groups = (corrections.get(position, (token,)) for position, token in enumerate(query_words))
    return tuple(token for words in groups for token in words) if corrections else ()


def _write_corrected(
    text: str, query_words: tuple[Token, ...], corrections: dict[int, tuple[Token, ...]]
) -> str | None:
    """Return the query with its mistyped words replaced, the others as they were typed."""
    if not corrections:
        return None
    words = [text[word.start : word.end] for word in query_words]
    for position, replacing in corrections.items():
        correction = " ".join(word.exact for word in replacing)
        is_capital = words[position][0].isupper()
        words[position] = correction.capitalize() if is_capital else correction
    return " ".join(words)


def other_names(words: tuple[str, ...], start: int) -> tuple[int, tuple[str, ...]]:
    """Return the number of words from `start` that have other names, and those; else (1, ())."""
    for length in range(min(_MAX_PHRASE_WORDS, len(words) - start), 0, -1):
        phrase = " ".join(words[start : start + length])
        names = _road_names(phrase) or _table().get(phrase, ())
        if names:
            return length, names
    return 1, ()


def other_number(previous: str, word: str) -> str | None:
    """Return a number in the other numerals, where both are used: thế kỷ XIX, thế kỷ 19."""
    if previous not in _BEFORE_ROMAN:
        return None
    if word.isdecimal() and 0 < int(word) < 40:
        tens, ones = divmod(int(word), 10)
        ones_numeral = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
        return "x" * tens + ones_numeral
    match = _ROMAN.match(word)
    return str(_roman_value(word)) if match and word else None


def _road_names(phrase: str) -> tuple[str, ...]:
    match = _ROAD.match(phrase)
    if not match:
        return ()
    names = (f"đường số {match[1]}", f"quốc lộ {match[1]}", f"rc{match[1]}", f"rc {match[1]}")
    return tuple(name for name in names if fold(name) != fold(phrase))


@cache
def _table() -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = defaultdict(dict)
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in list(csv.reader(lines, delimiter="\t"))[1:]:
            name, other = map(spell_one_way, row[:2])
            for term, synonym in ((name, other), (other, name)):
                for spelling in (term, fold(term)):
                    names[spelling][synonym] = None
    return {name: tuple(synonyms) for name, synonyms in names.items()}


def _roman_value(roman: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in roman]
    return sum(
        -value if following > value else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def year_spans(text: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield the start, the end and the first and last solar year of each named year or range."""
    folded_text = fold(text)
    if len(folded_text) != len(text):
        return  # positions would differ
    for match in _OF_ERA.finditer(folded_text):
        try:
            years = in_era(text[match.start() : match.end()])
        except NotADateError:
            continue
        if years is not None:
            yield *match.span(), (years.first, years.last)
    for match in _RANGE.finditer(folded_text):
        first, last = (int(year) for year in match.groups() if year)
        if first <= last:
            yield *match.span(), (first, last)
