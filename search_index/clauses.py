"""Query clauses that every engine understands, for filtering and for ranking."""

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """Field of the index of every engine."""

    EXACT = "exact"
    FOLDED = "folded"
    PAIRS = "pairs"
    SIGNS = "signs"
    TITLE = "title"
    TITLE_EXACT = "title_exact"
    TITLE_PAIRS = "title_pairs"
    AUTHOR = "author"
    NUMBER = "number"
    COLLECTION = "collection"
    KIND = "kind"
    LANGUAGE = "language"
    ACCESS = "access"
    ITEM = "item"
    DECADE = "decade"
    PLACE = "place"
    """Communes of today and districts of the time that the page is about."""
    UNIT = "unit"
    """Units that the page names, also those that are gone."""
    YEAR = "year"
    HIDDEN_FROM = "hidden_from"
    """Audiences that must not find the page."""


LAYER_WITH_POSITIONS = Layer.FOLDED
"""Layer that stores term positions."""

LAYERS_WITH_FREQUENCIES = frozenset(
    {Layer.FOLDED, Layer.TITLE, Layer.TITLE_EXACT, Layer.AUTHOR, Layer.SIGNS}
)
"""Layers that store term frequencies; the others store only whether a term occurs."""

LAYERS_OF_RARITY = frozenset(
    {Layer.PAIRS, Layer.TITLE_PAIRS, Layer.SIGNS, Layer.AUTHOR, Layer.NUMBER}
)
"""Layers whose terms score by their rarity alone, whatever the length of the text.

Many pages have no such terms, and engines compute the mean length differently then.
"""

FACETS = (
    Layer.COLLECTION,
    Layer.KIND,
    Layer.DECADE,
    Layer.PLACE,
    Layer.LANGUAGE,
    Layer.ACCESS,
)
"""Layers used as facets."""

VERBATIM_LAYERS = frozenset({*FACETS, Layer.UNIT, Layer.ITEM, Layer.HIDDEN_FROM})
"""Layers that hold whole names instead of words; several names are joined by NAME_SEPARATOR."""

NAME_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every page matches."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No page matches."""


@dataclass(frozen=True, slots=True)
class Term:
    """Pages with a term in a layer."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Pages with any of these names; all score the same."""

    layer: Layer
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Pages with any term that starts with `text`; together they score as one term."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Pages with these folded syllables side by side.

    With `slop`, they are two, of which one may be moved by so many positions.
    """

    texts: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Pages with a term that matches a pattern: * for any letters, ? for one letter."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Pages with a term at most one letter away."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class Years:
    """Pages of items from these years, both included; None means open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class All:
    """Pages that match every clause."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Pages that match at least `least` of the clauses; more matches score higher."""

    clauses: tuple["Clause", ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """Pages that match any clause; only the best match is scored."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Pages that match one clause and not the other."""

    clause: "Clause"
    unwanted: "Clause"


@dataclass(frozen=True, slots=True)
class Preferring:
    """Pages that match `needed`; pages that match more of `helpful` rank higher."""

    needed: "Clause"
    helpful: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """Clause with its score multiplied by `factor`; factor 0 filters without scoring."""

    clause: "Clause"
    factor: float


@dataclass(frozen=True, slots=True)
class ConstantScore:
    """Pages that match a clause, all with the same score."""

    clause: "Clause"
    score: float


Clause = (
    Everything
    | Nothing
    | Term
    | OneOf
    | Prefix
    | Phrase
    | Pattern
    | Fuzzy
    | Years
    | All
    | Some
    | Best
    | Without
    | Preferring
    | Weighted
    | ConstantScore
)


def filtering_clause(clause: Clause) -> Clause:
    """Return the clause without its ranking parts; it matches the same pages."""
    match clause:
        case Preferring(needed, _):
            return filtering_clause(needed)
        case All(parts):
            return All(tuple(map(filtering_clause, parts)))
        case Weighted(inner, _):
            return filtering_clause(inner)
        case Without(inner, unwanted):
            return Without(filtering_clause(inner), unwanted)
        case _:
            return clause
