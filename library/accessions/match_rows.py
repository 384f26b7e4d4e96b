"""Matching of description list rows to deliveries, without guessing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from library.vietnamese.letters import compose

_NO_FILE_NAMED = "Dòng không ghi tên tệp."
_NO_SUCH_FILE = "Không có tệp hay thư mục này trong những gì được nộp."
_AMBIGUOUS_NAME = "Có {0} tệp cùng tên này; hãy ghi cả thư mục: {1}."
_PAGE_OF_IMAGE_SET = "Tệp này là một trang của bộ ảnh “{0}”; hãy ghi tên bộ ảnh."
_CONFLICTING_ROWS = "Các dòng {0} cùng nói về “{1}”; chưa dùng dòng nào."
_MAX_PLACES_NAMED = 3
_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A delivery received with the list."""

    id: int
    place: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The delivery that a row describes, or a sentence on why there is none."""

    delivery: int | None
    problem: str | None = None


def match_rows(
    candidates: Sequence[Candidate], rows: Iterable[tuple[int, str]]
) -> dict[int, Match]:
    """Return by row number the match of each (number, file) row of a list.

    A row may give the full path or its end, with or without the suffix, or (for document numbers,
    which are not valid file names) the name with other separators; the first of these spellings
    that fits any delivery decides.
    """
    index = _Index(candidates)
    matches = {number: index.find(file) for number, file in rows}
    claims = defaultdict(list)
    for number, match in matches.items():
        claims[match.delivery].append(number)
    places = {candidate.id: candidate.place for candidate in candidates}
    for delivery, numbers in claims.items():
        if delivery is not None and len(numbers) > 1:
            problem = _CONFLICTING_ROWS.format(", ".join(map(str, numbers)), places[delivery])
            matches |= dict.fromkeys(numbers, Match(None, problem))
    return matches


class _Index:
    """Index of the deliveries by each name that a row may use."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._by_name: list[dict[str, dict[int, str]]] = [defaultdict(dict) for _ in range(4)]
        for candidate in candidates:
            single_file = candidate.files if len(candidate.files) == 1 else ()
            for place in (candidate.place, *single_file):
                spellings = _delivery_names(_path(place))
                for by_name, names in zip(self._by_name, spellings, strict=True):
                    for name in names:
                        by_name[name][candidate.id] = candidate.place
        self._pages = {
            _path(file): candidate.place
            for candidate in candidates
            if len(candidate.files) > 1
            for file in candidate.files
        }

    def find(self, file: str) -> Match:
        """Return the match for a file name as a row writes it."""
        path = _path(file)
        if not path:
            return Match(None, _NO_FILE_NAMED)
        for by_name, names in zip(self._by_name, _row_names(path), strict=True):
            hits = next(filter(None, map(by_name.get, names)), {})
            if len(hits) == 1:
                return Match(next(iter(hits)))
            if hits:
                places = list(hits.values())[:_MAX_PLACES_NAMED]
                return Match(None, _AMBIGUOUS_NAME.format(len(hits), ", ".join(places)))
        image_set = self._pages.get(PurePosixPath(path).name)
        return Match(None, _PAGE_OF_IMAGE_SET.format(image_set) if image_set else _NO_SUCH_FILE)


def _path(name: str) -> str:
    """Return a path in a normal form common to Windows and other systems."""
    parts = compose(name).casefold().replace("\\", "/").split("/")
    return "/".join(part.strip() for part in parts if part.strip() not in ("", "."))


def _delivery_names(path: str) -> tuple[Sequence[str], ...]:
    """Return the names of a delivery, the strictest spelling first."""
    stem = path.removesuffix(PurePosixPath(path).suffix)
    words = _letters_and_digits(PurePosixPath(path).stem)
    return (path,), _endings(path), _endings(stem), (words,)


def _row_names(path: str) -> tuple[Sequence[str], ...]:
    """Return the names by which a row may mean a delivery; only a Windows drive is left out."""
    return (
        _endings(path) if path[1:2] == ":" else (path,),
        (path,),
        (path,),
        (_letters_and_digits(path),),
    )


def _endings(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[place:]) for place in range(len(parts))]


def _letters_and_digits(path: str) -> str:
    """Return only letters and digits, so that 2820/QĐ-UBND matches the file 2820-QĐ-UBND.pdf."""
    return _SEPARATORS.sub(" ", path).strip()
