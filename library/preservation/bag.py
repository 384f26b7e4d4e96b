"""BagIt bags (RFC 8493): writing with SHA-256 manifests, and strict checks."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from library.errors import name_problems, problem

PAYLOAD = "data"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFEST, _TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_LINE = re.compile(r"([0-9a-f]{64})  ?\*?(.+)")
_CODES = {"\r": "%0D", "\n": "%0A", "%": "%25"}
_DECODED = {code: sign for sign, code in _CODES.items()}
_ENCODED = re.compile("%0D|%0A|%25", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"\s+")


def start_bag(folder: Path) -> Path:
    """Create the folder of a bag, and return that of its payload; raise FolderNotEmptyError."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError(folder)
    payload = folder / PAYLOAD
    payload.mkdir(parents=True)
    return payload


def finish_bag(folder: Path, info: Mapping[str, str]) -> None:
    """Write the tag files of a bag whose payload is complete."""
    payload = sorted(path for path in (folder / PAYLOAD).rglob("*") if path.is_file())
    octets = sum(path.stat().st_size for path in payload)
    (folder / "bagit.txt").write_text(_DECLARATION, encoding="utf-8")
    lines = {**info, "Payload-Oxum": f"{octets}.{len(payload)}"}
    text = "".join(f"{name}: {_LINE_BREAKS.sub(' ', value)}\n" for name, value in lines.items())
    (folder / "bag-info.txt").write_text(text, encoding="utf-8")
    _write_manifest(folder, _MANIFEST, payload)
    tags = [folder / name for name in ("bagit.txt", "bag-info.txt", _MANIFEST)]
    _write_manifest(folder, _TAG_MANIFEST, tags)


def is_finished(folder: Path) -> bool:
    """Return True for a folder with the last file of a bag; `check_bag` looks at them all."""
    return (folder / _TAG_MANIFEST).is_file()


def check_bag(folder: Path) -> None:
    """Raise BadBagError unless every file of the bag is listed and has its checksum."""
    if not (folder / "bagit.txt").is_file():
        raise BadBagError(folder.name, "thiếu bagit.txt.")
    checksums = dict(_read_manifest(folder, _MANIFEST))
    payload = [folder / PAYLOAD, *(folder / PAYLOAD).rglob("*")]
    if links := [path for path in payload if path.is_symlink()]:
        raise BadBagError(folder.name, f"có liên kết ra ngoài gói: {links[0].name}.")
    stored_names = {path.relative_to(folder).as_posix() for path in payload if path.is_file()}
    if extra_names := sorted(stored_names - checksums.keys()):
        raise BadBagError(folder.name, f"tệp không có trong danh sách: {extra_names[0]}.")
    for name, digest in (*checksums.items(), *_read_manifest(folder, _TAG_MANIFEST)):
        file = folder / name
        if not file.is_file():
            raise BadBagError(folder.name, f"thiếu tệp {name}.")
        if file.is_symlink() or digest_of(file) != digest:
            raise BadBagError(folder.name, f"tệp đã bị đổi: {name}.")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_manifest(folder: Path, name: str, files: list[Path]) -> None:
    lines = (
        f"{digest_of(path)}  {_encoded(path.relative_to(folder).as_posix())}\n" for path in files
    )
    (folder / name).write_text("".join(lines), encoding="utf-8")


def _read_manifest(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield names and checksums; raise BadBagError for a line that is not valid."""
    try:
        lines = (folder / name).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeError) as error:
        raise BadBagError(folder.name, f"không đọc được {name}.") from error
    for line in filter(None, lines):
        match = _LINE.fullmatch(line)
        place = _ENCODED.sub(lambda code: _DECODED[code[0].upper()], match[2]) if match else ""
        path = PurePosixPath(place)
        if match is None or path.is_absolute() or ".." in path.parts:
            raise BadBagError(folder.name, f"dòng lạ trong {name}: {line[:80]}")
        yield place, match[1]


def _encoded(name: str) -> str:
    return "".join(_CODES.get(sign, sign) for sign in name)


FolderNotEmptyError = problem("“{0}” đã có tệp. Hãy chọn một thư mục mới.", status=409)
MasterNotSoundError = problem(
    "Tệp gốc “{0}” bị mất hoặc hỏng, nên chưa làm gói được. Hãy chạy: diachi doctor, "
    "rồi lấy lại tệp từ bản sao lưu.",
    status=409,
)
BadBagError = problem("“{0}” không phải gói bảo quản nguyên vẹn: {1}", status=422)

name_problems(globals())
