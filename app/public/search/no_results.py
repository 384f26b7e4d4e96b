"""Alternative queries for a search without results."""

from dataclasses import dataclass, replace

from app.public.search.query_address import FILTER_PARAMS, address
from app.services import services
from search_index.documents import SearchRequest
from search_index.query.parser import parse, words_of

_MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class AlternativeQuery:
    """Alternative query with its number of matching items."""

    typed: str
    items: int
    address: str


def alternative_queries(query: SearchRequest, *, shorter: bool) -> tuple[AlternativeQuery, ...]:
    """Return alternatives that match: without filters or operators; if `shorter`, a word less."""
    base_query = replace(
        query, screen=1, size=1, facets=False, near=False, **dict.fromkeys(FILTER_PARAMS)
    )
    plain = words_of(parse(base_query.typed)).split()
    fewer_words = _one_word_less(plain) if shorter and 1 < len(plain) <= _MAX_WORDS else ()
    candidates = dict.fromkeys((base_query.typed, " ".join(plain), *fewer_words))
    alternatives = [_alternative(replace(base_query, typed=words)) for words in candidates if words]
    useful = [
        alternative
        for alternative in alternatives
        if alternative.items and alternative.address != address(query)
    ]
    return tuple(sorted(useful, key=lambda alternative: -alternative.items))


def _one_word_less(words: list[str]) -> tuple[str, ...]:
    return tuple(" ".join((*words[:place], *words[place + 1 :])) for place in range(len(words)))


def _alternative(query: SearchRequest) -> AlternativeQuery:
    results = services().search.search(query)
    return AlternativeQuery(query.typed, results.total, address(query))
