"""Tests of ZIP archives: contents, and refused files."""

import stat
import struct
import unicodedata
import zipfile
import zlib

import pytest

from ingest.problems import (
    ArchiveTooLargeError,
    BrokenFileError,
    EncryptedFileError,
    TooManyFilesError,
    UnpackableArchiveError,
    UnsafeArchiveError,
)
from ingest.tools import archive
from tests.ingest.parcels import write_zip, write_zip_named


def _paths(path):
    with archive.open_archive(path, "hộp.zip") as inside:
        return list(map(str, inside.paths))


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("Quyết định số 1.jpg".encode(), id="UTF-8 that does not say so"),
        pytest.param(
            "Quyê\u0301t đi\u0323nh sô\u0301 1.jpg".encode("cp1258"), id="Vietnamese Windows"
        ),
        pytest.param("QuyÕt ®Þnh sè 1.jpg".encode("latin-1"), id="TCVN3"),
    ],
)
def test_file_names_are_decoded_from_their_encoding(tmp_path, written):
    path = write_zip_named(tmp_path / "a.zip", written, b"x")
    assert _paths(path) == ["Quyết định số 1.jpg"]


def test_folders_from_windows_are_folders(tmp_path):
    path = write_zip_named(tmp_path / "a.zip", b"bao\\1.jpg", b"x")
    assert _paths(path) == ["bao/1.jpg"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:/a.jpg", "a/../../b.jpg"])
def test_an_archive_that_writes_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(UnsafeArchiveError, match="trỏ ra ngoài"):
        _paths(write_zip(tmp_path / "a.zip", {name: b"x"}))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        pytest.param("Hồ sơ: 1975/1.jpg", "Hồ sơ: 1975/1.jpg", id="a colon is no drive"),
        pytest.param(".", "_", id="a file that is called as the folder"),
    ],
)
def test_odd_names_are_accepted(tmp_path, name, read):
    assert _paths(write_zip(tmp_path / "a.zip", {name: b"x"})) == [read]


def test_a_file_without_a_name_is_accepted(tmp_path):
    assert _paths(write_zip_named(tmp_path / "a.zip", b"\0jpg", b"x")) == ["_"]


def test_files_of_the_same_name_are_numbered(tmp_path):
    names = ("trang.jpg", "tờ.jpg", unicodedata.normalize("NFD", "tờ.jpg"), "a/1.jpg", "a\\1.jpg")
    path = write_zip(tmp_path / "a.zip", dict.fromkeys(names, b"x"))
    assert _paths(path) == ["trang.jpg", "tờ.jpg", "tờ (2).jpg", "a/1.jpg", "a/1 (2).jpg"]


@pytest.mark.parametrize(
    ("checked", "read"),
    [
        pytest.param(b"Quy?t d?nh.jpg", "Quyết định.jpg", id="of this file"),
        pytest.param(b"another.jpg", "Quy?t d?nh.jpg", id="the file was renamed since"),
    ],
)
def test_a_valid_unicode_name_field_takes_precedence(tmp_path, checked, read):
    info = zipfile.ZipInfo("Quy?t d?nh.jpg")
    field = struct.pack("<BI", 1, zlib.crc32(checked)) + "Quyết định.jpg".encode()
    info.extra = struct.pack("<HHHHH", 0x9999, 2, 0, 0x7075, len(field)) + field
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(info, b"x")
    assert _paths(tmp_path / "a.zip") == [read]


def test_symbolic_links_are_skipped(tmp_path):
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(link, "/etc/passwd")
    assert _paths(tmp_path / "a.zip") == []


def test_a_zip_bomb_is_refused(tmp_path):
    info = zipfile.ZipInfo("a.bmp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(info, b"0" * 1000)
        info.file_size = 40 << 30
    with pytest.raises(ArchiveTooLargeError, match="40960 MB"):
        _paths(tmp_path / "a.zip")


def test_an_archive_with_a_false_packed_size_is_refused(tmp_path):
    info = zipfile.ZipInfo("a.bmp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(info, b"0" * 1000)
        info.file_size, info.compress_size = 4 << 30, 1 << 30
    with pytest.raises(ArchiveTooLargeError, match="4096 MB"):
        _paths(tmp_path / "a.zip")


def test_an_archive_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    with pytest.raises(TooManyFilesError, match="3 tệp"):
        _paths(write_zip(tmp_path / "a.zip", {f"{number}.jpg": b"x" for number in range(3)}))


def test_an_archive_of_too_many_folders_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_MAX_ENTRIES", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for number in range(4):
            file.writestr(f"{number}/", b"")
    with pytest.raises(TooManyFilesError):
        _paths(tmp_path / "a.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_of_which_a_few_bytes_become_many_at_once_is_refused(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as file:
        file.writestr("a.tif", b"x")
    with archive.open_archive(tmp_path / "a.zip", "hộp.zip") as inside:
        with pytest.raises(UnpackableArchiveError):
            inside.check(inside.paths)
        with pytest.raises(UnpackableArchiveError):
            inside.beginning(inside.paths[0], 1)


def test_an_encrypted_archive_is_refused(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.jpg": b"x"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(EncryptedFileError, match="bỏ mật khẩu"):
        _paths(path)


def test_an_archive_cut_short_is_broken(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.jpg": b"x" * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BrokenFileError):
        _paths(path)


def test_a_file_with_corrupt_content_is_broken(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.jpg": bytes(range(256))})
    path.write_bytes(path.read_bytes().replace(b"\x10\x11\x12", b"\x10\x99\x12"))
    with archive.open_archive(path, "a.zip") as inside, pytest.raises(BrokenFileError):
        inside.beginning(inside.paths[0], 1000)
