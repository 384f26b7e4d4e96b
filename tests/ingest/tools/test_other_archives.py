"""Tests of 7z, RAR and tar archives: contents, and refused files."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from base64 import b64decode

import pytest

from ingest.convert.file_type import detect_kind
from ingest.problems import (
    ArchiveTooLargeError,
    BrokenFileError,
    EncryptedFileError,
    TooManyFilesError,
    UnknownKindError,
    UnpackableArchiveError,
    UnsafeArchiveError,
)
from ingest.record import FileKind
from ingest.tools import archive

_SEVEN_ZIP = b64decode(
    "N3q8ryccAAOuqQV5lQAAAAAAAAAhAAAAAAAAAO2EwwEANBo9QqHJqoyexX211KjSq/4Big59//+8kgAAAACBMweuD8/Hr2gP6+qeAQ1iA43TTEI/DnfVZUfQlNc/zQVLbr/3alhiXWx3L4HoZ1LpGTEi53UK/PtEioqCDoke4jvSXM6agLRYkuiV/sqKNsyywHQxNLF40Rdq2hYgoj45uMYg2acldFnYnW0j4DxoYGr//nOOwBcGHAEJeQAHCwEAASMDAQEFXQAAgAAMgLcKAcCWGmMAAA=="
)
"""With `a.txt` and `h.txt` of three bytes, and a symbolic link `l` to /etc/passwd."""

_WITH_PASSWORD = b64decode(
    "N3q8ryccAASpgJsFEAAAAAAAAABiAAAAAAAAAAJIl/meJv3ivz534Y6nA7doEAPzAQQGAAEJEAAHCwEAAiQG8QcBElMPG70WgppDkaMJoySAUeoYDyEhAQABAAwHAwAICgF6em/tAAAFARkBABENAGEALgB0AHgAdAAAABQKAQDMYLcwMIHdARUGAQAggKSBAAA="
)
_WITH_PASSWORD_FOR_NAMES = b64decode(
    "N3q8ryccAAS/tjWdgAAAAAAAAAAuAAAAAAAAABPNUQUkaYXucgsDGFSmLC6AVqBtZOSVnL62lPTnW3/WBQh43XI7e0pqfkwfNcDX4p82H8moIgK6p2OwQMhMXz0Kq6URegNQMnTFjev4zHXKjVi6h3YIDflSuLbuJM6UxDHXNsDkF125iyuJ5kkkfXBeBBX2IlIxg6wQ+lrpOZDXanGq3RcGEAEJcAAHCwEAASQG8QcBElMPZxDJTAfpXAyyb/FyVVMyAwxiCgEh167tAAA="
)


def _tar(*members: tarfile.TarInfo, content: bytes = b"abc", **options: object) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", **options) as packed:
        for member in members:
            member.size = len(content) if member.isreg() else 0
            packed.addfile(member, io.BytesIO(content))
    return written.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def _rar_block(kind: int, flags: int, content: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(content)) + content
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def _rar(files: dict[str, bytes], *, stated_size: int | None = None) -> bytes:
    """Return a RAR file (of version 4) of files that are stored without compression."""
    blocks = [b"Rar!\x1a\x07\0", _rar_block(0x73, 0, bytes(6))]
    for name, content in files.items():
        size = len(content) if stated_size is None else stated_size
        sizes = struct.pack("<II", len(content), size)
        about = struct.pack("<BIIBBH", 3, zlib.crc32(content), 0, 20, 0x30, len(name.encode()))
        block = sizes + about + struct.pack("<I", 0o100644) + name.encode()
        blocks.append(_rar_block(0x74, 0x8000, block) + content)
    return b"".join(blocks) + _rar_block(0x7B, 0x4000, b"")


def _rar5(name: bytes, content: bytes) -> bytes:
    """Return a RAR file of version 5 with a file that is stored without compression."""
    mode = b"\xa4\x83\x02"  # 0o100644
    stored = mode + struct.pack("<I", zlib.crc32(content)) + bytes([0, 1, len(name)]) + name
    parts = [
        _rar5_block(bytes([1, 0, 0])),
        _rar5_block(bytes([2, 2, len(content), 4, len(content)]) + stored) + content,
        _rar5_block(bytes([5, 0, 0])),
    ]
    return b"Rar!\x1a\x07\x01\0" + b"".join(parts)


def _rar5_block(head: bytes) -> bytes:
    head = bytes([len(head)]) + head
    return struct.pack("<I", zlib.crc32(head)) + head


def _contents(path, content: bytes, name: str) -> dict[str, bytes]:
    path.write_bytes(content)
    assert detect_kind(path, name) is FileKind.ARCHIVE
    with archive.open_archive(path, name) as inside:
        return {str(place): inside.beginning(place, 99) for place in inside.paths}


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.7z", _SEVEN_ZIP, {"a.txt": b"hi\n", "h.txt": b"hi\n"}),
        ("a.rar", _rar({"bao/1.txt": b"abc"}), {"bao/1.txt": b"abc"}),
        ("a5.rar", _rar5("Sổ/1.txt".encode(), b"abc"), {"Sổ/1.txt": b"abc"}),
        ("a.tar", _tar(_member("Sổ/1.txt")), {"Sổ/1.txt": b"abc"}),
        ("a.tar.gz", gzip.compress(_tar(_member("1.txt")), mtime=0), {"1.txt": b"abc"}),
        ("a.tar.bz2", bz2.compress(_tar(_member("1.txt"))), {"1.txt": b"abc"}),
        ("a.txz", lzma.compress(_tar(_member("1.txt"))), {"1.txt": b"abc"}),
        ("called a picture.jpg", _tar(_member("1.txt")), {"1.txt": b"abc"}),
    ],
)
def test_other_archives_are_opened_like_zip(tmp_path, name, content, expected):
    assert _contents(tmp_path / "a", content, name) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(_WITH_PASSWORD, EncryptedFileError, id="a password for the content"),
        pytest.param(_WITH_PASSWORD_FOR_NAMES, EncryptedFileError, id="a password for the names"),
        pytest.param(_SEVEN_ZIP[:120], BrokenFileError, id="a cut 7z file"),
        pytest.param(b"Rar!\x1a\x07\x01\0" + bytes(50), BrokenFileError, id="an empty RAR file"),
        pytest.param(_rar({"1.txt": b"abc"})[:58], BrokenFileError, id="a cut RAR file"),
        pytest.param(gzip.compress(_tar(_member("1")))[:40], BrokenFileError, id="a cut tar.gz"),
        pytest.param(gzip.compress(b"a log"), UnknownKindError, id="one compressed file"),
        pytest.param(_tar(_member("/etc/x")), UnsafeArchiveError, id="an absolute path"),
        pytest.param(_tar(_member("../../x")), UnsafeArchiveError, id="a path out of the folder"),
        pytest.param(
            _tar(_member("a"), _member("b", tarfile.LNKTYPE, "a")),
            UnpackableArchiveError,
            id="a hard link, whose content would be lost",
        ),
        pytest.param(
            _tar(_member("QuyÕt ®Þnh.txt"), format=tarfile.GNU_FORMAT, encoding="latin-1"),
            UnpackableArchiveError,
            id="names in letters from before Unicode",
        ),
        pytest.param(
            lambda: lzma.compress(_tar(_member("0.bin"), content=bytes(80 << 20))),
            ArchiveTooLargeError,
            id="80 MB of nothing in a few kilobytes",
        ),
        pytest.param(
            lambda: gzip.compress(_tar(*(_member(f"{number}.txt") for number in range(20_001)))),
            TooManyFilesError,
            id="too many files",
        ),
    ],
)
def test_a_bad_archive_is_refused_with_its_reason(tmp_path, content, problem):
    content = content() if callable(content) else content
    with pytest.raises(problem):
        _contents(tmp_path / "a", content, "a.7z")


def test_a_file_that_states_another_size_gives_no_more_than_it_has(tmp_path):
    content = _rar({"1.txt": b"abc"}, stated_size=(4 << 30) - 1)
    assert _contents(tmp_path / "a", content, "a.rar") == {"1.txt": b"abc"}


def test_links_and_devices_in_a_tar_file_are_not_files(tmp_path):
    content = _tar(
        _member("1.txt"),
        _member("link", tarfile.SYMTYPE, "/etc/passwd"),
        _member("device", tarfile.CHRTYPE),
        _member("pipe", tarfile.FIFOTYPE),
    )
    assert _contents(tmp_path / "a", content, "a.tar") == {"1.txt": b"abc"}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_list_of_files_of_this_machine_is_not_an_archive(tmp_path, pack):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    listed = f"#mtree\n1.txt type=file size=6 contents={secret}\n".encode()
    (tmp_path / "a").write_bytes(pack(listed))
    with (
        pytest.raises((UnknownKindError, BrokenFileError)),
        archive.open_archive(tmp_path / "a", "a.tar.gz"),
    ):
        pass
