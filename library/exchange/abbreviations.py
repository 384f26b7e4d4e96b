"""Words that lists write short, and their full forms: ditto marks, places, publishers, bodies."""

import re
import tomllib
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from library.exchange.list_rows import clean
from library.places.edition import shipped_records
from library.places.models import RecordKind
from library.places.provinces import NAMES, OWN
from library.vietnamese.letters import fold, spell_one_way

DATA = tomllib.loads((Path(__file__).parent / "data/abbreviations.toml").read_text("utf-8"))
_MAX_LENGTH = 120
"""Characters of a name that may be written short."""

_QUOTES = "\"″”“〃'’‟❞"
_DITTO_WORDS = (
    rf"n[./]?\s?t\.?|như\s*(?:trên|[{_QUOTES}])|nhu\s*tren|n\.?\s?trên|idem|id\.?|ibid\.?"
    rf"|[{_QUOTES}]{{1,2}}|,,|[-–]?\s?//\s?[-–]?|-do-"
)
_DITTO = re.compile(rf"[-–—.\s(\[]*(?:{_DITTO_WORDS})[-–—.\s)\]]*", re.IGNORECASE)
_DITTO_AND_VOLUME = re.compile(
    rf"[-–—\s(\[]*(?:{_DITTO_WORDS})[\s.,:;)\]–-]*(?P<volume>\b(?:t|tập|q|quyển|phần|p)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_VOLUME = re.compile(
    r"[\s.,:;(–-]*\b(?:t|tập|q|quyển|phần|p)\b\.?\s*(?:[\divx]+|thượng|trung|hạ)\b.*", re.I | re.S
)
_MAX_DESCRIPTION = 500
"""Characters of a cell of which another volume can be named below."""

_AREA, _PAGES = re.compile(r"\.\s*[-–—]\s+"), re.compile(r"\d+\s*t")
_MAX_DITTO_LENGTH = 12
_PUBLISHER = re.compile(r"\s*(?:nxb|nhà xb|nhà xuất bản)\b[.:]?\s*", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
_SHORT_WORD = re.compile(r"(?<![\w&])[A-ZĐ](?:[.,&-]?[A-ZĐ])+(?![\w&])")
_BODIES = re.compile(rf"(?:{'|'.join(DATA['bodies'])})(?!\w)", re.IGNORECASE)


def ditto(text: str, above: str) -> str | None:
    """Return the text of a ditto mark below another cell; None for any other text."""
    if len(text) <= _MAX_DITTO_LENGTH and _DITTO.fullmatch(text):
        return above
    if match := _DITTO_AND_VOLUME.fullmatch(text[:_MAX_LENGTH]):
        return _next_volume(above, match["volume"]) if above else None
    return None


def _next_volume(above: str, volume: str) -> str:
    """Return a title, with what is written behind it, of another volume of the same work."""
    if len(above) > _MAX_DESCRIPTION:
        return above
    title, slash, more = above.partition(" / ")
    volume, *areas = _AREA.split(volume)
    kept_areas = [area for area in _AREA.split(more) if not (areas and _PAGES.match(area))]
    base = _VOLUME.sub("", _AREA.split(title)[0])
    return f"{base}. {slash.join((volume.strip(' .'), '. - '.join((*kept_areas, *areas))))}"


def is_nothing(text: str) -> bool:
    """Return True if a cell says that something is unknown: k.n, [kxđ], không rõ."""
    return text.strip("[]() .").lower() in _NOTHING


def is_body(name: str) -> bool:
    """Return True if a name begins like that of a body: Ban, Sở, UBND."""
    first = _SHORT_WORD.match(name)
    return bool(_BODIES.match(name)) or bool(first and _in_full(first) != first[0])


def full_body(name: str) -> str:
    """Return the name of a body with its short words in full: Hội VHNT is Hội Văn học…."""
    if len(name) > _MAX_LENGTH or not is_body(name):
        return name
    return _SHORT_WORD.sub(_in_full, name)


def _in_full(match: re.Match[str]) -> str:
    """Return the full words of a short one: B.C.H is BCH, Ban Chấp hành."""
    return DATA["words"].get(match[0]) or DATA["words"].get(match[0].replace(".", ""), match[0])


def full_place(text: str) -> tuple[str, str]:
    """Return the full name of a place of publication, and a doubt."""
    place = clean(text).strip(" ,;:[]")
    usual = usual_place(place)
    return (usual, "") if usual else _full_name(place, ((*NAMES, OWN), _own_places()))


def usual_place(text: str) -> str | None:
    """Return the full name of a place that is often written as one or two letters, or None."""
    return DATA["places"].get(" ".join(fold(text).replace(".", " ").split()))


def is_place(text: str) -> bool:
    """Return True for the name of a place where books appear, in full or short."""
    name, doubt = full_place(text)
    if any(fits(WORD.findall(text), publisher) for publisher in DATA["publishers"]):
        return False  # Kim Đồng is a commune, too
    return not doubt and name in {*DATA["places"].values(), *NAMES, OWN, *_own_places()}


def full_publisher(text: str, names: tuple[str, ...] = ()) -> tuple[str, str]:
    """Return the full name of a publisher, and a doubt; `names` are those of the catalogue."""
    publisher = _PUBLISHER.sub("", clean(text)).strip(" ,;:[]")
    name, doubt = _full_name(publisher, (tuple(DATA["publishers"]), names))
    body = full_body(name)
    return body, "" if body != publisher else doubt


@cache
def _own_places() -> tuple[str, ...]:
    rows = shipped_records().items()
    return tuple({row["name"] for (kind, _), row in rows if kind is RecordKind.ERA})


@lru_cache(maxsize=4_000)
def _full_name(text: str, lists: tuple[tuple[str, ...], ...]) -> tuple[str, str]:
    """Return the only name of the first list in which the short one fits; a doubt for several."""
    words = WORD.findall(text)
    if len(text) > _MAX_LENGTH or not words:
        return text, ""
    for names in lists:
        fitting = [name for name in names if fits(words, name)]
        if len(fitting) == 1:
            return fitting[0], ""
        if fitting:
            return text, _SEVERAL.format(text, ", ".join(sorted(fitting)[:4]))
    is_short = len(words) == 1 and words[0].isupper() and 1 < len(words[0]) <= _LONGEST_INITIALS
    return text, _UNKNOWN.format(text) if is_short else ""


_fold, _spelled = (lru_cache(maxsize=20_000)(change) for change in (fold, spell_one_way))


def fits(words: list[str], name: str, *, is_loose: bool = False) -> bool:
    """Return True if each word is one of the name, or the initials of several: ĐHQG HN.

    In headings, which are `is_loose`, small letters may be initials, and a word be cut short.
    """
    remaining = list(_words_of(name))
    for word in (word for word in words if word != "và"):
        plain, count, full = _fold(word), 1, next(iter(remaining), "")
        if _spelled(word.lower()) != full and _fold(full) != word.lower():
            initials = _fold("".join(part[0] for part in remaining[: len(plain)]))
            if initials == plain and (word.isupper() or is_loose):
                count = len(plain)
            elif not (is_loose and word.lower() == plain and _fold(full).startswith(plain)):
                return False
        del remaining[:count]
    return not remaining


@lru_cache(maxsize=20_000)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(spell_one_way(word.lower()) for word in WORD.findall(name) if word != "và")


_LONGEST_INITIALS = 6
_SEVERAL = "“{0}” có thể là {1}; hãy ghi đủ tên."
_UNKNOWN = "“{0}” là tên viết tắt chưa rõ; hãy ghi đủ tên."
_NOTHING = frozenset(chain(DATA["nothing"], (word.strip("[]() .") for word in DATA["nothing"])))
