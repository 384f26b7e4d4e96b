"""Turns what a person typed into a question. Whatever is typed is a question: nothing raises."""

import re
from dataclasses import dataclass
from enum import StrEnum

from whoosh import query as tree
from whoosh.qparser import QueryParser, QueryParserError

from library.places.gazetteer import read_gazetteer
from library.vietnamese.letters import compose, fold, spell_one_way
from search_index.analysis import tokens
from search_index.local_names import local_names

_LONGEST = 1000
"""Letters that are read; a pasted page is asked by its beginning."""

_NOT_LETTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_WORDS_FOR = {"VÀ": "AND", "HOẶC": "OR", "KHÔNG": "NOT"}
_OPERATOR = re.compile(rf"(?<!\S)({'|'.join(_WORDS_FOR)})(?!\S)")
_PLAIN = r'(?!(?:AND|NOT|ANDNOT)\b)[^\s"():*?~^\[\]]+'
_MINUS = re.compile(r"(?<![^\s(])-(?=[^\W\d_]|[\"(])")
_CODE_BEFORE = re.compile(r"\d/\S*\s*$")
_NAME_BEFORE = re.compile(r"(\w+)\W*$")
_AFTER_PLACE = re.compile(rf"(?<=\bplace:){_PLAIN}(?:\s+{_PLAIN})+")
_SPAN = re.compile(r"\b(year:)\s*(\d{3,4})?\s*\.\.\s*(\d{3,4})?")
_OR = re.compile(r"(?<!\S)OR(?!\S)")
_LAST_WORDS = re.compile(rf"(?<![^\s(])({_PLAIN}(?:\s+{_PLAIN})+)\s*$")
_FIRST_WORDS = re.compile(rf"^\s*({_PLAIN}(?:\s+{_PLAIN})+)(?=[\s)]|$)")
_LONGEST_PLACE = 6
_QUESTION_MARK_AT_END = re.compile(r"\?+(?=[\s\"'),.;:!]|$)")
_SIGNS_OF_CARE = re.compile(
    r"\"|(?<!\S)(AND|OR|NOT|ANDNOT)(?!\S)|\w\*|\w\?\w|\b(title|author|number|year|place|kind):"
)


class Field(StrEnum):
    """A part of the description that can be asked for by name."""

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
    """Words without operators: the case of nearly everyone."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that must stand in this order, at most `apart` places moved."""

    text: str
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Wild:
    """A word with * for any letters or ? for one."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Years from first to last; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class InField:
    """A part that must be found in one field of the description."""

    field: Field
    part: "Part"


@dataclass(frozen=True, slots=True)
class Both:
    """Every part must be found."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any part must be found."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Unless:
    """The part must not be found."""

    part: "Part"


Part = Words | Quoted | Wild | Span | InField | Both | Either | Unless


def parse(typed: str) -> Part:
    """Return the question that was typed; `Words("")` asks for everything."""
    clean = _NOT_LETTERS.sub(" ", compose(typed.encode(errors="ignore").decode())[:_LONGEST])
    told = _in_parser_words(clean)
    if not _SIGNS_OF_CARE.search(told):
        return Words(clean.strip() if tokens(clean) else "")
    try:
        part = _part(QueryParser("text", schema=None).parse(told))
    except (QueryParserError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        part = None  # the parser gives up in many ways; the words themselves are still a question
    return part or Words(" ".join(token.exact for token in tokens(clean)))


def words_of(part: Part) -> str:
    """Return the words a question hopes to find, without its operators."""
    match part:
        case Words(text) | Quoted(text) | Wild(text):
            return text
        case InField(_, inner):
            return words_of(inner)
        case Both(parts) | Either(parts):
            return " ".join(filter(None, (words_of(inner) for inner in parts)))
        case _:
            return ""


def _in_parser_words(clean: str) -> str:
    told = _MINUS.sub(lambda found: "NOT " if _excludes(clean, found.start()) else "-", clean)
    told = _FIELD.sub(lambda found: f"{_BY_FOLDED_NAME[fold(found[1])]}:", told)
    told = _AFTER_PLACE.sub(lambda found: _place_in_brackets(found[0]), told)
    told = _OPERATOR.sub(lambda found: _WORDS_FOR[found[0]], told)
    told = _SPAN.sub(lambda found: f"{found[1]}[{found[2] or ''} TO {found[3] or ''}]", told)
    return _alternatives_in_brackets(_QUESTION_MARK_AT_END.sub("", told))


def _excludes(clean: str, minus: int) -> bool:
    """Say whether a minus before a word excludes it: not in Hữu Nghị -Chi Lăng, 149/KH -UBND."""
    before, after = clean[:minus], clean[minus + 1 : minus + 2]
    name = _NAME_BEFORE.search(before)
    joins_names = after.isupper() and (name is None or name[1][0].isupper())
    return not joins_names and not _CODE_BEFORE.search(before)


def _place_in_brackets(words: str) -> str:
    """Bracket the words that name a place, of which the parser would take only the first."""
    said = words.split()
    longest = min(len(said), _LONGEST_PLACE)
    known = (length for length in range(longest, 1, -1) if _is_place(" ".join(said[:length])))
    capitals = next((at for at, word in enumerate(said) if not word[0].isupper()), longest)
    length = next(known, capitals)
    return " ".join((f"({' '.join(said[:length])})", *said[length:])) if length > 1 else words


def _is_place(name: str) -> bool:
    return fold(spell_one_way(name)) in local_names() or read_gazetteer().named(name) is not None


def _alternatives_in_brackets(told: str) -> str:
    """Bracket the words on either side of OR, of which the parser would take only the nearest."""
    *sides, last = _OR.split(told)
    sides = [_LAST_WORDS.sub(r" (\1) ", side) for side in sides]
    first, *others = (*sides, last)
    return "OR".join((first, *(_FIRST_WORDS.sub(r" (\1) ", side) for side in others)))


def _part(node: tree.Query) -> Part | None:
    for kind, read in _READERS.items():
        if isinstance(node, kind):
            return read(node)
    return None


def _in_field(node: tree.Query, part: Part | None) -> Part | None:
    if part is None or node.fieldname == "text":
        return part
    field = Field(node.fieldname)
    if field is not Field.YEAR or isinstance(part, Span):
        return part if isinstance(part, Span) else InField(field, part)
    year = words_of(part)
    return Span(int(year), int(year)) if year.isdecimal() else Words(year)


def _term(node: tree.Term) -> Part | None:
    known = node.fieldname == "text" or node.fieldname in set(Field)
    text = node.text if known else f"{node.fieldname} {node.text}"
    part = Words(text) if tokens(text) else None
    return _in_field(node, part) if known else part


def _phrase(node: tree.Phrase) -> Part | None:
    text = " ".join(node.words)
    return _in_field(node, Quoted(text, node.slop - 1)) if tokens(text) else None


def _wild(node: tree.Prefix | tree.Wildcard) -> Part | None:
    text = f"{node.text}*" if isinstance(node, tree.Prefix) else node.text
    if "*" not in text and "?" not in text:
        return _in_field(node, Words(text)) if tokens(text) else None
    return _in_field(node, Wild(text)) if re.search(r"\w", text) else None


def _span(node: tree.TermRange) -> Part | None:
    ends = (node.start, node.end)
    first, last = (int(end) if end and end.isdecimal() else None for end in ends)
    return Span(first, last) if node.fieldname == Field.YEAR and (first or last) else None


def _group(node: tree.compound.CompoundQuery) -> Part | None:
    parts = [part for part in map(_part, node) if part is not None]
    if isinstance(node, tree.Or):
        return _one(Either, parts)
    return _one(Both, _joined(parts))


def _but(node: tree.AndNot) -> Part | None:
    wanted, unwanted = (_part(side) for side in (node.a, node.b))
    return _one(Both, [part for part in (wanted, unwanted and Unless(unwanted)) if part])


def _unless(node: tree.Not) -> Part | None:
    part = _part(node.query)
    return None if part is None else Unless(part)


def _joined(parts: list[Part]) -> list[Part]:
    """Make words that follow each other one, since neighbours rank."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        match last, part:
            case Words(before), Words(after):
                joined[-1] = Words(f"{before} {after}")
            case InField(field, Words(before)), InField(same, Words(after)) if field is same:
                joined[-1] = InField(field, Words(f"{before} {after}"))
            case _:
                joined.append(part)
    return joined


def _one(group: type[Both] | type[Either], parts: list[Part]) -> Part | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return group(tuple(parts))


_READERS = {
    tree.Term: _term,
    tree.Phrase: _phrase,
    tree.Prefix: _wild,
    tree.Wildcard: _wild,
    tree.TermRange: _span,
    tree.AndNot: _but,
    tree.Not: _unless,
    tree.compound.CompoundQuery: _group,
}
