"""The language every engine understands: what must be on a page, and what would be good."""

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """One way in which a page can be looked up; each is a field of every engine's index."""

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
    YEAR = "year"


IN_ORDER = Layer.FOLDED
"""The layer that knows the places of its words."""

COUNTED = frozenset({Layer.FOLDED, Layer.TITLE, Layer.TITLE_EXACT, Layer.AUTHOR, Layer.SIGNS})
"""Layers that know how often a term is there; in the others it is there or not."""

FACETS = (
    Layer.COLLECTION,
    Layer.KIND,
    Layer.DECADE,
    Layer.PLACE,
    Layer.LANGUAGE,
    Layer.ACCESS,
)
"""Layers by which an answer is broken down."""

WHOLE = frozenset({*FACETS, Layer.ITEM})
"""Layers that hold names as they are, not words; several are parted by NEXT_NAME."""

NEXT_NAME = "\n"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every page."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No page."""


@dataclass(frozen=True, slots=True)
class Term:
    """Pages that have this term in a layer."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Pages that have any of these names; all count alike."""

    layer: Layer
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Starting:
    """Pages that have any term with this beginning; together they count as one term."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Pages with these folded syllables one after the other, at most `apart` moved."""

    texts: tuple[str, ...]
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Pages with a term like this: * stands for any letters, ? for one."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """Pages with a term that is at most one letter away; the first letter is trusted."""

    layer: Layer
    text: str


@dataclass(frozen=True, slots=True)
class Years:
    """Pages of items of these years, both included; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class All:
    """Pages for which every clause holds."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Pages for which at least `least` of the clauses hold; more is better."""

    clauses: tuple["Clause", ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Best:
    """Pages for which any clause holds; only the best one counts."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Pages for which one clause holds and another does not."""

    clause: "Clause"
    unwanted: "Clause"


@dataclass(frozen=True, slots=True)
class Preferring:
    """Pages for which `needed` holds; those with more of `helpful` come first."""

    needed: "Clause"
    helpful: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A clause that counts `factor` times; 0 decides without counting."""

    clause: "Clause"
    factor: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Pages for which a clause holds; all count the same, so much."""

    clause: "Clause"
    worth: float


Clause = (
    Everything
    | Nothing
    | Term
    | OneOf
    | Starting
    | Row
    | Pattern
    | Near
    | Years
    | All
    | Some
    | Best
    | Without
    | Preferring
    | Weighted
    | Alike
)


def deciding(clause: Clause) -> Clause:
    """Return the clause without what only helps to rank: it holds for the same pages."""
    match clause:
        case Preferring(needed, _):
            return deciding(needed)
        case All(parts):
            return All(tuple(map(deciding, parts)))
        case Weighted(inner, _):
            return deciding(inner)
        case _:
            return clause
