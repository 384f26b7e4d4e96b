"""Finds out which delivery each row of a list of descriptions is about, and never guesses."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from library.vietnamese.letters import compose

_NOWHERE = "Dòng không ghi tên tệp."
_NOT_THERE = "Không có tệp hay thư mục này trong những gì được nộp."
_MANY_FILES = "Có {0} tệp cùng tên này; hãy ghi cả thư mục: {1}."
_A_PAGE = "Tệp này là một trang của bộ ảnh “{0}”; hãy ghi tên bộ ảnh."
_MANY_ROWS = "Các dòng {0} cùng nói về “{1}”; chưa dùng dòng nào."
_MOST_NAMED = 3
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A delivery that lay beside the list."""

    id: int
    place: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The delivery a row is about, or a sentence that says why there is none."""

    delivery: int | None
    problem: str | None = None


def match(candidates: Sequence[Candidate], rows: Iterable[tuple[int, str]]) -> dict[int, Match]:
    """Say for each (number, file) of a list which delivery it is about.

    A row may give the whole path or its end, without the suffix too, or (for numbers of documents,
    which no file can be called) the name with other marks between; the first of these that fits
    anything decides.
    """
    index = _Index(candidates)
    found = {number: index.find(file) for number, file in rows}
    claims = defaultdict(list)
    for number, one in found.items():
        claims[one.delivery].append(number)
    places = {candidate.id: candidate.place for candidate in candidates}
    for delivery, numbers in claims.items():
        if delivery is not None and len(numbers) > 1:
            said = _MANY_ROWS.format(", ".join(map(str, numbers)), places[delivery])
            found |= dict.fromkeys(numbers, Match(None, said))
    return found


class _Index:
    """Knows the deliveries by each of the names a row may use."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._by_name = [_named(candidates, names) for names, _ in _SPELLINGS]
        self._pages = {
            _path(file): candidate.place
            for candidate in candidates
            if len(candidate.files) > 1
            for file in candidate.files
        }

    def find(self, file: str) -> Match:
        """Return the one delivery that is called so."""
        path = _path(file)
        if not path:
            return Match(None, _NOWHERE)
        for named, (_, written) in zip(self._by_name, _SPELLINGS, strict=True):
            found = next(filter(None, map(named.get, written(path))), {})
            if len(found) == 1:
                return Match(next(iter(found)))
            if found:
                places = list(found.values())[:_MOST_NAMED]
                return Match(None, _MANY_FILES.format(len(found), ", ".join(places)))
        whole = self._pages.get(PurePosixPath(path).name)
        return Match(None, _A_PAGE.format(whole) if whole else _NOT_THERE)


def _named(
    candidates: Sequence[Candidate], names: Callable[[str], Iterable[str]]
) -> dict[str, dict[int, str]]:
    named: dict[str, dict[int, str]] = defaultdict(dict)
    for candidate in candidates:
        alone = candidate.files if len(candidate.files) == 1 else ()
        for place in (candidate.place, *alone):
            for name in names(_path(place)):
                named[name][candidate.id] = candidate.place
    return named


def _path(name: str) -> str:
    """Return a path as Windows and everybody else may have written it, the same for both."""
    parts = compose(name).casefold().replace("\\", "/").split("/")
    return "/".join(part.strip() for part in parts if part.strip() not in ("", "."))


def _itself(path: str) -> tuple[str, ...]:
    return (path,)


def _ends(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[place:]) for place in range(len(parts))]


def _ends_without_suffix(path: str) -> list[str]:
    return _ends(path.removesuffix(PurePosixPath(path).suffix))


def _below_a_drive(path: str) -> list[str]:
    """Return the path, and of one that begins with the drive of another machine its ends too."""
    return _ends(path) if path[1:2] == ":" else [path]


def _letters(path: str) -> tuple[str, ...]:
    """Return the letters and digits alone: 2820/QĐ-UBND is in the file 2820-QĐ-UBND.pdf."""
    return (_APART.sub(" ", path).strip(),)


def _letters_of_stem(path: str) -> tuple[str, ...]:
    return _letters(PurePosixPath(path).stem)


_SPELLINGS = (
    (_itself, _below_a_drive),
    (_ends, _itself),
    (_ends_without_suffix, _itself),
    (_letters_of_stem, _letters),
)
"""How a delivery may be called, and how a row may write it; the strictest first."""
