"""Interpretation of a query: its concepts, its units and their other names."""

from dataclasses import dataclass
from typing import NamedTuple

from search_index.analysis import Token


@dataclass(frozen=True, slots=True)
class QueryPlace:
    """Place named in a query: its units, and those before and after them on the same land."""

    name: str
    units: tuple[str, ...]
    kin: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    """The districts among all these units."""
    names: tuple[str, ...] = ()
    """Names of all these units."""
    is_name: bool = True
    """False if the words mean one unit alone, which an open name on a page may not mean."""
    also: tuple[str, ...] = ()
    """Units before and after, each with its time."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Words that name one thing, and alternative ways to name it."""

    words: tuple[Token, ...]
    synonyms: tuple[tuple[Token, ...], ...] = ()
    """Other names of the same thing: an abbreviation, the name in Hán characters."""
    related: tuple[tuple[Token, ...], ...] = ()
    """Names that only help to find more: of corrected words, of units before and after a place."""
    date_or_code: str | None = None
    """Normalised date or document number that the words express."""
    years: tuple[int, int] | None = None
    """First and last year that the words name: of an era, or a range."""
    place: "QueryPlace | None" = None
    """Place that the words name; `parts` are their units."""
    parts: tuple["Concept", ...] = ()
    is_unmarked_name: bool = False
    """True for a name that is known to have no marks, so that other spellings do not count."""

    @property
    def has_marks(self) -> bool:
        """Return True if the words count only with the marks they have."""
        return self.is_unmarked_name or any(word.mark for word in self.words)

    @property
    def alternatives(self) -> tuple[tuple[Token, ...], ...]:
        """All other names."""
        return self.synonyms + self.related


class Phrases(NamedTuple):
    """Phrases searched for, to be marked where they occur."""

    units: tuple[Concept, ...]
    """Names, compounds and single words that must be on a page."""
    wordings: tuple[tuple[Token, ...], ...]
    """The whole query as typed and corrected, then all other names; for pages without a unit."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Interpreted query: concepts as typed, corrected words and alternative names."""

    concepts: tuple[Concept, ...]
    text: str = ""
    """Text of the words; their positions are positions in it."""
    units: tuple[Concept, ...] = ()
    """Names, compounds and single words of the query, without the words that only ask."""
    apart: tuple[Concept, ...] = ()
    """The units of a query that is one unit as a whole, if it stands nowhere as it was typed."""
    is_passage: bool = False
    """True for a pasted passage, whose units are its rarest pairs; half of them are enough."""
    corrected: tuple[Token, ...] = ()
    """All words after spelling correction; empty when nothing was corrected."""
    corrected_query: str | None = None
    """Query after spelling correction, as it would be typed."""
    also: tuple[str, ...] = ()
    """Units before and after the places in the query, which were searched as well."""
    codes: tuple[str, ...] = ()
    """Normalised document numbers that were typed in full."""

    @property
    def typed(self) -> tuple[Token, ...]:
        """All typed words in order."""
        return tuple(token for concept in self.concepts for token in concept.words)

    @property
    def alternatives(self) -> tuple[tuple[Token, ...], ...]:
        """Phrases that name the same things as the typed words."""
        return tuple(other for concept in self.concepts for other in concept.alternatives)

    def text_of(self, unit: Concept) -> str:
        """Return a unit as it was typed."""
        return self.text[unit.words[0].start : unit.words[-1].end]

    @property
    def phrases(self) -> Phrases:
        """All phrases that count as a match."""
        wordings = (row for row in (self.typed, self.corrected, *self.alternatives) if row)
        return Phrases(self.units, tuple(wordings))
