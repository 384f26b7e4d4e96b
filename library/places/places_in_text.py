"""Units of the province that a page is about, recognised fast enough for every page."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from library.places.edition import shipped_history
from library.places.gazetteer import read_gazetteer
from library.places.resolver import Resolver, Verdict

_MIN_MENTIONS = 3
_HEADING_LENGTH = 300
"""Characters of a first page that count as its heading."""

_PROVINCE = ("Lạng Sơn", "LẠNG SƠN")
_KINDS = ("xã", "phường", "thị trấn", "huyện", "châu", "thành phố")
_CALLED = "|".join(
    spelt for kind in _KINDS for spelt in (f"[{kind[0].upper()}{kind[0]}]{kind[1:]}", kind.upper())
)
_CAPITAL = f"[{''.join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))}]"
_UNIT = re.compile(rf"(?<!\w)({_CALLED}) ({_CAPITAL}\w*(?: {_CAPITAL}\w*)+)")


def mentions_province(text: str) -> bool:
    """Return True if a text names the province; its unit names also occur in other provinces."""
    return any(name in text for name in _PROVINCE)


def places_of(text: str, *, is_first: bool) -> tuple[str, ...]:
    """Return the units that a page names repeatedly, or in its heading if it is the first.

    Each must follow xã, huyện … somewhere, because bare names are also words, people and streets.
    """
    first_mentions: dict[str, int] = {}
    for mention in _UNIT.finditer(text):
        name = _unit(mention[1].lower(), mention[2])
        if name is not None:
            first_mentions.setdefault(name, mention.start())
    names = [
        name
        for name, start in first_mentions.items()
        if (is_first and start < _HEADING_LENGTH) or text.count(name) >= _MIN_MENTIONS
    ]
    return tuple(_of_this_province(names, text)) if names else ()


def _of_this_province(names: Iterable[str], text: str) -> Iterator[str]:
    """Yield the names that the page does not give to units of other provinces alone."""
    answers = shipped_resolver().resolve(text)
    elsewhere, here = (
        {
            answer.mention.name
            for answer in answers
            if (answer.verdict is Verdict.ELSEWHERE) == is_other
        }
        for is_other in (True, False)
    )
    foreign = tuple(f" {name}" for name in elsewhere - here)
    yield from (name for name in names if not f" {name}".endswith(foreign))


@cache
def shipped_resolver() -> Resolver:
    """Return the resolver with the units of the shipped edition."""
    return Resolver(shipped_history())


@lru_cache(maxsize=10_000)
def _unit(kind: str, words: str) -> str | None:
    """Return the name of the unit of this kind at the beginning of these words."""
    parts = words.split(" ")
    for length in range(len(parts), 1, -1):
        place = read_gazetteer().find(f"{kind} {' '.join(parts[:length])}")
        if place is not None:
            return place.name
    return None
