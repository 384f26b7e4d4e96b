"""Places named in queries: their units, and the units before and after them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from library.places.in_texts.called_units import is_no_unit
from library.places.in_texts.mentions import Mention
from library.places.kin import kin_of, time_labels, units_called
from library.places.place_history import PlaceHistory
from library.places.provinces import is_province
from library.places.units import LEVELS, Unit
from library.vietnamese.letters import fold
from search_index.analysis import Token, normalise, tokens
from search_index.clauses import Clause, Layer, OneOf, Some
from search_index.query.interpretation import Concept, QueryPlace
from search_index.query.parser import And, InField, Not, Or, QueryNode, words_of
from search_index.query.query_syntax import Field

_NAME_LENGTHS = (4, 3, 2)
_KIND_LENGTHS = (2, 1, 0)
_WELL_KNOWN_ELSEWHERE = frozenset(
    {"hoa binh", "tan thanh", "thai binh", "thong nhat", "quan son", "on chau"}
)
"""Names that usually mean something else: they count only after xã, phường, thị trấn …"""

_OF = frozenset({"thuộc", "của", "ở", "thuoc", "cua", "o"})
"""Words between a unit and the one above it."""

_LINKS = _OF | {"tại", "và", "tai", "va", "từ", "tu", "về", "ve", "trong", "các", "cac"}
"""Words after which a name is no part of the thing before them: chợ ở Kỳ Lừa."""

_THINGS = frozenset(
    {"chợ", "chùa", "đền", "đình", "động", "hang", "sông", "suối", "núi", "đèo", "ải", "trường"}
)
"""Things with names of two words or more: chợ đêm Kỳ Lừa, trường tiểu học Chi Lăng."""

_BARE_THINGS = frozenset(map(fold, _THINGS))


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a query that name a place with its kind, from `start` up to but not with `end`."""

    start: int
    end: int
    name_start: int
    place: QueryPlace


class QueryPlaces:
    """Finds the places in queries with one state of the units."""

    def __init__(self, history: PlaceHistory, *, with_kin: bool = True) -> None:
        self._history, self._with_kin = history, with_kin

    def find(self, name: str) -> QueryPlace | None:
        """Return the place of a name, a query name or an identifier; None if there is none."""
        place = self._place(name, units_called(self._history, name))
        return place and replace(place, is_name=bool(self._history.find(name)))

    def filter_clause(self, value: str) -> Clause:
        """Return the clause for a value of the facet; older addresses have a name there."""
        units = units_called(self._history, value)
        former = tuple(u.id for u in units if not u.exists_today and u.level == LEVELS["xã"])
        facet_units = tuple(unit.id for unit in units if unit.id not in former)
        about = OneOf(Layer.PLACE, facet_units or (value,))
        return Some((about, OneOf(Layer.UNIT, former))) if former else about

    def in_words(self, words: tuple[Token, ...]) -> tuple[Span, ...]:
        """Return the places that plain words name; a bare name may also be a person or a word.

        A district typed beside a commune leaves only the communes within it.
        """
        spans = list(self._spans(words)) if self._with_kin else []
        for at in range(len(spans) - 1):
            gap = words[spans[at].end : spans[at + 1].start]
            if not gap or (len(gap) == 1 and gap[0].exact in _OF):
                spans[at : at + 2] = self._within(words, spans[at], spans[at + 1])
        return tuple(span for span in spans if span.place.units)

    def with_places(self, node: QueryNode) -> QueryNode:
        """Return a query whose fields of places have their units."""
        match node:
            case InField(Field.PLACE, inner):
                return replace(node, place=self.find(words_of(inner)))
            case Not(inner):
                return Not(self.with_places(inner))
            case And(parts) | Or(parts):
                return type(node)(tuple(map(self.with_places, parts)))
            case _:
                return node

    def _spans(self, words: tuple[Token, ...]) -> Iterator[Span]:
        start = 0
        while start < len(words):
            if span := self._span_at(words, start):
                yield span
            start = span.end if span else start + 1

    def _span_at(self, words: tuple[Token, ...], start: int) -> Span | None:
        for kind_length in _KIND_LENGTHS:
            kind = " ".join(word.folded for word in words[start : start + kind_length])
            if kind_length and kind not in _FOLDED_KINDS:
                continue
            first = start + kind_length
            for length in _NAME_LENGTHS:
                name = words[first : first + length]
                if len(name) == length and (units := self._units(kind, name, words[:first])):
                    text = " ".join(word.exact for word in name)
                    return Span(start, first + length, first, self._place(text, units))
        return None

    def _within(self, words: tuple[Token, ...], first: Span, second: Span) -> tuple[Span, Span]:
        """Return two neighbours, of which one may be above the other and leave only its units.

        A page that names one of these needs not name the upper unit; of a commune that the district
        never had no units are left.
        """
        texts = {each: _text(words[each.start : each.end]) for each in (first, second)}
        for lower, upper in ((first, second), (second, first)):
            units = self._history.find(texts[lower], parent=texts[upper])
            levels = [self._history.units[each.place.units[0]].level for each in (lower, upper)]
            has_kinds = all(each.start < each.name_start for each in (lower, upper))
            if units or (has_kinds and levels == [LEVELS["xã"], LEVELS["huyện"]]):
                place = self._place(lower.place.name, units) or QueryPlace(lower.place.name, ())
                above = QueryPlace(upper.place.name, (*upper.place.units, *place.units))
                places = {lower: place, upper: above}
                return tuple(replace(each, place=places[each]) for each in (first, second))
        return first, second

    def _units(
        self, kind: str, name: tuple[Token, ...], words_before: tuple[Token, ...]
    ) -> tuple[Unit, ...]:
        text = _text(name)
        units = self._history.find(f"{kind} {text}".strip())
        if not kind:
            folded_name = " ".join(word.folded for word in name)
            word_before = words_before[-1].exact if words_before else ""
            mention = Mention(0, 0, text, word_before=word_before)
            if (
                is_no_unit(mention, units, is_listed=False)
                or _is_of_thing(words_before, name)
                or is_province(text)
                or folded_name in _WELL_KNOWN_ELSEWHERE
            ):
                return ()
        return tuple(unit for unit in units if unit.level > LEVELS["tỉnh"])

    def _place(self, name: str, units: tuple[Unit, ...]) -> QueryPlace | None:
        if not units:
            return None
        own = tuple(unit.id for unit in units)
        kin = kin_of(self._history, own) if self._with_kin else ()
        names = dict.fromkeys(
            era.name for unit in (*own, *kin) for era in self._history.units[unit].eras
        )
        districts = (u for u in (*own, *kin) if self._history.units[u].level == LEVELS["huyện"])
        also = time_labels(self._history, kin)
        return QueryPlace(name, own, kin, tuple(districts), tuple(names), also=also)


def with_units(
    units: tuple[Concept, ...], spans: tuple[Span, ...], words: tuple[Token, ...]
) -> tuple[Concept, ...]:
    """Return the units of a query, those of a place joined, so that its units may stand for them.

    A place whose words belong to a longer unit stays as it is.
    """
    units_joined = list(units)
    for span in spans:
        inside = words[span.start : span.end]
        name = words[span.name_start : span.end]
        parts = tuple(unit for unit in units_joined if set(unit.words) <= set(inside))
        if not set(name) <= {word for part in parts for word in part.words}:
            continue
        names = (name, *other_names(span.place))
        place = Concept(inside, names, place=span.place, parts=parts)
        at = units_joined.index(parts[0])
        units_joined = [unit for unit in units_joined if unit not in parts]
        units_joined.insert(at, place)
    return tuple(units_joined)


def other_names(place: QueryPlace) -> tuple[tuple[Token, ...], ...]:
    """Return the names of a place but the one typed, as words."""
    words_typed = [word.folded for word in tokens(normalise(place.name))]
    names = (tokens(normalise(name).lower()) for name in place.names)
    return tuple(name for name in names if [word.folded for word in name] != words_typed)


def _is_of_thing(words_before: tuple[Token, ...], name: tuple[Token, ...]) -> bool:
    """Return True if a bare name is a part of the name of a thing: Kỳ Lừa of chợ đêm Kỳ Lừa."""
    near = tuple(takewhile(lambda word: word.exact not in _LINKS, reversed(words_before[-3:])))
    is_marked = any(word.mark for word in (*near, *name))
    return any(word.exact in _THINGS if is_marked else word.folded in _BARE_THINGS for word in near)


def _text(words: tuple[Token, ...]) -> str:
    return " ".join(word.exact for word in words)


_FOLDED_KINDS = frozenset(
    " ".join(word.folded for word in tokens(kind))
    for kind in (*LEVELS, "tt", "tp", "tx")
    if kind != "tỉnh"
)
