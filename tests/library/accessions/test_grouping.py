"""Files are filtered by type and grouped into deliveries."""

from pathlib import PurePath

import pytest

from library.accessions.grouping import (
    FileType,
    detect_type,
    group_deliveries,
    is_user_file,
    page_name,
    recording_name,
)


@pytest.mark.parametrize(
    ("name", "first_bytes", "file_type"),
    [
        pytest.param("a.jpg", b"", FileType.IMAGE, id="an image by its name"),
        pytest.param("a.doc", b"\xd0\xcf", FileType.DOCUMENT, id="a document by its name"),
        pytest.param("a.jpg", b"%PDF-1.4", FileType.DOCUMENT, id="a PDF that is called an image"),
        pytest.param("quét 1", b"\xff\xd8\xff\xe0", FileType.IMAGE, id="an image without a suffix"),
        pytest.param(
            "a.pdf", b"RIFF\0\0\0\0WEBP", FileType.IMAGE, id="an image that is called a PDF"
        ),
        pytest.param("a.xml", b"<?xml version='1.0'?><METS:mets>", FileType.STRUCTURE, id="METS"),
        pytest.param("a.xml", b"\xef\xbb\xbf<alto xmlns='x'>", FileType.LAYOUT, id="ALTO"),
        pytest.param("a.htm", b"<meta name='ocr-system'>", FileType.LAYOUT, id="hOCR"),
        pytest.param(
            "a.zip", b"PK\x03\x04 a.xml <alto>", FileType.DOCUMENT, id="ALTO in an archive"
        ),
        pytest.param("a.xml", b"<html>", None, id="another XML"),
        pytest.param("a.mp3", b"", FileType.DOCUMENT, id="a recording by its name"),
        pytest.param("băng 1", b"fLaC", FileType.DOCUMENT, id="a recording without a suffix"),
        pytest.param("a.m3u8", b"#EXTM3U", None, id="a playlist"),
        pytest.param("a.exe", b"MZ", None, id="a program"),
        pytest.param("a.jar", b"PK\x03\x04", None, id="a package of something else"),
    ],
)
def test_a_file_is_known_by_its_content_and_then_by_its_name(name, first_bytes, file_type):
    assert detect_type(name, first_bytes) is file_type


@pytest.mark.parametrize("path", [".DS_Store", "__MACOSX/a.jpg", "hộp/~$thư.doc", "Thumbs.db"])
def test_system_and_lock_files_are_not_user_files(path):
    assert not is_user_file(PurePath(path))


def test_images_of_a_folder_go_together_and_documents_alone():
    files = ["b.pdf", "báo/10.jpg", "báo/2.jpg", "1.jpg", "báo/a.doc", "a 10.pdf", "a 2.pdf"]
    typed = (
        (PurePath(file), FileType.IMAGE if "jpg" in file else FileType.DOCUMENT) for file in files
    )
    deliveries = [(str(name), list(map(str, inside))) for name, inside in group_deliveries(typed)]
    assert deliveries == [
        (".", ["1.jpg"]),
        ("a 2.pdf", ["a 2.pdf"]),
        ("a 10.pdf", ["a 10.pdf"]),
        ("b.pdf", ["b.pdf"]),
        ("báo", ["báo/2.jpg", "báo/10.jpg"]),
        ("báo/a.doc", ["báo/a.doc"]),
    ]


_TYPES = {
    "jpg": FileType.IMAGE,
    "pdf": FileType.DOCUMENT,
    "xml": FileType.LAYOUT,
    "mets": FileType.STRUCTURE,
}


def _grouped(*files):
    typed = ((PurePath(file), _TYPES[file.rpartition(".")[2]]) for file in files)
    return [(str(name), [str(path) for path in inside]) for name, inside in group_deliveries(typed)]


def test_alto_goes_with_the_image_of_the_same_name():
    assert _grouped("báo/1.jpg", "báo/1.xml", "báo/2.xml") == [
        ("báo", ["báo/1.jpg", "báo/1.xml"]),
    ]


def test_a_mets_package_includes_all_images_under_its_folder_but_no_documents():
    deliveries = _grouped(
        "a/x.mets", "a/ảnh/2.jpg", "a/ảnh/1.jpg", "a/chữ/1.xml", "a/b.pdf", "c/1.jpg"
    )
    assert deliveries == [
        ("a", ["a/x.mets", "a/ảnh/1.jpg", "a/ảnh/2.jpg", "a/chữ/1.xml"]),
        ("a/b.pdf", ["a/b.pdf"]),
        ("c", ["c/1.jpg"]),
    ]


def test_two_mets_files_in_a_folder_are_both_ignored():
    assert _grouped("a/x.mets", "a/y.mets", "a/1.jpg") == [("a", ["a/1.jpg"])]


@pytest.mark.parametrize("name", ["TR1.jpg", "tr1.xml", "tr1.alto.xml", "tr1.hocr", "tr1.html"])
def test_an_image_and_its_words_have_one_name(name):
    assert page_name(name) == "tr1"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        pytest.param("Băng 1.WAV", "băng 1", id="a recording"),
        pytest.param("Băng 1.vtt", "băng 1", id="its transcript"),
        pytest.param("băng 1.tyz.srt", "băng 1", id="in a language"),
        pytest.param("băng 1.dich-en.vtt", "băng 1", id="a translation"),
        pytest.param("băng 1.chuong.txt", "băng 1", id="chapters"),
        pytest.param("băng.2.wav", "băng.2", id="a recording with a dot in its name"),
    ],
)
def test_a_transcript_has_the_name_of_its_recording(name, stem):
    assert recording_name(name) == stem


def test_transcripts_go_with_the_recording_of_the_same_name():
    files = [
        (PurePath("a.wav"), FileType.DOCUMENT),
        (PurePath("a.vi.vtt"), FileType.TRANSCRIPT),
        (PurePath("a.docx"), FileType.DOCUMENT),
        (PurePath("b.docx"), FileType.DOCUMENT),
        (PurePath("c.vtt"), FileType.TRANSCRIPT),
    ]
    groups = {str(name): list(map(str, paths)) for name, paths in group_deliveries(files)}
    assert groups == {"a.wav": ["a.wav", "a.docx", "a.vi.vtt"], "b.docx": ["b.docx"]}


def test_pictures_and_recordings_of_a_folder_are_one_item():
    files = [
        (PurePath("lễ/1.jpg"), FileType.IMAGE),
        (PurePath("lễ/2.mp4"), FileType.DOCUMENT),
        (PurePath("lễ/2.srt"), FileType.TRANSCRIPT),
        (PurePath("lễ/3.pdf"), FileType.DOCUMENT),
        (PurePath("lễ 2/1.mp4"), FileType.DOCUMENT),
        (PurePath("lễ 2/2.mp4"), FileType.DOCUMENT),
    ]
    groups = {str(name): [path.name for path in paths] for name, paths in group_deliveries(files)}
    assert groups == {
        "lễ": ["1.jpg", "2.mp4", "2.srt"],
        "lễ/3.pdf": ["3.pdf"],
        "lễ 2/1.mp4": ["1.mp4"],
        "lễ 2/2.mp4": ["2.mp4"],
    }


def test_files_that_only_lie_together_stay_apart_unless_their_archive_names_them():
    files = [(PurePath("1.jpg"), FileType.IMAGE), (PurePath("2.mp4"), FileType.DOCUMENT)]
    assert len(list(group_deliveries(files))) == 2
    assert len(list(group_deliveries(files, is_root_named=True))) == 1
