"""Headings and lists of recognised text."""

import pytest
from markupsafe import Markup

from app.public.reader.page_text import with_structure
from app.public.reader.passages import Passage, TextLine


def _tags(*lines):
    """Return tag and text of the passages made of one with these lines; `>` runs on."""
    text_lines = [
        TextLine(Markup(line.lstrip(">")), None, line[0] == ">")  # noqa: S704  (typed here)
        for line in lines
    ]
    passages = with_structure([Passage("vi", tuple(text_lines))])
    return [(part.tag, " ".join(line.html for line in part.lines)) for part in passages]


@pytest.mark.parametrize(
    "heading",
    ["Chương II", "QUY ĐỊNH CHUNG", "Điều 3. Đối tượng áp dụng", "<mark>PHẦN</mark> THỨ NHẤT"],
)
def test_a_heading_stands_by_itself(heading):
    assert _tags("Đoạn văn trước.", heading, "Đoạn văn", ">sau.") == [
        ("p", "Đoạn văn trước."),
        ("h3", heading),
        ("p", "Đoạn văn sau."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "KT. CHỦ TỊCH",
        "TNHH",
        "Điều 3. Quyết định này có hiệu lực từ ngày ký.",
    ],
)
def test_names_and_sentences_are_no_headings(line):
    assert _tags("Trước.", line) == [("p", f"Trước. {line}")]


def test_two_items_are_a_list_and_one_alone_is_a_paragraph():
    assert [tag for tag, _ in _tags("Gồm:", "- một", "- hai", ">ba", "Hết.")] == [
        "p",
        "li",
        "li",
        "p",
    ]
    assert [tag for tag, _ in _tags("Gồm:", "- một", "Hết.")] == ["p", "p", "p"]
