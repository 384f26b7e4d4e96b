"""An upgrade can be tied to a release: its checksums hold, and the installed code is its code."""

import hashlib
import io
import tarfile

import pytest

import library
from library.upgrades import cli
from library.upgrades.cli import require_release
from library.upgrades.problems import ReleaseDamagedError, ReleaseNotInstalledError

_MODULES = {"room/__init__.py": b"", "room/thing.py": b"x = 1\n"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Make the folder of a release whose modules are installed."""
    for name, content in _MODULES.items():
        file = tmp_path / "installed" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    monkeypatch.setattr(cli, "_ROOT", tmp_path / "installed")
    folder = tmp_path / "diachi-0.2.0"
    folder.mkdir()
    with tarfile.open(folder / "diachi-0.2.0.tar.gz", "w:gz") as archive:
        for name, content in {**_MODULES, "docs/page.md": b"", "tests/__init__.py": b""}.items():
            member = tarfile.TarInfo(f"diachi-0.2.0/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    (folder / "CHANGES.md").write_text("thay đổi")
    _write_sums(folder)
    return folder


def _write_sums(folder):
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(folder.iterdir())
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_the_installed_release_is_named(folder):
    assert require_release(folder) == "diachi-0.2.0"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda folder: (folder / "CHANGES.md").write_text("khác"), "CHANGES.md không khớp"),
        (lambda folder: (folder / "CHANGES.md").unlink(), "không có CHANGES.md"),
        (lambda folder: (folder / "SHA256SUMS").unlink(), "không đọc được SHA256SUMS"),
        (lambda folder: (folder / "SHA256SUMS").write_text("abc\n"), "viết sai"),
        (lambda folder: (folder / "SHA256SUMS").write_text("0  ../x\n"), "viết sai"),
        (lambda folder: (folder / "SHA256SUMS").write_text(""), "không có tệp .tar.gz"),
    ],
)
def test_a_damaged_folder_is_refused(folder, damage, reason):
    damage(folder)
    with pytest.raises(ReleaseDamagedError, match=reason):
        require_release(folder)


def test_an_archive_that_is_none_is_refused(folder):
    (folder / "diachi-0.2.0.tar.gz").write_bytes(b"?")
    (folder / "SHA256SUMS").unlink()
    _write_sums(folder)
    with pytest.raises(ReleaseDamagedError, match="không mở được"):
        require_release(folder)


@pytest.mark.parametrize("name", ["thing.py", "left_from_an_older_release.py"])
def test_other_code_than_that_of_the_release_is_refused(folder, name):
    (folder.parent / "installed" / "room" / name).write_text("x = 2\n")
    with pytest.raises(ReleaseNotInstalledError, match=f"room/{name}"):
        require_release(folder)


def test_the_program_knows_where_it_is_installed():
    assert (cli._ROOT / "library" / "__init__.py").samefile(library.__file__)
