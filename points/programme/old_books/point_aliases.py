"""Points as old books write them: by code, by a name of any time, with or without marks."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import dropwhile

from library.vietnamese.letters import fold, spell_one_way
from points.access_points.point_names import NameSpan, PointNames
from points.programme.old_books.written_days import quoted

_NOT_A_LETTER = re.compile(r"[\W_]+")
_LEADING = frozenset(
    {"diem", "truy", "nhap", "thu", "vien", "phong", "doc", "tv", "cua", "cap", "tinh", "huyen"}
    | {"xa", "phuong", "thi", "tran", "thanh", "pho", "tp", "h", "x", "p"}
)
"""Words before the name of a unit."""

_BRACKETS = re.compile(r"\([^)]*\)")
_SHORT = ("tv", "thu vien"), ("tvh", "thu vien huyen"), ("tvx", "thu vien xa")
_PROVINCE = frozenset({"toan tinh", "ca tinh", "chung toan tinh", "tinh"})
_PROVINCE_LIBRARY = "thu vien tinh"
_FOREVER = date.max
_CACHED_NAMES = 4096


@dataclass(frozen=True, slots=True)
class PointMatch:
    """The point that a text names, or a problem; code None without a problem is the province."""

    code: str | None = None
    problem: str = ""


class PointAliases:
    """All names under which the points were known, with their times."""

    def __init__(self, names: PointNames, own: Collection[str] | None = None) -> None:
        self._names = names
        self._own = own
        self._exact: dict[str, set[tuple[str, date, date]]] = defaultdict(set)
        self._loose: dict[str, set[tuple[str, date, date]]] = defaultdict(set)
        for code, spans in names.spans.items():
            for at, span in enumerate(spans):
                until = spans[at + 1].since if at + 1 < len(spans) else _FOREVER
                self._add(code, span, until)

    def find(self, text: str, day: date | None) -> PointMatch:
        """Return the point that a cell names on a day."""
        if _plain(text) in _PROVINCE:
            return PointMatch()
        code = text.strip().lower()
        codes = {code} if code in self._names.spans else self._codes(text, day)
        if not codes:
            return PointMatch(
                problem=f"Sổ không có điểm {quoted(text)}. Hãy ghi tên hoặc mã của điểm."
            )
        if len(codes) > 1:
            names = " hay ".join(self._names.on(code, day or _FOREVER) for code in sorted(codes))
            return PointMatch(problem=f"“{text}” có thể là {names}. Hãy ghi đủ tên hoặc mã.")
        (code,) = codes
        if self._own is not None and code not in self._own:
            return PointMatch(code, f"Bạn không phụ trách điểm “{text}”.")
        return PointMatch(code)

    def first_day(self, code: str | None) -> date | None:
        """Return the day of the first record of a point."""
        spans = self._names.spans.get(code or "")
        return spans[0].since if spans else None

    def _add(self, code: str, span: NameSpan, until: date) -> None:
        valid = (code, span.since, until)
        self._exact[_plain(span.name)].add(valid)
        if _plain(span.name).startswith(f"{_PROVINCE_LIBRARY} "):
            self._exact[_PROVINCE_LIBRARY].add(valid)
        for text in filter(None, (span.name, span.place)):
            self._loose[_bare(text)].add(valid)

    def _codes(self, text: str, day: date | None) -> set[str]:
        for table, key in ((self._exact, _plain(text)), (self._loose, _bare(text))):
            entries = table.get(key, set())
            then = {code for code, since, until in entries if day and since <= day < until}
            codes = then or {code for code, *_ in entries}
            if codes:
                return codes
        return set()


@lru_cache(_CACHED_NAMES)
def _plain(text: str) -> str:
    """Return the text folded, without punctuation, with abbreviations of library written out."""
    words = _NOT_A_LETTER.sub(" ", fold(spell_one_way(text))).strip()
    first, _, remainder = words.partition(" ")
    return f"{dict(_SHORT).get(first, first)} {remainder}".strip()


@lru_cache(_CACHED_NAMES)
def _bare(text: str) -> str:
    """Return the name of the unit alone: `trang dinh` for Thư viện huyện Tràng Định."""
    words = _plain(_BRACKETS.sub(" ", text)).split()
    name_words = list(dropwhile(_LEADING.__contains__, words))
    return " ".join(name_words or words)
