"""Packs that somebody made by mistake or on purpose, though their signature is right."""

import hashlib
import lzma
import tarfile
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.canonical import canonical
from kit.packs import pack_files
from kit.packs.pack_files import MANIFEST, SIGNATURE, Manifest, Part, manifest_bytes
from kit.packs.problems import PackDamagedError, PackFormatError, PackUnreadableError
from kit.signatures import public_bytes

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def _manifest(*parts, **values):
    texts = dict.fromkeys(("station", "point", "edition", "state_at", "revision", "program"), "1")
    counts = dict.fromkeys(("number", "record_count", "removed_count", "file_count"), 1)
    return Manifest(**{"format": 1, "base": None, **texts, **counts, **values}, parts=parts)


def _sign(folder, content):
    (folder / MANIFEST).write_bytes(content)
    (folder / SIGNATURE).write_text(KEY.sign(content).hex())


def _pack(folder, *members):
    """Write a part with these members, and return its manifest."""
    with tarfile.open(folder / "part-0001.tar", "w") as tar:
        for name, content, kind in members:
            header = tarfile.TarInfo(name)
            header.size, header.type = len(content), kind
            tar.addfile(header, BytesIO(content))
    content = (folder / "part-0001.tar").read_bytes()
    return _manifest(Part("part-0001.tar", len(content), hashlib.sha256(content).hexdigest()))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"no JSON", PackUnreadableError, id="no JSON"),
        pytest.param(b"{}", PackUnreadableError, id="nothing in it"),
        pytest.param(canonical({"format": 2, "parts": []}), PackFormatError, id="a later format"),
        pytest.param(
            manifest_bytes(_manifest(Part("../part-0001.tar", 1, "0"))),
            PackUnreadableError,
            id="a part elsewhere",
        ),
    ],
)
def test_a_strange_manifest_is_refused(tmp_path, content, problem):
    _sign(tmp_path, content)
    with pytest.raises(problem):
        pack_files.read_manifest(tmp_path, public_bytes(KEY))


def test_a_manifest_reads_as_it_was_signed(tmp_path):
    manifest = _manifest(Part("part-0001.tar", 1, "0"))
    _sign(tmp_path, manifest_bytes(manifest))
    assert pack_files.read_manifest(tmp_path, public_bytes(KEY)) == manifest


def test_a_missing_part_is_told(tmp_path):
    with pytest.raises(PackUnreadableError):
        list(pack_files.verify_parts(tmp_path, _manifest(Part("part-0001.tar", 1, "0"))))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"no JSON", id="no JSON"),
        pytest.param(b'{"kind":"item"}', id="half of it missing"),
        pytest.param(
            b'{"kind":"item","key":"a","rows":{},"files":["../secret_key"]}', id="a file elsewhere"
        ),
    ],
)
def test_a_strange_record_is_refused(tmp_path, line):
    member = "records-0001", lzma.compress(line + b"\n"), tarfile.REGTYPE
    manifest = _pack(tmp_path, member)
    with pytest.raises(PackDamagedError):
        list(pack_files.records(tmp_path, manifest))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not compressed", id="not compressed"),
        pytest.param(lzma.compress(b"{}\n" * 99)[:60], id="cut off"),
        pytest.param(lzma.compress(b"no end of line"), id="no end"),
    ],
)
def test_records_that_cannot_be_unpacked_are_refused(tmp_path, content):
    manifest = _pack(tmp_path, ("records-0001", content, tarfile.REGTYPE))
    with pytest.raises(PackDamagedError):
        list(pack_files.records(tmp_path, manifest))


def test_a_line_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(pack_files, "MAX_RECORD_BYTES", 1 << 20)
    bomb = lzma.compress(bytes(8 << 20))
    manifest = _pack(tmp_path, ("records-0001", bomb, tarfile.REGTYPE))
    with pytest.raises(PackDamagedError):
        list(pack_files.records(tmp_path, manifest))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("files/../../secret_key", tarfile.REGTYPE, id="a name elsewhere"),
        pytest.param(f"files/{'0' * 64}", tarfile.SYMTYPE, id="a link"),
    ],
)
def test_a_strange_file_is_refused(tmp_path, name, kind):
    manifest = _pack(tmp_path, (name, b"", kind))
    with pytest.raises(PackDamagedError):
        list(pack_files.files(tmp_path, manifest))


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        pytest.param(tarfile.REGTYPE, 1 << 40, id="larger than its part"),
        pytest.param(tarfile.GNUTYPE_SPARSE, 0, id="with holes"),
        pytest.param(tarfile.SYMTYPE, 0, id="a link"),
    ],
)
def test_a_member_that_is_no_whole_file_is_refused(tmp_path, kind, size):
    member = tarfile.TarInfo("records-0000")
    member.type, member.size = kind, size
    (tmp_path / "part-0001.tar").write_bytes(member.tobuf(tarfile.GNU_FORMAT) + bytes(10_240))
    with pytest.raises(PackDamagedError):
        list(pack_files.records(tmp_path, _manifest(Part("part-0001.tar", 10_752, ""))))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"[" * 60_000, id="deep"),
        pytest.param(b'{"kind":[1],"key":"a","rows":{},"files":[]}', id="a list as its kind"),
        pytest.param(b'{"kind":"item","key":"a","rows":{},"files":[3]}', id="a number as a file"),
    ],
)
def test_a_line_that_is_no_record_is_refused(tmp_path, line):
    content = lzma.compress(line + b"\n")
    with tarfile.open(tmp_path / "part-0001.tar", "w") as tar:
        member = tarfile.TarInfo("records-0001")
        member.size = len(content)
        tar.addfile(member, BytesIO(content))
    with pytest.raises(PackDamagedError):
        list(pack_files.records(tmp_path, _manifest(Part("part-0001.tar", 10_240, ""))))
