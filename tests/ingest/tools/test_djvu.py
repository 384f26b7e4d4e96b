"""Tests of DjVu documents: pages, pictures, text layers, and refused files."""

import pytest

from ingest.convert.file_type import detect_kind
from ingest.problems import (
    BrokenFileError,
    ImageTooLargeError,
    PartsElsewhereError,
    UnreadablePageError,
)
from ingest.record import FileKind
from ingest.tools import djvu
from ingest.tools.image_files import Facts
from tests.ingest.tools.djvu_files import layer_of, run, write_page


def test_a_document_has_its_pages(tmp_path):
    first = write_page(tmp_path / "1.djvu", ["một"])
    second = write_page(tmp_path / "2.djvu", ["hai"], dpi=300)
    run("djvm", "-c", tmp_path / "a.djvu", first, second)
    assert detect_kind(tmp_path / "a.djvu", "a.djvu") is FileKind.DJVU
    assert list(djvu.pages(tmp_path / "a.djvu", "a.djvu")) == [0, 1]
    assert djvu.facts(tmp_path / "a.djvu", 1) == Facts(1240, 1754, 300)
    assert djvu.draw(tmp_path / "a.djvu", 0).shape == (1754, 1240)
    assert djvu.draw_thumbnail(tmp_path / "a.djvu", 0, 310).shape == (438, 310)


def test_the_words_of_the_text_layer_have_boxes_from_the_top(tmp_path):
    path = write_page(tmp_path / "a.djvu", ["chợ"], layer=layer_of(["chợ Kỳ", "Lừa \\(xưa"]))
    words = djvu.layer_words(path, 0)
    assert [word.text for word in words] == ["chợ", "Kỳ", "Lừa", "(xưa"]
    assert words[0][1:5] == (120, 150, 70, 45)
    assert [word.line for word in words] == sorted(word.line for word in words)
    assert len({word.line for word in words}) == 2


def test_a_line_of_text_without_boxes_is_divided_by_its_letters(tmp_path):
    layer = '(page 0 0 1240 1754 (line 100 1500 1000 1550 "Kỳ Lừa"))'
    words = djvu.layer_words(write_page(tmp_path / "a.djvu", ["Kỳ Lừa"], layer=layer), 0)
    assert [(word.text, word.left, word.width) for word in words] == [
        ("Kỳ", 100, 300),
        ("Lừa", 550, 450),
    ]


def test_a_page_without_a_text_layer_has_no_words(tmp_path):
    assert djvu.layer_words(write_page(tmp_path / "a.djvu", ["một"]), 0) == ()


@pytest.mark.slow
def test_a_very_deep_text_layer_is_read(tmp_path):
    reader = djvu._LayerReader(100)
    reader.read("(word 1 1 2 2 " * 100_000 + '"chữ"' + ")" * 100_001)
    assert [word.text for word in reader.words] == ["chữ"]


def test_a_page_of_64_000_pixels_is_refused_before_it_is_drawn(tmp_path):
    path = write_page(tmp_path / "a.djvu", ["một"])
    content = path.read_bytes()
    at = content.index(b"INFO") + 8
    path.write_bytes(content[:at] + (64_000).to_bytes(2, "big") * 2 + content[at + 4 :])
    for look in (djvu.facts, djvu.draw, lambda *page: djvu.draw_thumbnail(*page, 300)):
        with pytest.raises(ImageTooLargeError, match="64000 × 64000"):
            look(path, 0)


def test_a_document_whose_pages_are_elsewhere_is_refused(tmp_path):
    first = write_page(tmp_path / "1.djvu", ["một"])
    run("djvm", "-c", tmp_path / "a.djvu", first, write_page(tmp_path / "2.djvu", ["hai"]))
    (tmp_path / "out").mkdir()
    run("djvmcvt", "-i", tmp_path / "a.djvu", tmp_path / "out", "index.djvu")
    with pytest.raises(PartsElsewhereError, match="gộp thành một tệp"):
        djvu.pages(tmp_path / "out" / "index.djvu", "index.djvu")


@pytest.mark.parametrize("end", [16, 40, -1])
def test_a_cut_document_ends_in_a_problem(tmp_path, end):
    path = write_page(tmp_path / "a.djvu", ["một"])
    content = path.read_bytes()
    path.write_bytes(content[: end if end > 0 else len(content) // 2])
    with pytest.raises((BrokenFileError, UnreadablePageError)):
        for index in djvu.pages(path, "a.djvu"):
            djvu.draw(path, index)


def test_a_document_that_is_something_else_is_read_as_that(tmp_path):
    (tmp_path / "a").write_bytes(b"%PDF-1.7")
    assert detect_kind(tmp_path / "a", "a.djvu") is FileKind.PDF
