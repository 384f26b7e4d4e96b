"""Parser of the query language. Any input is a valid query: nothing raises."""

import re
from dataclasses import dataclass

from whoosh import query as tree
from whoosh.qparser import QueryParser, QueryParserError

from library.vietnamese.letters import compose
from search_index.analysis import tokens
from search_index.query.interpretation import QueryPlace
from search_index.query.query_syntax import Field, whoosh_syntax

_MAX_QUERY_LETTERS = 1000
"""Number of letters that are parsed for operators; longer text is pasted, so it has none."""

_MAX_PASTED_LETTERS = 20_000
"""Number of letters of pasted text that are searched: several pages."""

_NOT_LETTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LAST_YEAR = 9999
_QUERY_SYNTAX = re.compile(
    r"\"|(?<!\S)(AND|OR|NOT|ANDNOT)(?!\S)|\w\*|\w\?\w|\b(title|author|number|year|place|kind):"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words without operators: the usual case."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that must occur in this order, with at most `slop` positions moved."""

    text: str
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Word with * for any letters or ? for one letter."""

    text: str


@dataclass(frozen=True, slots=True)
class NoWords:
    """Signs alone, such as ???? or *: they ask nothing and match nothing."""


@dataclass(frozen=True, slots=True)
class YearRange:
    """Years from first to last, both included; None means open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class InField:
    """Query that must match in one field of the description."""

    field: Field
    part: "QueryNode"
    place: QueryPlace | None = None
    """Place of the words in the field of places."""


@dataclass(frozen=True, slots=True)
class And:
    """Every part must match."""

    parts: tuple["QueryNode", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part must match."""

    parts: tuple["QueryNode", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: "QueryNode"


QueryNode = Words | NoWords | Quoted | Wildcard | YearRange | InField | And | Or | Not


def parse(query_text: str) -> QueryNode:
    """Parse a query; `Words("")`, from nothing at all, matches everything."""
    text = compose(query_text.encode(errors="ignore").decode())[:_MAX_PASTED_LETTERS]
    clean = _NOT_LETTERS.sub(" ", text)
    if not tokens(clean):
        return NoWords() if clean.strip() else Words("")
    if len(clean) > _MAX_QUERY_LETTERS:
        return Words(clean.strip())
    whoosh_query = whoosh_syntax(clean)
    if not _QUERY_SYNTAX.search(whoosh_query):
        return Words(clean.strip())
    try:
        query = _convert(QueryParser("text", schema=None).parse(whoosh_query))
    except (QueryParserError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        query = None  # Whoosh raises many error types; the words are still searched
    return query or Words(" ".join(token.exact for token in tokens(clean)))


def without_operators(query_text: str) -> str:
    """Return the words of a query, none of which is read as an operator."""
    return " ".join(token.exact for token in tokens(compose(query_text)[:_MAX_QUERY_LETTERS]))


def asks_nothing(query_text: str) -> bool:
    """Return True for signs alone, without any word."""
    return isinstance(parse(query_text), NoWords)


def excludes(part: QueryNode) -> bool:
    """Return True if a query excludes anything."""
    match part:
        case And(parts) | Or(parts):
            return any(map(excludes, parts))
        case _:
            return isinstance(part, Not)


def words_of(part: QueryNode) -> str:
    """Return the words that a query searches for, without its operators."""
    match part:
        case Words(text) | Quoted(text) | Wildcard(text):
            return text
        case InField(_, inner):
            return words_of(inner)
        case And(parts) | Or(parts):
            return " ".join(filter(None, (words_of(inner) for inner in parts)))
        case _:
            return ""


def _convert(node: tree.Query) -> QueryNode | None:
    for kind, convert in _CONVERTERS.items():
        if isinstance(node, kind):
            return convert(node)
    return None


def _in_field(node: tree.Query, part: QueryNode | None) -> QueryNode | None:
    if part is None or node.fieldname == "text":
        return part
    field = Field(node.fieldname)
    if field is not Field.YEAR or isinstance(part, YearRange):
        return part if isinstance(part, YearRange) else InField(field, part)
    year = words_of(part)
    return YearRange(_year(year), _year(year)) if year.isdecimal() else Words(year)


def _term(node: tree.Term) -> QueryNode | None:
    is_indexed_field = node.fieldname == "text" or node.fieldname in set(Field)
    text = node.text if is_indexed_field else f"{node.fieldname} {node.text}"
    part = Words(text) if tokens(text) else None
    return _in_field(node, part) if is_indexed_field else part


def _phrase(node: tree.Phrase) -> QueryNode | None:
    text = " ".join(node.words)
    return _in_field(node, Quoted(text, node.slop - 1)) if tokens(text) else None


def _wildcard(node: tree.Prefix | tree.Wildcard) -> QueryNode | None:
    text = f"{node.text}*" if isinstance(node, tree.Prefix) else node.text
    if "*" not in text and "?" not in text:
        return _in_field(node, Words(text)) if tokens(text) else None
    return _in_field(node, Wildcard(text)) if re.search(r"\w", text) else None


def _year_range(node: tree.TermRange) -> QueryNode | None:
    ends = (node.start, node.end)
    first, last = (_year(end) if end and end.isdecimal() else None for end in ends)
    return YearRange(first, last) if node.fieldname == Field.YEAR and (first or last) else None


def _year(digits: str) -> int:
    return int(digits) if len(digits) <= len(str(_LAST_YEAR)) else _LAST_YEAR


def _group(node: tree.compound.CompoundQuery) -> QueryNode | None:
    parts = [part for part in map(_convert, node) if part is not None]
    if isinstance(node, tree.Or):
        return _group_of(Or, parts)
    return _group_of(And, _join_words(parts))


def _and_not(node: tree.AndNot) -> QueryNode | None:
    base, exclusion = (_convert(side) for side in (node.a, node.b))
    return _group_of(And, [part for part in (base, exclusion and Not(exclusion)) if part])


def _not(node: tree.Not) -> QueryNode | None:
    part = _convert(node.query)
    return None if part is None else Not(part)


def _join_words(parts: list[QueryNode]) -> list[QueryNode]:
    """Join adjacent words into one node, since neighbours affect ranking."""
    nodes: list[QueryNode] = []
    for part in parts:
        last = nodes[-1] if nodes else None
        match last, part:
            case Words(earlier), Words(later):
                nodes[-1] = Words(f"{earlier} {later}")
            case InField(field, Words(earlier)), InField(same, Words(later)) if field is same:
                nodes[-1] = InField(field, Words(f"{earlier} {later}"))
            case _:
                nodes.append(part)
    return nodes


def _group_of(group: type[And] | type[Or], parts: list[QueryNode]) -> QueryNode | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return group(tuple(parts))


_CONVERTERS = {
    tree.Term: _term,
    tree.Phrase: _phrase,
    tree.Prefix: _wildcard,
    tree.Wildcard: _wildcard,
    tree.TermRange: _year_range,
    tree.AndNot: _and_not,
    tree.Not: _not,
    tree.compound.CompoundQuery: _group,
}
