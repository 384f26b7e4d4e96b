"""Parts of the first page of Vietnamese administrative documents, by their standard layout."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import dropwhile, takewhile

from ingest.metadata_extraction.text_lines import Line, lines_of, split_halves
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold

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

KINDS = {
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

KIND_CODES = frozenset(mark for _, mark in KINDS.values() if mark)
"""Kind codes before the body in a number: QĐ in 12/QĐ-UBND."""

_LETTER = "Công văn"
_DATE_IN_FIGURES = re.compile(
    r"(?P<place>.*?)[,.;]?\s*ngay\W*(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})"
    r"\s*[/.-]\s*(?P<year>(?:19|20)\d\d)\b"
)
_SUBJECT_OPENINGS = ("vv", "ve viec", "trich yeu")
_ADDRESSEE = "kinh gui"
_AFTER_ABSTRACT = (
    _ADDRESSEE,
    "noi nhan",
    "chu tich",
    "uy ban nhan dan",
    "hoi dong nhan dan",
    "hoi dong bo truong",
    "chinh phu",
    "thu tuong",
    "bo truong",
    "giam doc",
    "can cu",
    "theo de nghi",
    "xet de nghi",
    *(f"de {aim}" for aim in ("thuc hien", "trien khai", "dam bao", "bao dam", "dap ung")),
    *(f"thuc hien {named}" for named in ("quyet dinh", "nghi quyet", "ke hoach", "chi thi")),
)
"""Openings of the lines that follow the abstract."""

_CHAIRMEN = ("chu tich uy ban", "chu tich ubnd")
_OF = "cua"
"""Before 2005 the heading also names the body: QUYẾT ĐỊNH CỦA UỶ BAN NHÂN DÂN TỈNH."""

_MAX_HEADING_LINES = 3
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
    is_addressed: bool = False
    """True for a letter: it has a number and addressees, but often no subject before 2000."""

    @property
    def kind(self) -> str | None:
        """The kind of document."""
        if self.heading is not None:
            return KINDS[_kind(self.heading)][0]
        return _LETTER if self.abstract or self.is_addressed else None

    @property
    def runs_on(self) -> bool:
        """True if no end of the abstract was found."""
        return len(self.abstract) > _MAX_ABSTRACT_LINES

    @property
    def mark(self) -> str:
        """The kind code in the document number; empty for a letter."""
        return KINDS[_kind(self.heading)][1] if self.heading is not None else ""


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
        by_chairman=any(line.in_capitals and _is_by_chairman(line) for line in below),
        is_addressed=number is not None and any(_begins_with(line, _ADDRESSEE) for line in below),
    )


def _is_by_chairman(line: Line) -> bool:
    heading_end = " ".join(filter(None, line.folded)).partition(f" {_OF} ")[2]
    return _begins_with(line, _CHAIRMEN) or heading_end.startswith(_CHAIRMEN)


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
    text = " ".join(filter(None, line.folded)).partition(f" {_OF} ")[0]
    if not text or not line.in_capitals:
        return None
    return next((kind for kind in KINDS if _nearly_equal(text, kind)), None)


def _nearly_equal(text: str, phrase: str) -> bool:
    if abs(len(text) - len(phrase)) > 1:
        return False
    return text == phrase or (
        len(phrase) > 7 and SequenceMatcher(None, text, phrase).ratio() > 1 - 1 / len(phrase)
    )


def _is_number(line: Line) -> bool:
    has_figures = any(sign.isdigit() or sign == ":" for sign in line.text)  # SỞ VĂN HOÁ - THÔNG TIN
    return line.folded[0].startswith("so") and has_figures and any(c in line.text for c in "/⁄-")


def _is_date(line: Line) -> bool:
    text = " ".join(line.folded)
    return date_in_figures(line.text) is not None or (
        "nam" in text and ("thang" in text or "ngay" in text)
    )


def date_in_figures(text: str) -> re.Match[str] | None:
    """Return the date of a line like “ngày 22-8-1985”: `place`, `day`, `month`, `year`."""
    return _DATE_IN_FIGURES.match(fold(text))


def _abstract(heading: Line, below: list[Line]) -> Iterator[Line]:
    after = [line for line in below if line.box.top > heading.box.top]
    head = [heading, *takewhile(_belongs_to_head, after)]
    if len(head) == 1 and _OF in heading.folded:
        head += _rest_of_heading(after)
    return _until_abstract_ends(after[len(head) - 1 :], head[-1])


def _rest_of_heading(after: list[Line]) -> list[Line]:
    """Return the other lines of a heading that names the body, down to the mark of the abstract."""
    names = list(takewhile(lambda line: line.in_capitals and not _begins_subject(line), after))
    is_marked = len(names) < len(after) and _begins_subject(after[len(names)])
    return names if is_marked and len(names) < _MAX_HEADING_LINES else []


def _belongs_to_head(line: Line) -> bool:
    return bool(_kind(line)) or _is_number(line) or _is_date(line)


def _subject(number: Line | None, left_lines: list[Line]) -> Iterator[Line]:
    """Yield the lines of a letter's subject, which is below its number."""
    after = [line for line in left_lines if number is not None and line.box.top > number.box.top]
    after = list(dropwhile(_is_rule, after))
    begins = bool(after) and _begins_subject(after[0])
    return _until_abstract_ends(after, number) if begins else iter(())


def _begins_subject(line: Line) -> bool:
    return _begins_with(line, _SUBJECT_OPENINGS)


def _is_rule(line: Line) -> bool:
    """Return True for a row of signs, such as the dashes under a typed heading."""
    return not any(map(str.isalnum, line.text))


def ends_abstract(line: Line) -> bool:
    """Return True for a line that follows the abstract: the body, or the reasons."""
    return _is_rule(line) or _begins_with(line, _AFTER_ABSTRACT)


def _until_abstract_ends(lines: list[Line], heading: Line) -> Iterator[Line]:
    pitch, last = None, heading
    for line in list(dropwhile(_is_rule, lines))[: _MAX_ABSTRACT_LINES + 1]:
        step = line.middle - last.middle
        if ends_abstract(line) or (pitch and step > _MAX_LINE_SPACING_RATIO * pitch):
            return
        if last is not heading:
            pitch = min(pitch or step, step)
        elif step > _MAX_HEADING_DISTANCE_RATIO * line.height:
            return
        yield line
        last = line


def _begins_with(line: Line, beginnings: str | tuple[str, ...]) -> bool:
    text = " ".join(takewhile(bool, line.folded)) or " ".join(filter(None, line.folded))
    return text.startswith(beginnings)
