"""Words on the screen: one Vietnamese term per thing, as the glossary lists them."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_FORBIDDEN = {
    "Có chữ": r"Có chữ</label>",
    "Thôi": r">Thôi\b(?! [a-zà-ỹ])",
    "Đọc bằng": r"Đọc bằng|Đọc lại trang bằng",
    "Chữ để nhận dạng": r"Chữ để nhận dạng|vie, fra",
    "Bỏ trang": r"\bBỏ trang\b",
    "Một câu nói sưu tập có gì": r"Một câu nói sưu tập có gì",
    "lâu nhất: từ hôm nay": r"lâu nhất:|từ hôm nay",
    "Tên in the menu": r">Tên</a>",
    "Cả … tài liệu tìm thấy": r"Cả [^<]{0,60} tài liệu tìm thấy",
    "Bỏ qua trang": r"[Bb]ỏ qua trang|Bỏ qua (mọi|các) trang|bạn đã dặn",
    "Đưa lại": r"[Đđ]ưa lại",
    "Hủy lần sửa": r"Hủy (lần|cả đợt) sửa|\bđã hủy\b(?! hẹn)",
    "Tên được chọn": r"[Tt]ên được chọn",
    "Những tên có thể là một": r"tên có thể là một\b",
    "Là hai": r"\bLà hai\b(?! người)",
    "Bỏ bản mới": r"[Bb]ỏ bản mới|Gỡ khỏi kho",
    "Bỏ cách xem": r"[Bb]ỏ cách xem|Bỏ biểu mẫu",
    "Đã nhớ": r"[Đđ]ã nhớ\b|>Nhớ<",
    "Quyền đọc": r"quyền đọc (không|ở trang|của tài liệu)",
    "Của ai": r"Của ai\b",
    "Phần ghi khác": r"[Pp]hần ghi khác",
    "Lần sửa mất chỗ": r"[Ss]ửa (chữ )?mất chỗ",
    "Lúc, Về, Bản": r"<th scope=\"col\">(Lúc|Về|Bản)</th>",
    "y như thế": r"lời báo y như thế|[Ll]ời báo ấy không hỏi lại",
    "tài liệu quý": r"tài liệu quý bày",
    "xoá, khoá": r"\b([Xx]|[Kk]h|[Ss]ố h)oá\b",
}
"""Patterns of terms that the glossary replaces, by the term."""

_FILES = [
    *(_ROOT / "app" / "templates").rglob("*.html"),
    *(_ROOT / "docs" / "librarian").glob("*.md"),
    *(_ROOT / "app" / "office").rglob("*.py"),
    *(_ROOT / "app" / "web").rglob("*.py"),
    *(_ROOT / "app" / "static" / "js").rglob("*.js"),
    *(_ROOT / "library").rglob("problems.py"),
    _ROOT / "library" / "errors.py",
    _ROOT / "library" / "staff" / "data" / "audit_labels.toml",
]


@pytest.mark.parametrize("term", _FORBIDDEN)
def test_a_replaced_term_is_nowhere_on_the_screen(term):
    pattern = re.compile(_FORBIDDEN[term])
    places = {str(path.relative_to(_ROOT)) for path in _FILES if pattern.search(path.read_text())}
    assert places == set()


def test_the_glossary_lists_the_replaced_terms():
    glossary = (_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    section = glossary.partition("## Words on the screen")[2]
    words = [term.split(" in the menu")[0].split(":")[0] for term in _FORBIDDEN]
    assert [word for word in words if word not in section] == []
