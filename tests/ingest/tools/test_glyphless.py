"""Tests of the invisible font."""

from io import BytesIO

from PIL import ImageFont

from ingest.tools.page_pdf import font


def test_the_font_file_is_valid():
    assert ImageFont.truetype(BytesIO(font()), 1000).getmetrics() == (800, 200)


def test_the_checksum_is_correct():
    content = font() + bytes(-len(font()) % 4)
    words = (int.from_bytes(content[at : at + 4], "big") for at in range(0, len(content), 4))
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


def test_the_font_is_tiny():
    assert len(font()) < 400
