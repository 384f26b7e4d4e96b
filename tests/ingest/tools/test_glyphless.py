"""Tests of the font that shows nothing."""

from io import BytesIO

from PIL import ImageFont

from ingest.tools.glyphless import font


def test_it_is_a_font():
    assert ImageFont.truetype(BytesIO(font()), 1000).getmetrics() == (800, 200)


def test_its_checksum_is_right():
    content = font() + bytes(-len(font()) % 4)
    words = (int.from_bytes(content[at : at + 4], "big") for at in range(0, len(content), 4))
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


def test_it_weighs_next_to_nothing():
    assert len(font()) < 400
