"""Description lists delivered with files: registration, and matching of rows to deliveries."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library import clock
from library.accessions.models import (
    Accession,
    DescriptionList,
    DescriptionListState,
    DescriptionRow,
)
from library.vietnamese.letters import compose, fold

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


_STEM = re.compile(
    r"(?:metadata|(?:bang )?mo ta|bien muc|(?:danh sach|danh muc|bang ke|muc luc|thong ke)"
    r"(?: (?:tai lieu|sach|bao|anh|tep|file|scan|ban quet|so hoa|dia chi|van ban|an pham))*)[ \d]*"
)
_LISTS_ALWAYS = frozenset({".csv", ".tsv"})
_MARC = frozenset({".mrc", ".marc"})
_SUFFIXES = frozenset({".xlsx", ".xml", ".marcxml"})
_BETWEEN_WORDS = str.maketrans("-_", "  ")


class ReadRow(Protocol):
    """One parsed row of a description list (see library.exchange.list_rows)."""

    number: int
    file: str
    told: dict[str, str]
    other: dict[str, str]
    remarks: tuple[str, ...]
    marc: dict[str, object] | None


def is_description_list(name: str) -> bool:
    """Return True if the file name is that of a description list for files in the same folder."""
    path = PurePath(name)
    suffix = path.suffix.lower()
    stem = fold(compose(path.stem)).translate(_BETWEEN_WORDS)
    return suffix in _MARC | _LISTS_ALWAYS or (
        suffix in _SUFFIXES and _STEM.fullmatch(stem) is not None
    )


def register_list(
    session: Session, name: str, digest: str, *, collection: str, by: str
) -> DescriptionList:
    """Register a list whose file is in the master store; its rows are read later."""
    description_list = DescriptionList(
        collection=collection,
        name=name,
        digest=digest,
        received=clock.now(),
        received_by=by,
        remarks=[],
    )
    session.add(description_list)
    session.flush()
    return description_list


def next_unread(session: Session) -> DescriptionList | None:
    """Return the unread list that has waited longest, or None."""
    waiting = select(DescriptionList).where(DescriptionList.state == DescriptionListState.WAITING)
    return session.scalar(waiting.order_by(DescriptionList.id).limit(1))


def write_rows(
    session: Session, sheet_id: int, rows: Iterable[ReadRow], remarks: Iterable[str]
) -> None:
    """Store the rows of a list and attach each description to the delivery it matches.

    Only deliveries with a description are published at once: an unmatched row may have forbidden
    the publication of its file.
    """
    description_list = _lock_waiting(session, sheet_id)
    if description_list is None:
        return
    accessions = {row.id: row for row in deliveries_of_list(session, sheet_id)}
    rows_by_number = {row.number: row for row in rows}
    matches = match_rows(
        [_candidate(row) for row in accessions.values()],
        [(row.number, row.file) for row in rows_by_number.values()],
    )
    for number, row in rows_by_number.items():
        session.add(_description_row(sheet_id, row, matches[number]))
        if delivery := accessions.get(matches[number].delivery):
            marc = {} if row.marc is None else {"marc": row.marc}
            delivery.given = {"told": dict(row.told), "other": dict(row.other), **marc}
    for accession in accessions.values():
        accession.publish = accession.publish and accession.given is not None
    description_list.state, description_list.remarks = DescriptionListState.READ, list(remarks)


def refuse(session: Session, sheet_id: int, message: str) -> None:
    """Record why a list cannot be read; none of its deliveries is published at once."""
    description_list = _lock_waiting(session, sheet_id)
    if description_list is None:
        return
    description_list.state, description_list.message = DescriptionListState.REFUSED, message
    for accession in deliveries_of_list(session, sheet_id):
        accession.publish = False


def deliveries_of_list(session: Session, sheet_id: int) -> list[Accession]:
    """Return the deliveries received with a list, in order of receipt."""
    rows = select(Accession).where(Accession.sheet_id == sheet_id).order_by(Accession.id)
    return list(session.scalars(rows.options(selectinload(Accession.files))))


def _lock_waiting(session: Session, sheet_id: int) -> DescriptionList | None:
    """Lock a list and return it if it is still unread: two processes may want to read it."""
    description_list = session.get(DescriptionList, sheet_id, with_for_update=True)
    return (
        description_list
        if description_list is not None and description_list.state is DescriptionListState.WAITING
        else None
    )


def _description_row(sheet_id: int, row: ReadRow, match: Match) -> DescriptionRow:
    return DescriptionRow(
        sheet_id=sheet_id,
        number=row.number,
        file=row.file,
        told=dict(row.told),
        other=dict(row.other),
        remarks=list(row.remarks),
        problem=match.problem,
        accession_id=match.delivery,
    )


def _candidate(accession: Accession) -> Candidate:
    files = tuple(file.name for file in accession.files)
    return Candidate(accession.id, accession.place or accession.source, files)
