"""Converts office documents (LibreOffice): without a screen, a network, macros or patience."""

import os
import re
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

from library.errors import OfficeMissingError, OfficeTooSlowError
from library.libreoffice.sandbox import SECONDS, cage

PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
_BEGIN_AGAIN = 81
"""What LibreOffice leaves with after it has set up its profile."""

_TRIES = 3

_CHANGES_EVERY_TIME = re.compile(
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
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""No macros, no links brought up to date; where the network cannot be taken away, a dead end."""


def converted(source: Path, suffix: str, folder: Path, name: str) -> Path | None:
    """Write a document as another kind into an empty folder; None when it does not open.

    `name` is what people call it. The same document comes out the same, byte for byte.
    """
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    settings = "".join(_SETTING.format(*setting) for setting in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(settings))
    program = _program()
    command = [
        *cage(program, source, folder),
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", suffix, "--outdir", str(folder), str(source)),
    ]
    for _ in range(_TRIES):
        if _run(command, folder, name) != _BEGIN_AGAIN:
            break
    made = folder / f"{source.stem}.{suffix}"
    if not made.is_file():
        return None
    if suffix == "pdf":
        made.write_bytes(_CHANGES_EVERY_TIME.sub(_zeros, made.read_bytes()))
    return made


def version() -> str | None:
    """Return the version of LibreOffice; None where it is not installed."""
    try:
        done = subprocess.run(
            [_program(), "--version"], capture_output=True, check=False, timeout=30, text=True
        )
    except OfficeMissingError:
        return None
    return done.stdout.split()[1] if done.stdout else None


def _run(command: list[str], folder: Path, name: str) -> int:
    """Run in a process group of its own, and leave nothing of it behind."""
    home = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
    with subprocess.Popen(
        command,
        env=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            return running.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise OfficeTooSlowError(name, SECONDS) from error
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)


@cache
def _program() -> Path:
    """Return the program itself: the one in the path starts others, which would outlive us."""
    found = shutil.which("soffice")
    if found is None:
        raise OfficeMissingError(PACKAGES)
    return Path(found).resolve().with_name("soffice.bin")


def _zeros(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[0-9A-Fa-f]", b"0", found[0])
