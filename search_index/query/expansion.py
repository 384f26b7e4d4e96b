"""Interpretation of a query without operators: its concepts and their other names."""

import re
from dataclasses import dataclass

from library.vietnamese.legacy_encodings import from_tcvn3, from_vni
from library.vietnamese.syllables import is_syllable
from search_index.analysis import Token, normalise, tokens
from search_index.dates_and_numbers import codes_in, date_spans
from search_index.query.han import characters_of, other_characters, readings
from search_index.query.interpretation import Concept, Interpretation
from search_index.query.local_names import local_names, names_with_kind
from search_index.query.query_places import QueryPlaces, Span, with_units
from search_index.query.query_places import other_names as other_names_of
from search_index.query.synonyms import other_names, other_number
from search_index.query.word_units import rare_pairs, units_of, whole_unit
from search_index.query.years_in_query import year_spans
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
    if not unmarked and not _is_spelt(pair, spelling):
        return ()
    with_kind, characters = names_with_kind().get(name), characters_of(name)
    spellings = (name if unmarked else None, with_kind, characters)
    return tuple(tokens(other.lower()) for other in spellings if other)


def _is_spelt(words: tuple[Token, ...], spelling: tuple[Token, ...]) -> bool:
    return [token.exact for token in words] == [token.exact for token in spelling]


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
