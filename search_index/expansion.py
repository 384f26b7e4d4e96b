"""Works out what a person may have meant: each thing named, and what else it is called."""

import re
from dataclasses import dataclass

from library.places.gazetteer import Kinship, read_gazetteer
from library.vietnamese.legacy_encodings import from_tcvn3, from_vni
from library.vietnamese.letters import fold
from library.vietnamese.syllables import is_syllable
from search_index.analysis import Token, tidy, tokens
from search_index.dates_and_numbers import codes_in, signs_in
from search_index.han import characters_of, readings
from search_index.local_names import local_names, with_kind
from search_index.spelling_correction import PagesWith, mend
from search_index.synonyms import other_names, other_number

MOST_WORDS = 40
_MAKES_SENSE = 0.7
"""Share of possible syllables from which a text reads as Vietnamese."""

_UNIT_KIND = re.compile(r"\b(xa|phuong|thi tran|huyen|thi xa|thanh pho|tx|tt|tp)\b")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_DATE = re.compile(
    r"(?:\b(?:ngày|ngay)\s+)?\d{1,2}(?:\s?[/.-]\s?|\s+th[aá]ng\s+)\d{1,2}"
    r"(?:(?:\s?[/.-]\s?|\s*,?\s+n[aă]m\s+|\s)\d{4})?(?![\w/])"
    r"|th[aá]ng\s+\d{1,2}(?:\s?[/.-]\s?|\s*,?\s+n[aă]m\s+|\s)\d{4}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Thing:
    """Words that name one thing, and other ways to name it."""

    words: tuple[Token, ...]
    others: tuple[tuple[Token, ...], ...] = ()
    sign: str | None = None
    """The date or document number that the words write out."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was typed, thing by thing; what was probably meant; and what else is looked for."""

    things: tuple[Thing, ...]
    meant: tuple[Token, ...] = ()
    """All words with what was mistyped put right; empty when nothing was."""
    put_right: str | None = None
    """The question with what was mistyped put right, as it would be typed."""
    also: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """The document numbers that were typed whole."""

    @property
    def typed(self) -> tuple[Token, ...]:
        """All words in order."""
        return tuple(token for thing in self.things for token in thing.words)

    @property
    def others(self) -> tuple[tuple[Token, ...], ...]:
        """The rows of words that name the same things."""
        return tuple(other for thing in self.things for other in thing.others)

    @property
    def rows(self) -> tuple[tuple[Token, ...], ...]:
        """Every row of words that would be an answer."""
        return tuple(row for row in (self.typed, self.meant, *self.others) if row)


def meaning_of(text: str, pages_with: PagesWith) -> Meaning:
    """Return what may be meant by words without operators."""
    clean = tidy(decoded(text))
    typed = tokens(clean)[:MOST_WORDS]
    known = _Known(mend(typed, pages_with), _dates(clean, typed), _kin(clean, typed))
    things: list[Thing] = []
    place = 0
    while place < len(typed):
        length, thing = _thing(typed, place, known)
        things.append(thing)
        place += length
    also = tuple(dict.fromkeys(name for _, names in known.kin.values() for name in names))
    meant = _put_right(typed, known.mended)
    retyped = " ".join(token.exact for token in meant) or None
    return Meaning(tuple(things), meant, retyped, also, tuple(codes_in(clean)))


def decoded(text: str) -> str:
    """Return text in Unicode when it was pasted in an old font and reads better so."""
    best = text
    for decode in (from_tcvn3, from_vni):
        if _sense(decode(text)) > max(_sense(best), _MAKES_SENSE):
            best = decode(text)
    return best


def _sense(text: str) -> float:
    words = [token.exact for token in tokens(tidy(text))]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about the words typed, by place."""

    mended: dict[int, tuple[Token, ...]]
    dates: dict[int, tuple[int, str]]
    kin: dict[int, tuple[int, tuple[str, ...]]]


def _thing(typed: tuple[Token, ...], place: int, known: _Known) -> tuple[int, Thing]:
    if place in known.dates:
        length, sign = known.dates[place]
        return length, Thing(typed[place : place + length], sign=sign)
    if place in known.kin:
        length, names = known.kin[place]
        others = tuple(tokens(name.lower()) for name in names)
        return length, Thing(typed[place : place + length], others)
    if _HAN.match(typed[place].exact):
        return _han(typed, place)
    return _named(typed, place, known.mended)


def _named(
    typed: tuple[Token, ...], place: int, mended: dict[int, tuple[Token, ...]]
) -> tuple[int, Thing]:
    exact = tuple(token.exact for token in typed)
    length, names = other_names(exact, place)
    if names:
        return length, Thing(typed[place : place + length], tuple(tokens(name) for name in names))
    two = typed[place : place + 2]
    written = _written(two)
    if written and not {place, place + 1} & set(mended):
        return 2, Thing(two, written)
    return 1, Thing(typed[place : place + 1], tuple(_other_words(typed, place, mended)))


def _written(two: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...]:
    """Return how a local name is written: with its marks, with its kind, in Hán characters."""
    name = local_names().get(" ".join(token.folded for token in two))
    if name is None:
        return ()
    unmarked = not any(token.mark for token in two)
    if not unmarked and not _is_spelt(two, name):
        return ()
    said = (name.lower() if unmarked else None, with_kind().get(name), characters_of(name))
    return tuple(tokens(other.lower()) for other in said if other)


def _is_spelt(words: tuple[Token, ...], name: str) -> bool:
    return [token.exact for token in words] == [token.exact for token in tokens(name)]


def _other_words(
    typed: tuple[Token, ...], place: int, mended: dict[int, tuple[Token, ...]]
) -> list[tuple[Token, ...]]:
    before = typed[place - 1].folded if place else ""
    number = other_number(before, typed[place].folded)
    others = [tokens(number)] if number else []
    return [*others, mended[place]] if place in mended else others


def _han(typed: tuple[Token, ...], place: int) -> tuple[int, Thing]:
    end = place
    while end < len(typed) and _HAN.match(typed[end].exact):
        end += 1
    characters = "".join(token.exact for token in typed[place:end])
    others = tuple(tokens(read.lower()) for read in readings(characters)) if end - place > 1 else ()
    return end - place, Thing(typed[place:end], others)


def _dates(clean: str, typed: tuple[Token, ...]) -> dict[int, tuple[int, str]]:
    """Return where dates begin, with how many words, and which."""
    found: dict[int, tuple[int, str]] = {}
    for match in _DATE.finditer(clean):
        inside = [i for i, t in enumerate(typed) if match.start() <= t.start < match.end()]
        signs = signs_in(match[0])
        if inside and signs:
            found[inside[0]] = (len(inside), max(signs, key=_exactness))
    return found


def _exactness(sign: str) -> tuple[bool, int]:
    return not sign.startswith("--"), len(sign)


def _kin(clean: str, typed: tuple[Token, ...]) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Return where places are named that had other names, with how many words, and those."""
    called_a_unit = bool(_UNIT_KIND.search(fold(clean)))
    folded = [token.folded for token in typed]
    found: dict[int, tuple[int, tuple[str, ...]]] = {}
    for kinship in read_gazetteer().kin(clean):
        said = [token.folded for token in tokens(tidy(kinship.said))]
        names = _names_to_add(kinship, called_a_unit)
        for place in range(len(folded) - len(said) + 1):
            if names and folded[place : place + len(said)] == said:
                found[place] = (len(said), names)
    return found


def _names_to_add(kinship: Kinship, called_a_unit: bool) -> tuple[str, ...]:
    """Follow a bare name only when it leads to one place; people bear the names of communes."""
    if called_a_unit:
        return kinship.others
    return kinship.now if len(kinship.now) == 1 and not kinship.before else ()


def _put_right(typed: tuple[Token, ...], mended: dict[int, tuple[Token, ...]]) -> tuple[Token, ...]:
    right = (mended.get(place, (token,)) for place, token in enumerate(typed))
    return tuple(token for words in right for token in words) if mended else ()
