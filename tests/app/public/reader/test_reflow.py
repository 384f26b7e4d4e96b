"""Reflow of recognised lines."""

import pytest

from app.public.reader.reflow import continues


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("một hai ba bốn\nnăm sáu", "một hai ba bốn năm sáu", id="a full line"),
        pytest.param(
            "CHỈ THỊ\nvề việc đi lại trên cầu", "CHỈ THỊ\nvề việc đi lại trên cầu", id="a heading"
        ),
        pytest.param("một hai ba bốn:\n- năm\n- sáu", "một hai ba bốn:\n- năm\n- sáu", id="a list"),
        pytest.param("một hai ba bốn.\n2. Năm", "một hai ba bốn.\n2. Năm", id="a numbered line"),
        pytest.param(
            "9 xã Tân Hòa 24\n10 xã Y Tịch 36", "9 xã Tân Hòa 24\n10 xã Y Tịch 36", id="rows"
        ),
        pytest.param(
            "12 hộ dân cùng\n7 người già", "12 hộ dân cùng 7 người già", id="numbers in prose"
        ),
        pytest.param("một hai ba\n\nbốn năm sáu", "một hai ba\n\nbốn năm sáu", id="two paragraphs"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_lines_broken_by_the_margin_are_joined(text, expected):
    lines = text.split("\n")
    flags = continues(lines)
    parts = (
        f"{' ' if runs_on else chr(10)}{line}" for line, runs_on in zip(lines, flags, strict=True)
    )
    assert "".join(parts)[1:] == expected
