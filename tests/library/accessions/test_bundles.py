"""Tests of which files are taken, and which belong together."""

from pathlib import PurePath

import pytest

from library.accessions.bundles import Sort, bundles, is_material, sort_of


@pytest.mark.parametrize(
    ("name", "beginning", "sort"),
    [
        pytest.param("a.jpg", b"", Sort.IMAGE, id="an image by its name"),
        pytest.param("a.doc", b"\xd0\xcf", Sort.DOCUMENT, id="a document by its name"),
        pytest.param("a.jpg", b"%PDF-1.4", Sort.DOCUMENT, id="a PDF that is called an image"),
        pytest.param("quét 1", b"\xff\xd8\xff\xe0", Sort.IMAGE, id="an image without a suffix"),
        pytest.param("a.pdf", b"RIFF\0\0\0\0WEBP", Sort.IMAGE, id="an image that is called a PDF"),
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
