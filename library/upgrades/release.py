"""A release: a folder with the source, the wheel, the changes, and the checksums of all three."""

import hashlib
import tarfile
from collections.abc import Iterator
from pathlib import Path

from library.upgrades.problems import ReleaseDamagedError, ReleaseNotInstalledError

CHECKSUMS = "SHA256SUMS"
_ROOT = Path(__file__).resolve().parents[2]
_SHOWN = 3


def require_release(folder: Path) -> str:
    """Return the name of the release in a folder, whose code is that of this program.

    Raises ReleaseDamagedError if a file is not that of the checksums, and ReleaseNotInstalledError
    if the program has other modules than the source.
    """
    names = [name for name, digest in _sums(folder) if _is_sound(folder / name, digest)]
    archive = next((folder / name for name in names if name.endswith(".tar.gz")), None)
    if archive is None:
        raise ReleaseDamagedError(folder, "không có tệp .tar.gz")
    release = archive.name.removesuffix(".tar.gz")
    try:
        released = dict(_released_modules(archive))
    except (OSError, tarfile.TarError, EOFError) as error:
        raise ReleaseDamagedError(folder, f"không mở được {archive.name}") from error
    rooms = {name.partition("/")[0] for name in released}
    installed = dict(_installed_modules(rooms))
    differing = {name for name in released if released[name] != installed.get(name)}
    differing = sorted(differing | (installed.keys() - released.keys()))
    if differing:
        more = f" và {len(differing) - _SHOWN} tệp nữa" if differing[_SHOWN:] else ""
        raise ReleaseNotInstalledError(release, ", ".join(differing[:_SHOWN]) + more)
    return release


def _sums(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseDamagedError(folder, f"không đọc được {CHECKSUMS}") from error
    for line in lines:
        digest, _, name = line.partition("  ")
        if not name or "/" in name:
            raise ReleaseDamagedError(folder, f"{CHECKSUMS} viết sai")
        yield name, digest


def _is_sound(file: Path, digest: str) -> bool:
    try:
        with file.open("rb") as content:
            actual = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseDamagedError(file.parent, f"không có {file.name}") from error
    if actual != digest:
        raise ReleaseDamagedError(file.parent, f"{file.name} không khớp mã kiểm")
    return True


def _released_modules(archive: Path) -> Iterator[tuple[str, str]]:
    """Yield the modules of the packages in the source, with their checksums."""
    with tarfile.open(archive) as files:
        members = {member.name.partition("/")[2]: member for member in files if member.isfile()}
        rooms = {name.partition("/")[0] for name in members if name.count("/") == 1}
        rooms = {room for room in rooms if f"{room}/__init__.py" in members and room != "tests"}
        for name, member in members.items():
            if name.endswith(".py") and name.partition("/")[0] in rooms:
                yield name, hashlib.sha256(files.extractfile(member).read()).hexdigest()


def _installed_modules(rooms: set[str]) -> Iterator[tuple[str, str]]:
    for room in rooms:
        for file in (_ROOT / room).rglob("*.py"):
            yield (
                file.relative_to(_ROOT).as_posix(),
                hashlib.sha256(file.read_bytes()).hexdigest(),
            )
