"""Judgement of the pixels that a viewer painted over the words of a page."""

import io

import pytest
from PIL import Image as Picture
from PIL import ImageDraw

from bench.painted_hits import painted_shares
from tests.app.scans import PAPER, words_of

_WORDS = words_of("Chợ Kỳ Lừa ngày phiên")
_HITS = ("Kỳ", "Lừa")


def _screen(paint, scale=0.6, at=(200, 50)):
    """Return a screenshot of a page, with a box of the scan painted over it, if there is one."""
    screen = Picture.new("RGB", (900, 700), "black")
    pencil = ImageDraw.Draw(screen)

    def edges(x_start, y_start, width, height):
        x, y = at[0] + x_start * scale, at[1] + y_start * scale
        return x, y, x + width * scale, y + height * scale

    pencil.rectangle(edges(0, 0, 1000, 1000), fill=PAPER)
    for word in _WORDS:
        pencil.rectangle(edges(word.left, word.top, word.width, word.height), fill="black")
    if paint:
        pencil.rectangle(edges(*paint), fill=(90, 90, 0))
    content = io.BytesIO()
    screen.save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize("scale", [0.4, 0.6])
def test_a_hit_on_its_words_covers_them_and_nothing_else(scale):
    covered, stray = painted_shares(_screen((190, 200, 170, 30), scale), _WORDS, _HITS)
    assert covered > 0.9 and stray < 0.05


@pytest.mark.parametrize(
    ("paint", "is_covered"),
    [
        pytest.param((150, 156, 133, 23), False, id="in pixels of a smaller image"),
        pytest.param((190, 120, 170, 110), True, id="on more than the words"),
        pytest.param(None, False, id="nothing painted"),
    ],
)
def test_a_hit_elsewhere_is_seen(paint, is_covered):
    covered, stray = painted_shares(_screen(paint), _WORDS, _HITS)
    assert (covered > 0.9) is is_covered
    assert stray > 0.1


def test_a_screen_without_a_page_has_no_hit():
    content = io.BytesIO()
    Picture.new("RGB", (90, 70), "white").save(content, "PNG")
    assert painted_shares(content.getvalue(), _WORDS, _HITS) == (0.0, 1.0)
