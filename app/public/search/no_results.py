"""Finds what is near when nothing was found."""

from dataclasses import dataclass, replace

from app.public.search.query_address import NARROWED_BY, address
from app.services import services
from search_index.documents import SearchRequest
from search_index.parser import parse, words_of

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that would find something."""

    typed: str
    items: int
    address: str


def offers(question: SearchRequest) -> tuple[Offer, ...]:
    """Return the same question in the whole library, in plain words, and with one word less."""
    whole = replace(question, screen=1, size=1, facets=False, **dict.fromkeys(NARROWED_BY))
    plain = words_of(parse(whole.typed)).split()
    shorter = _without_one(plain) if 1 < len(plain) <= _MOST_WORDS else ()
    asked = dict.fromkeys((whole.typed, " ".join(plain), *shorter))
    made = [_offer(replace(whole, typed=typed)) for typed in asked if typed]
    found = [offer for offer in made if offer.items and offer.address != address(question)]
    return tuple(sorted(found, key=lambda offer: -offer.items))


def _without_one(words: list[str]) -> tuple[str, ...]:
    return tuple(" ".join((*words[:place], *words[place + 1 :])) for place in range(len(words)))


def _offer(question: SearchRequest) -> Offer:
    found = services().search.search(question)
    return Offer(question.typed, found.total, address(question))
