"""Asks an engine a person's question, rung by rung, until enough is found."""

from dataclasses import dataclass, replace

from search_index.clauses import All, Clause, Everything, Layer, Term, Weighted
from search_index.documents import SearchRequest
from search_index.engine import Found, Reader
from search_index.expansion import Meaning, meaning_of
from search_index.operator_spelling import meaning_of_parts, put_right
from search_index.parser import Part, Words, parse
from search_index.relaxation import ladder
from search_index.spelling_correction import PagesWith

_ENOUGH = 10
_STRICT_RUNGS = 2
"""Of the ladder: what was typed, and the same without tones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and how the question was understood."""

    found: Found
    meaning: Meaning
    asked: Clause
    """What the engine was asked in the end: by it the answer is broken down and reordered."""
    rung: int = 1
    """How far down the ladder was gone for it."""


def understand(typed: str, pages_with: PagesWith) -> tuple[Part, Meaning]:
    """Return a question and what is meant by its words."""
    part = parse(typed)
    if isinstance(part, Words):
        return part, meaning_of(part.text, pages_with)
    return part, meaning_of_parts(part)


def find(reader: Reader, request: SearchRequest) -> Answer:
    """Return the items that answer; the pages, when looking inside one item."""
    part, meaning = understand(request.typed, reader.pages_with)
    answer = _climbed(reader, request, part, meaning)
    if answer.found.total or isinstance(part, Words):
        return answer
    return _mended(reader, request, part) or answer


def items_saying(reader: Reader, typed: str) -> frozenset[str]:
    """Return every item that says what was typed, and none that only comes near it."""
    part, meaning = understand(typed, reader.pages_with)
    for clause in ladder(part, meaning)[:_STRICT_RUNGS]:
        if items := reader.items(clause):
            return frozenset(items)
    return frozenset()


def _climbed(reader: Reader, request: SearchRequest, part: Part, meaning: Meaning) -> Answer:
    enough = 1 if request.item else _ENOUGH
    first = (max(request.screen, 1) - 1) * request.size
    answer = Answer(Found(0, ()), meaning, Everything())
    for rung, clause in enumerate(ladder(part, meaning), start=1):
        asked = _narrowed(clause, request)
        found = reader.find(asked, first=first, size=request.size, by_page=request.item is not None)
        answer = Answer(found, meaning, asked, rung)
        if found.total >= enough:
            break
    return answer


def _mended(reader: Reader, request: SearchRequest, part: Part) -> Answer | None:
    """Ask a question with operators once more, with its mistyped words put right."""
    right = put_right(request.typed, part, reader.pages_with)
    if right is None:
        return None
    part, meaning = understand(right, reader.pages_with)
    answer = _climbed(reader, request, part, replace(meaning, put_right=right))
    return replace(answer, rung=answer.rung + 1) if answer.found.total else None


def _narrowed(clause: Clause, request: SearchRequest) -> Clause:
    where = {
        Layer.COLLECTION: request.collection,
        Layer.ITEM: request.item,
        Layer.KIND: request.kind,
        Layer.DECADE: request.decade and str(request.decade),
        Layer.PLACE: request.place,
        Layer.LANGUAGE: request.language,
        Layer.ACCESS: request.access,
    }
    filters = tuple(Weighted(Term(layer, name), 0) for layer, name in where.items() if name)
    return All((clause, *filters)) if filters else clause
