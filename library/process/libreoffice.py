"""Conversion of office documents with LibreOffice, headless, without network or macros."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from library.errors import OfficeMissingError, OfficeTooSlowError
from library.process.sandbox import Cage, run, sandbox_command

PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
_TIMEOUT_SECONDS = 120
"""A thousand pages take about half of this."""

CAGE = Cage(
    {"as": 4 << 30, "cpu": _TIMEOUT_SECONDS, "fsize": 2 << 30, "nofile": 512},
    (
        *("/etc/fonts", "/etc/libreoffice", "/var/cache/fontconfig", "/var/spool/libreoffice"),
        *("/etc/passwd", "/etc/nsswitch.conf"),
    ),
    socket_folder="/tmp",  # noqa: S108
)
_EXIT_RESTART = 81
"""Exit code of LibreOffice after it has set up its profile; it must be run again."""

_MAX_TRIES = 3

_VARYING_PDF_FIELDS = re.compile(
    rb"(?<=/CreationDate\(D:)\d{14}"
    rb"|(?<=<xmp:CreateDate>)[^<]+"
    rb"|(?<=/DocChecksum /)[0-9A-F]{32}"
    rb"|(?<=/ID \[ <)[0-9A-F]{32}>\s*<[0-9A-F]{32}"
)
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{0}</oor:items>
"""
_SETTING = (
    '<item oor:path="/org.openoffice.{0}"><prop oor:name="{1}" oor:op="fuse">'
    "<value>{2}</value></prop></item>"
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Filter/PDF/Export", "UseTaggedPDF", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""No macros, no link updates; a PDF whose headings, lists and tables are tagged, as Debian 12 does
not by itself; a dead proxy in case the network cannot be removed."""


ARCHIVE_PDF = ':writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
"""Options of a text document's PDF/A-2b, which is kept and signed."""


def convert_document(
    source: Path, suffix: str, folder: Path, name: str, options: str = ""
) -> Path | None:
    """Convert a document into an empty folder; None if it cannot be opened.

    `name` is its display name for errors. PDF output is reproducible byte for byte.
    """
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    settings = "".join(_SETTING.format(*setting) for setting in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(settings))
    program = _program()
    command = [
        *sandbox_command(program, source, folder, CAGE),
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", suffix + options, "--outdir", str(folder), str(source)),
    ]
    for _ in range(_MAX_TRIES):
        if _run(command, folder, name) != _EXIT_RESTART:
            break
    output = folder / f"{source.stem}.{suffix}"
    if not output.is_file():
        return None
    if suffix == "pdf":
        output.write_bytes(_VARYING_PDF_FIELDS.sub(_zero_digits, output.read_bytes()))
    return output


def version() -> str | None:
    """Return the version of LibreOffice; None if it is not installed."""
    try:
        process = subprocess.run(
            [_program(), "--version"], capture_output=True, check=False, timeout=30, text=True
        )
    except OfficeMissingError:
        return None
    return process.stdout.split()[1] if process.stdout else None


def _run(command: list[str], folder: Path, name: str) -> int:
    try:
        return run(command, folder, _TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise OfficeTooSlowError(name, _TIMEOUT_SECONDS) from error


@cache
def _program() -> Path:
    """Return the binary itself: the wrapper in PATH starts processes that would outlive us."""
    program = shutil.which("soffice")
    if program is None:
        raise OfficeMissingError(PACKAGES)
    return Path(program).resolve().with_name("soffice.bin")


def _zero_digits(match: re.Match[bytes]) -> bytes:
    return re.sub(rb"[0-9A-Fa-f]", b"0", match[0])
