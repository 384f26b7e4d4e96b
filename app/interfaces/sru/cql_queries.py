"""CQL translated into the query language of the site's own search."""

import logging
import re
import threading
from dataclasses import dataclass

from cql import CQLLexer, CQLLexerError, CQLParser12, CQLParserError
from cql.parser import CQLModifierable, CQLSearchClause, CQLSortSpec, CQLTriple

from app.interfaces.sru.diagnostics import SruDiagnosticError
from app.interfaces.sru.indexes import BY_NAME, CONTEXT_SETS, DEFAULT_SET, CqlIndex, Special
from library.vietnamese.letters import compose
from search_index.dates_and_numbers import standard_number
from search_index.documents import Order
from search_index.query.query_syntax import Field

_MAX_QUERY_LETTERS = 2000
_MAX_TYPED_LETTERS = 1000
"""Longest query in which the search of the site reads operators."""

_MAX_CLAUSES = 50
_MAX_SLOP = 20
_PHRASE_RELATIONS = ("=", "==", "exact", "adj", "scr")
_YEAR_RELATIONS = ("=", "==", "exact", "scr", "within", "<", "<=", ">", ">=")
_BOOLEANS = {"and": "AND", "or": "OR", "not": "AND NOT"}
_IGNORED_MODIFIERS = frozenset({"relevant", "ignorecase", "ignoreaccents", "unmasked", "word"})
_IGNORED_MODIFIERS |= frozenset({"string", "number", "isodate", "masked"})
_SIGNS = re.compile(r'["():~\[\]{}\\^|+&!<>]+')
_WORD = re.compile(r"\S+")
_OPERATOR = re.compile(r"(?<!\S)(VÀ|HOẶC|KHÔNG|AND|OR|NOT|ANDNOT|TO)(?!\S)")
_MINUS = re.compile(r"(?<!\S)-+")
_DISTANCE = re.compile(r"[0-9]{1,9}")
_YEAR = re.compile(r"(\d{3,4})(?:-\d\d){0,2}")
_SORTS = {
    ("dc.date", False): Order.OLDEST,
    ("dc.date", True): Order.NEWEST,
    ("dc.title", False): Order.TITLE,
    ("rec.lastmodificationdate", True): Order.ADDED,
}
_local = threading.local()

for _name in ("cql.lexer", "cql.parser"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # syntax errors are answers, not events


@dataclass(frozen=True, slots=True)
class CqlSearch:
    """A search in the site's own language, or the id of one record."""

    typed: str = ""
    item_id: str | None = None
    order: Order = Order.BEST
    other_names: bool = True


def read_cql(query: str) -> CqlSearch:
    """Return a CQL query as a search of the site; raise SruDiagnosticError."""
    if len(query) > _MAX_QUERY_LETTERS:
        raise SruDiagnosticError(38, f"at most {_MAX_QUERY_LETTERS} letters")
    try:
        root = _parser().parse(compose(query), tracking=True).root
        order = _order(root.sortSpecs or [])
        if isinstance(root, CQLSearchClause) and _index(root).field is Special.RECORD:
            return CqlSearch(item_id=_identifier(root.term), order=order)
        text = _translate(root, [])
    except (CQLParserError, CQLLexerError, AttributeError, ValueError) as error:
        raise SruDiagnosticError(10, str(error)[:200]) from error
    except RecursionError as error:
        raise SruDiagnosticError(38) from error
    if len(text) > _MAX_TYPED_LETTERS:
        raise SruDiagnosticError(38, "the query is too long")
    return CqlSearch(text if any(map(str.islower, text)) else text.lower(), order=order)


def _parser() -> CQLParser12:
    """Return the parser of this thread; one shared by threads gives wrong answers."""
    if not hasattr(_local, "parser"):
        lexer = CQLLexer()
        lexer.build()
        _local.parser = CQLParser12()
        _local.parser.build(lexer)
    return _local.parser


def _translate(node: CQLSearchClause | CQLTriple, clauses: list[object]) -> str:
    if isinstance(node, CQLSearchClause):
        clauses.append(node)
        if len(clauses) > _MAX_CLAUSES:
            raise SruDiagnosticError(38, f"at most {_MAX_CLAUSES} clauses")
        return _clause(node)
    operator = str(node.operator.value).lower()
    if operator == "prox":
        return _proximity(node)
    if node.operator.modifiers:
        raise SruDiagnosticError(46, str(node.operator.modifiers[0].name))
    if operator not in _BOOLEANS:
        raise SruDiagnosticError(37, operator)
    first, second = _translate(node.left, clauses), _translate(node.right, clauses)
    if not first or not second:  # all records
        return _with_all_records(operator, first, second)
    return f"({first}) {_BOOLEANS[operator]} ({second})"


def _with_all_records(operator: str, first: str, second: str) -> str:
    """Return a combination in which one side is all records."""
    if operator == "and":
        return first or second
    if operator == "or":
        return ""
    raise SruDiagnosticError(48, "not with cql.allRecords")


def _clause(clause: CQLSearchClause) -> str:
    index = _index(clause)
    relation = _relation(clause)
    if index.field is Special.ALL:
        return ""
    if index.field is Special.RECORD:
        raise SruDiagnosticError(48, "rec.identifier in a combination")
    term = str(clause.term)
    if index.field is Field.YEAR:
        return _years(relation, term)
    if index.field is Special.STANDARD_NUMBER:
        return _standard_numbers(relation, term)
    words = _words(term)
    match relation:
        case "all":
            text = " AND ".join(map(_quoted, words))
        case "any":
            text = " OR ".join(map(_quoted, words))
        case _ if relation in _PHRASE_RELATIONS:
            text = _quoted(" ".join(words))
        case _:
            raise SruDiagnosticError(19, relation)
    return text if index.field is None else f"{index.field}:({text})"


def _index(clause: CQLSearchClause) -> CqlIndex:
    """Return the index of a clause; raise for a set or an index that is unknown."""
    name = str(clause.index.name if clause.index else "cql.serverChoice").lower()
    prefix, dot, _ = name.partition(".")
    if not dot:
        return BY_NAME.get(f"cql.{name}") or _index_named(f"{DEFAULT_SET}.{name}")
    if prefix not in CONTEXT_SETS:
        raise SruDiagnosticError(15, prefix)
    return _index_named(name)


def _index_named(name: str) -> CqlIndex:
    if name not in BY_NAME:
        raise SruDiagnosticError(16, name)
    return BY_NAME[name]


def _relation(clause: CQLSearchClause) -> str:
    if clause.relation is None:
        return "scr"
    _check_modifiers(clause.relation)
    return str(clause.relation.comparitor).lower().removeprefix("cql.")


def _check_modifiers(node: CQLModifierable) -> None:
    for modifier in node.modifiers or ():
        name = str(modifier.name).lower().removeprefix("cql.")
        if name not in _IGNORED_MODIFIERS:
            raise SruDiagnosticError(20, name)


def _words(term: str) -> list[str]:
    """Return the words of a term without signs that our language reads as operators."""
    if "^" in term:
        raise SruDiagnosticError(31)
    plain = _MINUS.sub(" ", _SIGNS.sub(" ", term))
    words = _WORD.findall(_OPERATOR.sub(lambda match: match[0].lower(), plain))
    if not words:
        raise SruDiagnosticError(27)
    if len(words) > _MAX_CLAUSES:
        raise SruDiagnosticError(38, f"at most {_MAX_CLAUSES} words")
    return words


def _quoted(text: str) -> str:
    """Return a word or phrase; only a single word may have wildcards."""
    if "*" not in text and "?" not in text:
        return f'"{text}"'
    if " " in text or not text.strip("*?"):
        raise SruDiagnosticError(28, text)
    return text


def _standard_numbers(relation: str, term: str) -> str:
    """Return a search for an ISBN or ISSN; for several numbers with the relation `any`."""
    if relation not in (*_PHRASE_RELATIONS, "all", "any"):
        raise SruDiagnosticError(19, relation)
    parts = term.split() if relation == "any" else [term]
    numbers = [_quoted(standard_number(" ".join(_words(part)))) for part in parts]
    return f"{Field.NUMBER}:({' OR '.join(numbers)})"


def _years(relation: str, term: str) -> str:
    if relation not in _YEAR_RELATIONS:
        raise SruDiagnosticError(19, relation)
    years = [int(match[1]) for match in map(_YEAR.fullmatch, term.split()) if match]
    if len(years) != len(term.split()) or len(years) != (2 if relation == "within" else 1):
        raise SruDiagnosticError(24, term)
    first, last = years[0], years[-1]
    bounds = {
        "<": ("", first - 1),
        "<=": ("", first),
        ">": (first + 1, ""),
        ">=": (first, ""),
    }
    low, high = bounds.get(relation, (first, last))
    return f"year:{low}..{high}"


def _proximity(node: CQLTriple) -> str:
    """Return two words or phrases near each other, as a phrase with slop."""
    sides = (node.left, node.right)
    if not all(isinstance(side, CQLSearchClause) for side in sides):
        raise SruDiagnosticError(39, "only two terms")
    first, second = (_index(side) for side in sides)
    if first is not second or isinstance(first.field, Special) or first.field is Field.YEAR:
        raise SruDiagnosticError(39, "both terms in the same index of words")
    text = " ".join(word for side in sides for word in _words(str(side.term)))
    if "*" in text or "?" in text:
        raise SruDiagnosticError(28, text)
    phrase = f'"{text}"~{_slop(node)}'
    return phrase if first.field is None else f"{first.field}:({phrase})"


def _slop(node: CQLTriple) -> int:
    """Return the number of positions between two terms; 0 for neighbours."""
    distance, relation = 1, "<="
    for modifier in node.operator.modifiers or ():
        name, value = str(modifier.name).lower(), str(modifier.value)
        if name == "unit" and value.lower() != "word":
            raise SruDiagnosticError(42, value)
        if name == "distance":
            if not _DISTANCE.fullmatch(value) or not 0 < int(value) <= _MAX_SLOP:
                raise SruDiagnosticError(41, value)
            distance, relation = int(value), str(modifier.comparitor)
        if name not in ("unit", "distance", "unordered"):
            raise SruDiagnosticError(46, name)
    if relation not in ("<", "<=", "="):
        raise SruDiagnosticError(40, relation)
    return max(0, distance - 1 - (relation == "<"))


def _identifier(term: object) -> str:
    """Return the id of a record, of an address or of an OAI identifier."""
    return re.split(r"[:/]", str(term).strip())[-1].lower()


def _order(sorts: list[CQLSortSpec]) -> Order:
    if not sorts:
        return Order.BEST
    if len(sorts) > 1:
        raise SruDiagnosticError(84)
    modifiers = {str(modifier.name).lower() for modifier in sorts[0].modifiers or ()}
    name = str(sorts[0].index.name).lower()
    order = _SORTS.get((name, any("descending" in modifier for modifier in modifiers)))
    if order is None:
        raise SruDiagnosticError(80, name)
    return order
