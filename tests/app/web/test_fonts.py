"""Fonts of the site: all of Vietnamese, rare Hán-Nôm characters only where needed."""

import hashlib
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from library.database import work
from tests.makers import make_item

_STATIC = Path(__file__).parents[3] / "app" / "static"
_STYLES = _STATIC / "css"
_FILE = re.compile(r'url\("\.\./([^"?]+)(?:\?v=(\w+))?"\)')
_RANGE = re.compile(r"unicode-range: U\+([0-9A-F]+)-([0-9A-F]+);")
_RARE, _USUAL = "𠊛", "諒"
_FOR_READERS = ("site", "shelves", "results", "browse", "serials", "reader", "zoom")
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@pytest.fixture
def styles_of(browser, engine):
    """Return a function that creates a text and returns the styles of its page."""

    def named(text: str, **headers: str) -> set[str]:
        with work(engine) as session:
            item = make_item(session, texts=(text,))
        page = browser.visit(f"/tai-lieu/{item.id}/trang/1", headers=headers)
        return {Path(link.get("href").partition("?")[0]).stem for link in page.all("link")}

    return named


@pytest.mark.parametrize("weight", [400, 600])
def test_the_font_has_every_vietnamese_letter(weight):
    drawn = TTFont(_STATIC / f"letters/vollkorn-{weight}.woff2").getBestCmap()
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    toned = {
        unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES
    }
    wanted = {*letters, *toned} | {letter.upper() for letter in {*letters, *toned}}
    assert sorted(letter for letter in wanted if ord(letter) not in drawn) == []


def test_the_heading_fonts_are_small():
    assert (_STATIC / "letters/vollkorn-600.woff2").stat().st_size < 16_000


def test_no_fonts_are_sent_when_saving_data(styles_of):
    assert styles_of(_RARE, **{"Save-Data": "on"}).isdisjoint({"letters", "vollkorn", "nom"})


def test_browsers_without_scripts_load_the_web_font_at_once(browser):
    (style,) = browser.visit("/").tree.xpath("//noscript[@data-letters]/link/@href")
    assert "/css/vollkorn.css" in style


def test_a_page_with_a_rare_character_loads_its_font(styles_of):
    assert {"letters", "nom"} <= styles_of(f"Chữ {_RARE} là người")


def test_other_pages_do_not_load_the_rare_font(styles_of):
    assert "nom" not in styles_of(f"Chữ {_USUAL} có ở mọi máy")


def test_the_slices_of_nom_do_not_overlap():
    css = (_STYLES / "nom.css").read_text(encoding="utf-8")
    spans = sorted((int(first, 16), int(last, 16)) for first, last in _RANGE.findall(css))
    assert len(spans) == len(list((_STATIC / "letters").glob("nom-*.woff2"))) > 100
    assert all(span[1] < next_span[0] for span, next_span in pairwise(spans))


def test_styles_name_files_by_their_content():
    named = {
        (match[1], match[2])
        for style in _STYLES.glob("*.css")
        for match in _FILE.finditer(style.read_text(encoding="utf-8"))
    }
    wrong = [
        file
        for file, version in named
        if version != hashlib.sha256((_STATIC / file).read_bytes()).hexdigest()[:12]
    ]
    assert wrong == []


@pytest.mark.parametrize("style", _FOR_READERS)
def test_sizes_of_letters_are_those_of_the_scale(style):
    css = (_STYLES / f"{style}.css").read_text(encoding="utf-8")
    assert re.findall(r"font(?:-size)?:[^;]*\d(?:rem|pt|vw)[^;]*;", css) == []
