"""The agent packed as one file that Python runs: a zip of its modules, the same for each build."""

import io
import zipfile
from pathlib import Path

from app.points.kiosk.agent.program_version import VERSION

LAUNCHER = Path(__file__).with_name("agent") / "launcher.py"
PACKAGE = "diachi_agent"
_MAIN = f"import sys\n\nfrom {PACKAGE}.commands import main\n\nsys.exit(main(sys.argv[1:]))\n"
_VERSION_MODULE = "program_version.py"


def pack(version: str = VERSION) -> bytes:
    """Return the program; another version number is for releases that go back to older code."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in sorted(_sources(version).items()):
            entry = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, source)
    return buffer.getvalue()


def _sources(version: str) -> dict[str, str]:
    """Return the modules by their name in the file."""
    sources = {
        f"{PACKAGE}/{module.name}": module.read_text(encoding="utf-8")
        for module in LAUNCHER.parent.glob("*.py")
        if module != LAUNCHER
    }
    number = f"{PACKAGE}/{_VERSION_MODULE}"
    sources[number] = sources[number].replace(f'"{VERSION}"', f'"{version}"', 1)
    return {**sources, "__main__.py": _MAIN}
