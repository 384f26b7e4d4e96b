"""Motifs of covers without a picture, and the seal of the site."""

import re
from pathlib import Path

import pytest

import app
from app.web.formats import cover_motif
from tests.makers import make_item

_SEAL = Path(app.__file__).with_name("static") / "motifs" / "seal.svg"


@pytest.mark.parametrize(
    ("title", "motif"),
    [
        ("Địa danh huyện Bình Gia trước và sau ngày 1/7/2025", "mountain"),
        ("Khởi nghĩa Bắc Sơn", "flag"),
        ("Di tích chùa Tiên", "roof"),
        ("Tiếng Tày", "book"),
        ("Thơ, truyện xứ Lạng", "book"),
        ("Người Tày", ""),
        ("Quyết định về chủ trương sống từ 2020 đến 2025", ""),
    ],
)
def test_the_title_chooses_the_motif(title, motif):
    assert cover_motif(title) == motif


def test_a_cover_without_a_picture_shows_its_motif(session, browser):
    make_item(session, "Khởi nghĩa Bắc Sơn", collection="dia-chi")
    session.commit()
    assert browser.visit("/suu-tap/dia-chi").all("span", class_="cover--flag")


def test_the_seal_drawn_in_a_page_is_the_icon_of_the_site(browser):
    strokes = browser.visit("/").tree.xpath("//a[@class='masthead__name']//path/@d")
    assert strokes == re.findall(r' d="(.+?)"', _SEAL.read_text(encoding="utf-8"))
