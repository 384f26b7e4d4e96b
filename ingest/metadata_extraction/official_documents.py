"""Parts of the first page of Vietnamese administrative documents, by their standard layout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from ingest.metadata_extraction.text_lines import Line, lines_of, split_halves
from library.catalogue.text.words import Word

_STATE_NAMES = tuple(
    tuple(state.split())
    for state in (
        "cong hoa xa hoi chu nghia viet nam",
        "viet nam dan chu cong hoa",
        "dang cong san viet nam",
    )
)
_MIN_STATE_NAME_RATIO = 0.7
_HEAD_RATIO = 0.5
"""The letterhead is in the upper half of the page."""

_KINDS = {
    "quyet dinh": ("Quyết định", "QĐ"),
    "nghi quyet": ("Nghị quyết", "NQ"),
    "chi thi": ("Chỉ thị", "CT"),
    "ke hoach": ("Kế hoạch", "KH"),
    "thong bao": ("Thông báo", "TB"),
    "bao cao": ("Báo cáo", "BC"),
    "to trinh": ("Tờ trình", "TTr"),
    "huong dan": ("Hướng dẫn", "HD"),
    "chuong trinh": ("Chương trình", "CTr"),
    "quy che": ("Quy chế", "QC"),
    "quy dinh": ("Quy định", "QyĐ"),
    "phuong an": ("Phương án", "PA"),
    "de an": ("Đề án", "ĐA"),
    "du an": ("Dự án", "DA"),
    "bien ban": ("Biên bản", "BB"),
    "hop dong": ("Hợp đồng", "HĐ"),
    "cong dien": ("Công điện", "CĐ"),
    "giay moi": ("Giấy mời", "GM"),
    "giay gioi thieu": ("Giấy giới thiệu", "GGT"),
    "thong tu": ("Thông tư", "TT"),
    "nghi dinh": ("Nghị định", "NĐ"),
    "sac lenh": ("Sắc lệnh", "SL"),
    "ket luan": ("Kết luận", "KL"),
    "thong tri": ("Thông tri", "TT"),
    "thong cao": ("Thông cáo", "TC"),
    "loi keu goi": ("Lời kêu gọi", ""),
}
"""Heading without diacritics → catalogue form of the document kind, and its code in numbers."""

KIND_CODES = frozenset(mark for _, mark in _KINDS.values() if mark)
"""Kind codes before the body in a number: QĐ in 12/QĐ-UBND."""

_LETTER = "Công văn"
_SUBJECT_OPENINGS = ("vv", "ve viec")
_AFTER_ABSTRACT = (
    "kinh gui",
    "noi nhan",
    "chu tich",
    "uy ban nhan dan",
    "hoi dong nhan dan",
    "can cu",
    "theo de nghi",
    *(f"thuc hien {named}" for named in ("quyet dinh", "nghi quyet", "ke hoach", "chi thi")),
)
"""Openings of the lines that follow the abstract."""

_CHAIRMAN_OPENINGS = ("chu tich uy ban", "chu tich ubnd")
_MAX_LINE_SPACING_RATIO = 1.7
"""An abstract ends where the line spacing grows by this factor."""

_MAX_HEADING_DISTANCE_RATIO = 4
"""Greatest distance of an abstract from its heading, in line heights."""

_MAX_ABSTRACT_LINES = 9
"""Greatest number of lines of an abstract; longer text is not one."""


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """Parts of a first page as text lines; any part may be missing."""

    letterhead: tuple[Line, ...]
    number: Line | None
    date: Line | None
    heading: Line | None
    abstract: tuple[Line, ...]
    by_chairman: bool
    """True if the chairman decides personally, and not the body."""

    @property
    def kind(self) -> str | None:
        """The kind of document."""
        if self.heading is not None:
            return _KINDS[_kind(self.heading)][0]
        return _LETTER if self.abstract else None

    @property
    def runs_on(self) -> bool:
        """True if no end of the abstract was found."""
        return len(self.abstract) > _MAX_ABSTRACT_LINES

    @property
    def mark(self) -> str:
        """The kind code in the document number; empty for a letter."""
        return _KINDS[_kind(self.heading)][1] if self.heading is not None else ""


def split_parts(words: Iterable[Word], height: int) -> DocumentParts | None:
    """Return the parts of a document; None if the page has no letterhead."""
    lines = lines_of(words)
    state, boundary = _find_state_name(
        line for line in lines if line.box.top < _HEAD_RATIO * height
    )
    if state is None:
        return None
    top = state.box.top - state.height
    below = [line for line in lines if line.box.top >= top]
    heading = next((line for line in below if _kind(line)), None)
    end = heading.box.top if heading else _HEAD_RATIO * height
    left_lines, right_lines = split_halves((line for line in below if line.box.top < end), boundary)
    number = next((line for line in left_lines if _is_number(line)), None)
    under = number.box.top if number else end
    return DocumentParts(
        letterhead=tuple(line for line in left_lines if line.box.bottom <= under + line.height / 2),
        number=number,
        date=next((line for line in right_lines if _is_date(line)), None),
        heading=heading,
        abstract=tuple(_abstract(heading, below) if heading else _subject(number, left_lines)),
        by_chairman=any(
            line.in_capitals and _begins_with(line, _CHAIRMAN_OPENINGS) for line in below
        ),
    )


def _find_state_name(lines: Iterable[Line]) -> tuple[Line | None, float]:
    """Return the line with the state's name, and the left edge of the right half: its first
    word."""
    for line in lines:
        for start, word in enumerate(line.words):
            if any(_is_like(line.folded[start : start + len(s)], s) for s in _STATE_NAMES):
                return line, word.left
    return None, 0.0


def _is_like(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    same = sum(word == expected_word for word, expected_word in zip(words, phrase, strict=False))
    return words[:1] == phrase[:1] and same >= _MIN_STATE_NAME_RATIO * len(phrase)


def _kind(line: Line) -> str | None:
    text = " ".join(filter(None, line.folded))
    if not text or not line.in_capitals:
        return None
    return next((kind for kind in _KINDS if _nearly_equal(text, kind)), None)


def _nearly_equal(text: str, phrase: str) -> bool:
    if abs(len(text) - len(phrase)) > 1:
        return False
    return text == phrase or (
        len(phrase) > 7 and SequenceMatcher(None, text, phrase).ratio() > 1 - 1 / len(phrase)
    )


def _is_number(line: Line) -> bool:
    return line.folded[0].startswith("so") and any(mark in line.text for mark in "/-")


def _is_date(line: Line) -> bool:
    text = " ".join(line.folded)
    return "nam" in text and ("thang" in text or "ngay" in text)


def _abstract(heading: Line, below: list[Line]) -> Iterator[Line]:
    after = [line for line in below if line.box.top > heading.box.top]
    head = [heading, *takewhile(_belongs_to_head, after)]
    return _until_abstract_ends(after[len(head) - 1 :], head[-1])


def _belongs_to_head(line: Line) -> bool:
    return bool(_kind(line)) or _is_number(line) or _is_date(line)


def _subject(number: Line | None, left_lines: list[Line]) -> Iterator[Line]:
    """Yield the lines of a letter's subject, which is below its number."""
    after = [line for line in left_lines if number is not None and line.box.top > number.box.top]
    begins = bool(after) and _begins_with(after[0], _SUBJECT_OPENINGS)
    return _until_abstract_ends(after, number) if begins else iter(())


def _until_abstract_ends(lines: list[Line], heading: Line) -> Iterator[Line]:
    pitch, last = None, heading
    for line in lines[: _MAX_ABSTRACT_LINES + 1]:
        step = line.middle - last.middle
        if _begins_with(line, _AFTER_ABSTRACT) or (
            pitch and step > _MAX_LINE_SPACING_RATIO * pitch
        ):
            return
        if last is not heading:
            pitch = min(pitch or step, step)
        elif step > _MAX_HEADING_DISTANCE_RATIO * line.height:
            return
        yield line
        last = line


def _begins_with(line: Line, beginnings: tuple[str, ...]) -> bool:
    text = " ".join(takewhile(bool, line.folded)) or " ".join(filter(None, line.folded))
    return text.startswith(beginnings)
