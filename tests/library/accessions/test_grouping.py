"""Tests of which files are taken, and which belong together."""

from pathlib import PurePath

import pytest

from library.accessions.grouping import Sort, bundles, is_material, page_name, sort_of


@pytest.mark.parametrize(
    ("name", "beginning", "sort"),
    [
        pytest.param("a.jpg", b"", Sort.IMAGE, id="an image by its name"),
        pytest.param("a.doc", b"\xd0\xcf", Sort.DOCUMENT, id="a document by its name"),
        pytest.param("a.jpg", b"%PDF-1.4", Sort.DOCUMENT, id="a PDF that is called an image"),
        pytest.param("quét 1", b"\xff\xd8\xff\xe0", Sort.IMAGE, id="an image without a suffix"),
        pytest.param("a.pdf", b"RIFF\0\0\0\0WEBP", Sort.IMAGE, id="an image that is called a PDF"),
        pytest.param("a.xml", b"<?xml version='1.0'?><METS:mets>", Sort.STRUCTURE, id="METS"),
        pytest.param("a.xml", b"\xef\xbb\xbf<alto xmlns='x'>", Sort.LAYOUT, id="ALTO"),
        pytest.param("a.htm", b"<meta name='ocr-system'>", Sort.LAYOUT, id="hOCR"),
        pytest.param("a.zip", b"PK\x03\x04 a.xml <alto>", Sort.DOCUMENT, id="ALTO in an archive"),
        pytest.param("a.xml", b"<html>", None, id="another XML"),
        pytest.param("a.exe", b"MZ", None, id="a program"),
        pytest.param("a.jar", b"PK\x03\x04", None, id="a package of something else"),
    ],
)
def test_a_file_is_known_by_its_content_and_then_by_its_name(name, beginning, sort):
    assert sort_of(name, beginning) is sort


@pytest.mark.parametrize("path", [".DS_Store", "__MACOSX/a.jpg", "hộp/~$thư.doc", "Thumbs.db"])
def test_what_systems_and_programs_leave_is_no_material(path):
    assert not is_material(PurePath(path))


def test_images_of_a_folder_go_together_and_documents_alone():
    files = ["b.pdf", "báo/10.jpg", "báo/2.jpg", "1.jpg", "báo/a.doc", "a 10.pdf", "a 2.pdf"]
    sorts = ((PurePath(one), Sort.IMAGE if "jpg" in one else Sort.DOCUMENT) for one in files)
    told = [(str(named_by), list(map(str, inside))) for named_by, inside in bundles(sorts)]
    assert told == [
        (".", ["1.jpg"]),
        ("a 2.pdf", ["a 2.pdf"]),
        ("a 10.pdf", ["a 10.pdf"]),
        ("b.pdf", ["b.pdf"]),
        ("báo", ["báo/2.jpg", "báo/10.jpg"]),
        ("báo/a.doc", ["báo/a.doc"]),
    ]


_SORTS = {"jpg": Sort.IMAGE, "pdf": Sort.DOCUMENT, "xml": Sort.LAYOUT, "mets": Sort.STRUCTURE}


def _bundled(*files):
    sorts = ((PurePath(one), _SORTS[one.rpartition(".")[2]]) for one in files)
    return [(str(named_by), [str(one) for one in inside]) for named_by, inside in bundles(sorts)]


def test_what_tells_the_words_of_an_image_goes_with_it():
    assert _bundled("báo/1.jpg", "báo/1.xml", "báo/2.xml") == [
        ("báo", ["báo/1.jpg", "báo/1.xml"]),
    ]


def test_a_package_takes_all_images_under_its_folder_but_no_document():
    told = _bundled("a/x.mets", "a/ảnh/2.jpg", "a/ảnh/1.jpg", "a/chữ/1.xml", "a/b.pdf", "c/1.jpg")
    assert told == [
        ("a", ["a/x.mets", "a/ảnh/1.jpg", "a/ảnh/2.jpg", "a/chữ/1.xml"]),
        ("a/b.pdf", ["a/b.pdf"]),
        ("c", ["c/1.jpg"]),
    ]


def test_of_two_mets_files_in_a_folder_neither_is_believed():
    assert _bundled("a/x.mets", "a/y.mets", "a/1.jpg") == [("a", ["a/1.jpg"])]


@pytest.mark.parametrize("name", ["TR1.jpg", "tr1.xml", "tr1.alto.xml", "tr1.hocr", "tr1.html"])
def test_an_image_and_its_words_have_one_name(name):
    assert page_name(name) == "tr1"
