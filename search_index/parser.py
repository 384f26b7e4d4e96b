"""Parser of the query language. Any input is a valid query: nothing raises."""

import re
from dataclasses import dataclass
from enum import StrEnum

from whoosh import query as tree
from whoosh.qparser import QueryParser, QueryParserError

from library.places.gazetteer import read_gazetteer
from library.vietnamese.letters import compose, fold, spell_one_way
from search_index.analysis import tokens
from search_index.local_names import local_names

_MAX_QUERY_LETTERS = 1000
"""Number of letters that are parsed; only the beginning of a pasted page is searched."""

_NOT_LETTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_OPERATOR_NAMES = {"VÀ": "AND", "HOẶC": "OR", "KHÔNG": "NOT"}
_OPERATOR = re.compile(rf"(?<!\S)({'|'.join(_OPERATOR_NAMES)})(?!\S)")
_PLAIN_WORD = r'(?!(?:AND|NOT|ANDNOT)\b)[^\s"():*?~^\[\]]+'
_MINUS = re.compile(r"(?<![^\s(])-(?=[^\W\d_]|[\"(])")
_CODE_BEFORE = re.compile(r"\d/\S*\s*$")
_NAME_BEFORE = re.compile(r"(\w+)\W*$")
_AFTER_PLACE = re.compile(rf"(?<=\bplace:){_PLAIN_WORD}(?:\s+{_PLAIN_WORD})+")
_YEAR_RANGE = re.compile(r"\b(year:)\s*(\d{3,4})?\s*\.\.\s*(\d{3,4})?")
_OR = re.compile(r"(?<!\S)OR(?!\S)")
_LAST_WORDS = re.compile(rf"(?<![^\s(])({_PLAIN_WORD}(?:\s+{_PLAIN_WORD})+)\s*$")
_FIRST_WORDS = re.compile(rf"^\s*({_PLAIN_WORD}(?:\s+{_PLAIN_WORD})+)(?=[\s)]|$)")
_MAX_PLACE_WORDS = 6
_QUESTION_MARK_AT_END = re.compile(r"\?+(?=[\s\"'),.;:!]|$)")
_QUERY_SYNTAX = re.compile(
    r"\"|(?<!\S)(AND|OR|NOT|ANDNOT)(?!\S)|\w\*|\w\?\w|\b(title|author|number|year|place|kind):"
)


class Field(StrEnum):
    """Field of the description that can be searched by name."""

    TITLE = "title"
    AUTHOR = "author"
    NUMBER = "number"
    YEAR = "year"
    PLACE = "place"
    KIND = "kind"


_FIELD_NAMES = {
    "nhan đề": Field.TITLE,
    "tiêu đề": Field.TITLE,
    "tác giả": Field.AUTHOR,
    "cơ quan": Field.AUTHOR,
    "số hiệu": Field.NUMBER,
    "số": Field.NUMBER,
    "năm": Field.YEAR,
    "nơi": Field.PLACE,
    "loại": Field.KIND,
}
_FIELD = re.compile(
    rf"(?<!\w)({'|'.join(_FIELD_NAMES)}|{'|'.join(fold(name) for name in _FIELD_NAMES)}):\s*",
    re.IGNORECASE,
)
_BY_FOLDED_NAME = {fold(name): field for name, field in _FIELD_NAMES.items()}


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
class YearRange:
    """Years from first to last, both included; None means open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class InField:
    """Query that must match in one field of the description."""

    field: Field
    part: "QueryNode"


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


QueryNode = Words | Quoted | Wildcard | YearRange | InField | And | Or | Not


def parse(typed: str) -> QueryNode:
    """Parse a query; `Words("")` matches everything."""
    clean = _NOT_LETTERS.sub(
        " ", compose(typed.encode(errors="ignore").decode())[:_MAX_QUERY_LETTERS]
    )
    rewritten = _rewrite_operators(clean)
    if not _QUERY_SYNTAX.search(rewritten):
        return Words(clean.strip() if tokens(clean) else "")
    try:
        query = _convert(QueryParser("text", schema=None).parse(rewritten))
    except (QueryParserError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        query = None  # Whoosh raises many error types; the words are still searched
    return query or Words(" ".join(token.exact for token in tokens(clean)))


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


def _rewrite_operators(clean: str) -> str:
    rewritten = _MINUS.sub(lambda match: "NOT " if _excludes(clean, match.start()) else "-", clean)
    rewritten = _FIELD.sub(lambda match: f"{_BY_FOLDED_NAME[fold(match[1])]}:", rewritten)
    rewritten = _AFTER_PLACE.sub(lambda match: _bracket_place(match[0]), rewritten)
    rewritten = _OPERATOR.sub(lambda match: _OPERATOR_NAMES[match[0]], rewritten)
    rewritten = _YEAR_RANGE.sub(
        lambda match: f"{match[1]}[{match[2] or ''} TO {match[3] or ''}]", rewritten
    )
    return _bracket_alternatives(_QUESTION_MARK_AT_END.sub("", rewritten))


def _excludes(clean: str, minus: int) -> bool:
    """Return True if a minus excludes the next word: not in Hữu Nghị -Chi Lăng, 149/KH -UBND."""
    preceding, following = clean[:minus], clean[minus + 1 : minus + 2]
    name = _NAME_BEFORE.search(preceding)
    joins_names = following.isupper() and (name is None or name[1][0].isupper())
    return not joins_names and not _CODE_BEFORE.search(preceding)


def _bracket_place(words: str) -> str:
    """Bracket the words of a place name, of which the parser would take only the first."""
    names = words.split()
    longest = min(len(names), _MAX_PLACE_WORDS)
    place_lengths = (
        length for length in range(longest, 1, -1) if _is_place(" ".join(names[:length]))
    )
    capitals = next((at for at, word in enumerate(names) if not word[0].isupper()), longest)
    length = next(place_lengths, capitals)
    return " ".join((f"({' '.join(names[:length])})", *names[length:])) if length > 1 else words


def _is_place(name: str) -> bool:
    return fold(spell_one_way(name)) in local_names() or read_gazetteer().find(name) is not None


def _bracket_alternatives(rewritten: str) -> str:
    """Bracket the words on both sides of OR, of which the parser would take only the nearest."""
    *sides, last = _OR.split(rewritten)
    sides = [_LAST_WORDS.sub(r" (\1) ", side) for side in sides]
    first, *remaining = (*sides, last)
    return "OR".join((first, *(_FIRST_WORDS.sub(r" (\1) ", side) for side in remaining)))


def _convert(node: tree.Query) -> QueryNode | None:
    for kind, read in _CONVERTERS.items():
        if isinstance(node, kind):
            return read(node)
    return None


def _in_field(node: tree.Query, part: QueryNode | None) -> QueryNode | None:
    if part is None or node.fieldname == "text":
        return part
    field = Field(node.fieldname)
    if field is not Field.YEAR or isinstance(part, YearRange):
        return part if isinstance(part, YearRange) else InField(field, part)
    year = words_of(part)
    return YearRange(int(year), int(year)) if year.isdecimal() else Words(year)


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
    first, last = (int(end) if end and end.isdecimal() else None for end in ends)
    return YearRange(first, last) if node.fieldname == Field.YEAR and (first or last) else None


def _group(node: tree.compound.CompoundQuery) -> QueryNode | None:
    parts = [part for part in map(_convert, node) if part is not None]
    if isinstance(node, tree.Or):
        return _group_of(Or, parts)
    return _group_of(And, _join_words(parts))


def _and_not(node: tree.AndNot) -> QueryNode | None:
    wanted, unwanted = (_convert(side) for side in (node.a, node.b))
    return _group_of(And, [part for part in (wanted, unwanted and Not(unwanted)) if part])


def _not(node: tree.Not) -> QueryNode | None:
    part = _convert(node.query)
    return None if part is None else Not(part)


def _join_words(parts: list[QueryNode]) -> list[QueryNode]:
    """Join adjacent words into one node, since neighbours affect ranking."""
    joined: list[QueryNode] = []
    for part in parts:
        last = joined[-1] if joined else None
        match last, part:
            case Words(earlier), Words(later):
                joined[-1] = Words(f"{earlier} {later}")
            case InField(field, Words(earlier)), InField(same, Words(later)) if field is same:
                joined[-1] = InField(field, Words(f"{earlier} {later}"))
            case _:
                joined.append(part)
    return joined


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
