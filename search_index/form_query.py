"""Words a question in the query language for those who filled in a form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[\w/.\-–&]+")
_OPERATORS = frozenset({"AND", "OR", "NOT", "ANDNOT", "VÀ", "HOẶC", "KHÔNG"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form can ask for; what was left empty is not asked."""

    words: str = ""
    phrase: str = ""
    any_of: str = ""
    none_of: str = ""
    title: str = ""
    author: str = ""
    number: str = ""
    place: str = ""
    first_year: str = ""
    last_year: str = ""


def worded(wish: Wish) -> str:
    """Return the question as it would be typed."""
    return " ".join(filter(None, _clauses(wish)))


def _clauses(wish: Wish) -> Iterator[str]:
    yield " ".join(_words(wish.words))
    yield _quoted(wish.phrase)
    yield _any_of(wish.any_of)
    yield _in_field("nhan đề", wish.title)
    yield _in_field("tác giả", wish.author)
    yield _in_field("số", "".join(wish.number.split()))
    yield _in_field("nơi", wish.place)
    yield _years(wish.first_year, wish.last_year)
    for name in _names(wish.none_of):
        yield f"KHÔNG {name}"


def _any_of(typed: str) -> str:
    names = _names(typed)
    return f"({' HOẶC '.join(names)})" if len(names) > 1 else "".join(names)


def _names(typed: str) -> list[str]:
    """Return the words apart; where there are commas, what stands between them whole."""
    parts = typed.split(",") if "," in typed else typed.split()
    return list(filter(None, map(_quoted, parts)))


def _quoted(typed: str) -> str:
    words = _words(typed)
    return f'"{" ".join(words)}"' if len(words) > 1 else "".join(words)


def _in_field(name: str, typed: str) -> str:
    words = _words(typed)
    told = f"({' '.join(words)})" if len(words) > 1 else "".join(words)
    return f"{name}:{told}" if told else ""


def _years(first: str, last: str) -> str:
    years = [year if re.fullmatch(r"\d{3,4}", year) else "" for year in (first, last)]
    return f"năm:{'..'.join(years)}" if any(years) else ""


def _words(typed: str) -> list[str]:
    """Return the words of a field, with nothing that the query language would read as more."""
    found = (word.strip("-–./&") for word in _WORD.findall(typed))
    return [word.lower() if word in _OPERATORS else word for word in found if word]
