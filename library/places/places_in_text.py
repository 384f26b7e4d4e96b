"""Tells which units of the province a page is clearly about, at a cost every page can bear."""

import re
from functools import lru_cache

from library.places.gazetteer import read_gazetteer

_OFTEN = 3
_FIRST_LINES = 300
"""Letters of an opening page in which its heading stands."""

_PROVINCE = ("Lạng Sơn", "LẠNG SƠN")
_KINDS = ("xã", "phường", "thị trấn", "huyện", "châu", "thành phố")
_CALLED = "|".join(
    spelt for kind in _KINDS for spelt in (f"[{kind[0].upper()}{kind[0]}]{kind[1:]}", kind.upper())
)
_CAPITAL = f"[{''.join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))}]"
_UNIT = re.compile(rf"(?<!\w)({_CALLED}) ({_CAPITAL}\w*(?: {_CAPITAL}\w*)+)")


def speaks_of_the_province(text: str) -> bool:
    """Say whether a text names the province, whose units have namesakes in all others."""
    return any(name in text for name in _PROVINCE)


def places_of(text: str, *, is_first: bool) -> tuple[str, ...]:
    """Return the units that a page names again and again, or in its heading when it is the first.

    Each must be called xã, huyện … somewhere: their bare names are also words, people and streets.
    """
    found: dict[str, int] = {}
    for mention in _UNIT.finditer(text):
        said = _unit(mention[1].lower(), mention[2])
        if said is not None:
            found.setdefault(said, mention.start())
    return tuple(
        said
        for said, start in found.items()
        if (is_first and start < _FIRST_LINES) or text.count(said) >= _OFTEN
    )


@lru_cache(maxsize=10_000)
def _unit(kind: str, words: str) -> str | None:
    """Return the name of the unit of this kind that these words begin with."""
    written = words.split(" ")
    for length in range(len(written), 1, -1):
        kinship = read_gazetteer().named(f"{kind} {' '.join(written[:length])}")
        if kinship is not None:
            return kinship.said
    return None
