"""Knows how Vietnamese administrative papers are laid out, and takes the first page apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from ingest.metadata_extraction.text_lines import Line, halves, lines_of
from library.catalogue.text.words import Word

_STATES = tuple(
    tuple(state.split())
    for state in (
        "cong hoa xa hoi chu nghia viet nam",
        "viet nam dan chu cong hoa",
        "dang cong san viet nam",
    )
)
_MOST_OF_IT = 0.7
_HEAD = 0.5
"""The letterhead stands in the upper half."""

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
"""The heading without marks ← the kind as it is catalogued, and its letters in the number."""

MARKS = frozenset(mark for _, mark in _KINDS.values() if mark)
"""What may stand before the body in a number: QĐ in 12/QĐ-UBND."""

_LETTER = "Công văn"
_ABOUT = ("vv", "ve viec")
_END = (
    "kinh gui",
    "noi nhan",
    "chu tich",
    "uy ban nhan dan",
    "hoi dong nhan dan",
    "can cu",
    "theo de nghi",
    *(f"thuc hien {named}" for named in ("quyet dinh", "nghi quyet", "ke hoach", "chi thi")),
)
"""What comes after the abstract."""

_HEAD_OF_BODY = ("chu tich uy ban", "chu tich ubnd")
_FARTHER = 1.7
"""An abstract ends where the next line stands so much farther off."""

_FAR = 4
"""An abstract stands so many heights of a line under its heading at most."""

_LONGEST = 9
"""Lines an abstract may have; what runs on is none."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The parts of a first page, each as the lines it stands on; a part may be missing."""

    organ: tuple[Line, ...]
    number: Line | None
    date: Line | None
    heading: Line | None
    abstract: tuple[Line, ...]
    in_person: bool
    """Whether the head of the body decides, and not the body."""

    @property
    def kind(self) -> str | None:
        """What kind of paper it is."""
        if self.heading is not None:
            return _KINDS[_kind(self.heading)][0]
        return _LETTER if self.abstract else None

    @property
    def runs_on(self) -> bool:
        """Whether no end of the abstract was found."""
        return len(self.abstract) > _LONGEST

    @property
    def mark(self) -> str:
        """The letters that stand for its kind in its number; none for a letter."""
        return _KINDS[_kind(self.heading)][1] if self.heading is not None else ""


def take_apart(words: Iterable[Word], height: int) -> Paper | None:
    """Return the parts of a paper; None when the page has no letterhead."""
    lines = lines_of(words)
    state, boundary = _state(line for line in lines if line.box.top < _HEAD * height)
    if state is None:
        return None
    top = state.box.top - state.height
    below = [line for line in lines if line.box.top >= top]
    heading = next((line for line in below if _kind(line)), None)
    end = heading.box.top if heading else _HEAD * height
    left, right = halves((line for line in below if line.box.top < end), boundary)
    number = next((line for line in left if _is_number(line)), None)
    under = number.box.top if number else end
    return Paper(
        organ=tuple(line for line in left if line.box.bottom <= under + line.height / 2),
        number=number,
        date=next((line for line in right if _is_date(line)), None),
        heading=heading,
        abstract=tuple(_abstract(heading, below) if heading else _subject(number, left)),
        in_person=any(line.in_capitals and _says(line, _HEAD_OF_BODY) for line in below),
    )


def _state(lines: Iterable[Line]) -> tuple[Line | None, float]:
    """Find the name of the state, and where the right half begins: at its first word."""
    for line in lines:
        for start, word in enumerate(line.words):
            if any(_is_like(line.folded[start : start + len(s)], s) for s in _STATES):
                return line, word.left
    return None, 0.0


def _is_like(said: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    same = sum(one == other for one, other in zip(said, meant, strict=False))
    return said[:1] == meant[:1] and same >= _MOST_OF_IT * len(meant)


def _kind(line: Line) -> str | None:
    said = " ".join(filter(None, line.folded))
    if not said or not line.in_capitals:
        return None
    return next((kind for kind in _KINDS if _nearly(said, kind)), None)


def _nearly(said: str, meant: str) -> bool:
    if abs(len(said) - len(meant)) > 1:
        return False
    return said == meant or (
        len(meant) > 7 and SequenceMatcher(None, said, meant).ratio() > 1 - 1 / len(meant)
    )


def _is_number(line: Line) -> bool:
    return line.folded[0].startswith("so") and any(mark in line.text for mark in "/-")


def _is_date(line: Line) -> bool:
    said = " ".join(line.folded)
    return "nam" in said and ("thang" in said or "ngay" in said)


def _abstract(heading: Line, below: list[Line]) -> Iterator[Line]:
    after = [line for line in below if line.box.top > heading.box.top]
    head = [heading, *takewhile(_is_of_the_head, after)]
    return _until_it_ends(after[len(head) - 1 :], head[-1])


def _is_of_the_head(line: Line) -> bool:
    return bool(_kind(line)) or _is_number(line) or _is_date(line)


def _subject(number: Line | None, left: list[Line]) -> Iterator[Line]:
    """Give what a letter is about: it stands under its number."""
    after = [line for line in left if number is not None and line.box.top > number.box.top]
    begins = bool(after) and _says(after[0], _ABOUT)
    return _until_it_ends(after, number) if begins else iter(())


def _until_it_ends(lines: list[Line], before: Line) -> Iterator[Line]:
    pitch, last = None, before
    for line in lines[: _LONGEST + 1]:
        step = line.middle - last.middle
        if _says(line, _END) or (pitch and step > _FARTHER * pitch):
            return
        if last is not before:
            pitch = min(pitch or step, step)
        elif step > _FAR * line.height:
            return
        yield line
        last = line


def _says(line: Line, beginnings: tuple[str, ...]) -> bool:
    said = " ".join(takewhile(bool, line.folded)) or " ".join(filter(None, line.folded))
    return said.startswith(beginnings)
