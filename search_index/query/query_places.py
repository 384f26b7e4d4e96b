"""Places named in queries: their units, and the units before and after them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from library.places.in_texts.called_units import is_no_unit
from library.places.in_texts.mentions import Mention
from library.places.kin import kin_of, time_labels, units_called
from library.places.place_history import PlaceHistory
from library.places.provinces import is_province
from library.places.units import LEVELS, Unit
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

    def in_words(self, words: tuple[Token, ...]) -> Iterator[Span]:
        """Yield the places that plain words name; a bare name may also be a person or a word."""
        start = 0
        while start < len(words):
            span = self._span_at(words, start)
            if span is not None and self._with_kin:
                yield span
            start = span.end if span else start + 1

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

    def _units(
        self, kind: str, name: tuple[Token, ...], words_before: tuple[Token, ...]
    ) -> tuple[Unit, ...]:
        text = " ".join(word.exact for word in name)
        units = self._history.find(f"{kind} {text}".strip())
        if not kind:
            word_before = words_before[-1].exact if words_before else ""
            folded_name = " ".join(word.folded for word in name)
            mention = Mention(0, 0, text, word_before=word_before)
            if (
                is_no_unit(mention, units, is_listed=False)
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


_FOLDED_KINDS = frozenset(
    " ".join(word.folded for word in tokens(kind))
    for kind in (*LEVELS, "tt", "tp", "tx")
    if kind != "tỉnh"
)
