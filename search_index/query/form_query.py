"""Advanced search form converted to the query language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[\w/.\-–&]+")
_OPERATOR_WORDS = frozenset({"AND", "OR", "NOT", "ANDNOT", "VÀ", "HOẶC", "KHÔNG"})


@dataclass(frozen=True, slots=True)
class AdvancedForm:
    """Fields of the advanced search form; empty fields are ignored."""

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


def compose_query(form: AdvancedForm) -> str:
    """Return the query as it would be typed."""
    return " ".join(filter(None, _clauses(form)))


def _clauses(form: AdvancedForm) -> Iterator[str]:
    yield " ".join(_words(form.words))
    yield _quoted(form.phrase)
    yield _any_of(form.any_of)
    yield _in_field("nhan đề", form.title)
    yield _in_field("tác giả", form.author)
    yield _in_field("số", "".join(form.number.split()))
    yield _in_field("nơi", form.place)
    years = [
        year if re.fullmatch(r"\d{3,4}", year) else "" for year in (form.first_year, form.last_year)
    ]
    yield f"năm:{'..'.join(years)}" if any(years) else ""
    for name in _names(form.none_of):
        yield f"KHÔNG {name}"


def _any_of(field_text: str) -> str:
    names = _names(field_text)
    return f"({' HOẶC '.join(names)})" if len(names) > 1 else "".join(names)


def _names(field_text: str) -> list[str]:
    """Return the words one by one, or the comma-separated phrases if there are commas."""
    parts = field_text.split(",") if "," in field_text else field_text.split()
    return list(filter(None, map(_quoted, parts)))


def _quoted(field_text: str) -> str:
    words = _words(field_text)
    return f'"{" ".join(words)}"' if len(words) > 1 else "".join(words)


def _in_field(name: str, field_text: str) -> str:
    words = _words(field_text)
    value = f"({' '.join(words)})" if len(words) > 1 else "".join(words)
    return f"{name}:{value}" if value else ""


def _words(field_text: str) -> list[str]:
    """Return the words of a field without operators of the query language."""
    words = (word.strip("-–./&") for word in _WORD.findall(field_text))
    return [word.lower() if word in _OPERATOR_WORDS else word for word in words if word]
