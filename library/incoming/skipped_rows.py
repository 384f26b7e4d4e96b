"""Rows of a sheet that are no data: totals, signatures, column numbers, repeated headings."""

import re
from collections.abc import Collection, Sequence

from library.vietnamese.letters import fold

_TOTAL = re.compile(
    r"(total|grand total|tong cong|tong so|tong|cong|luy ke|cong don|mang sang|cong mang sang"
    r"|chuyen sang)"
    r"(?: (?:toan|ca))?(?: (?:nam|thang|quy|trang|diem|huyen|xa|tinh|lai|don))?(?: [\da-divx/]+)?"
    r"(?: muc [\divx.]+)?\s*(?:[:.]?|:.*\d.*\b(?:ten|ban|cuon|quyen|nhan de)\b.*)"
    r"|(?:tong so|tong cong|tong|cong)\b.{0,20}\d.*"
    r"\b(?:ten|ban|cuon|quyen|nhan de|dau sach|b|c|q)\b.*"
    r"|(?:tong )?cong\b.{0,30}:.*|cong (?:muc|ngan|ke|kho|trang|phan|nhom|loai|tu)\b.{0,20}"
)
_SIGNATURE = re.compile(
    r"\b(nguoi lap|nguoi ghi|nguoi vao so|nguoi kiem ke|to kiem ke|lap bieu|"
    r"ban kiem ke|thu truong|ke toan|giam doc|ky ten|ky, ghi|"
    r"ngay[ .…]+\d* ?thang[ .…]+\d* ?nam|xac nhan cua)"
)
REPEATED, SIGNATURE, TOTAL = "tên cột ghi lại", "chữ ký, ngày lập sổ", "dòng cộng"
_REPEATED_HEADINGS = 0.6
"""Share of cells equal to headings above which a row repeats the headings."""

_WORDS_OF_A_TOTAL, _WORDS_OF_A_SIGNATURE = 3, 3
"""Cells among which a total is named; distinct cells of a row of signatures."""

_MAX_COLUMN_NUMBER_LENGTH = 2


def reason_to_skip(cells: Sequence[str], labels: Collection[str], *, is_dated: bool = False) -> str:
    """Return in words why a row is no data, or an empty text; a dated row is no total."""
    texts = [text for text in cells if text]
    if sum(text in labels for text in texts) > len(texts) * _REPEATED_HEADINGS:
        return REPEATED
    first_words = [fold(text).strip() for text in texts[:_WORDS_OF_A_TOTAL]]
    if any(_TOTAL.fullmatch(word) for word in first_words) and not is_dated:
        return TOTAL
    distinct = dict.fromkeys(texts)
    if len(distinct) <= _WORDS_OF_A_SIGNATURE and _SIGNATURE.search(fold(" ".join(distinct))):
        return SIGNATURE
    return "số thứ tự của cột" if _is_column_numbers(texts) else ""


def skip_remark(reason: str, places: Sequence[int]) -> str:
    """Return a sentence on the rows skipped for one reason."""
    row_numbers = ", ".join(map(str, places[:10])) + ("…" if len(places) > 10 else "")
    return f"bỏ qua dòng {row_numbers}: {reason}."


def _is_column_numbers(texts: list[str]) -> bool:
    plain = [re.sub(r"[()\s]", "", text) for text in texts]
    if max(map(len, plain), default=0) > _MAX_COLUMN_NUMBER_LENGTH:
        return False
    numbers = [word for word in plain if word.isdecimal()]
    letters = [word for word in plain if len(word) == 1 and word.isalpha()]
    return (
        len(numbers) > 1
        and len(numbers) + len(letters) == len(plain)
        and numbers == [str(n) for n in range(int(numbers[0]), int(numbers[0]) + len(numbers))]
        and int(numbers[0]) < 4
    )
