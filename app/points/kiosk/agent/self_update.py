"""Updates of the agent: signed by the library, tried once, and taken back if they don't work."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from .agent_files import read_json, update_folder, write_atomically, write_json
from .library_line import Library, LibraryRefusedError
from .program_version import VERSION, version_key
from .release_signature import is_signed

CHECK_SECONDS = 3600
_RETRY_REFUSED_SECONDS = 86400
_MAX_PROGRAM_BYTES = 2 << 20
_STATE, _READABLE = "ban.json", 0o644


class BadReleaseError(ValueError):
    """A release that must not be installed; the sentence goes to the log."""


def take_update(library: Library, home: Path, key: str | None) -> str | None:
    """Download a newer signed program and make it the next to start; return its version.

    Raises OSError or ValueError: then the installed program stays.
    """
    if not key:
        return None
    try:
        manifest = _verified_manifest(library.call("/api/k/v1/agent"), key)
    except LibraryRefusedError as error:
        if error.status == 404:
            return None  # nothing has been published
        raise
    version = manifest["version"]
    state = read_json(update_folder(home) / _STATE) or {}
    if version_key(version) <= version_key(VERSION) or _was_refused(state, version):
        return None
    content = library.fetch("/api/k/v1/agent/program")
    if len(content) > _MAX_PROGRAM_BYTES or len(content) != manifest["size"]:
        raise BadReleaseError("Bản mới tải về không đủ; sẽ tải lại.")
    if hashlib.sha256(content).hexdigest() != manifest["sha256"]:
        raise BadReleaseError("Bản mới tải về không khớp tổng kiểm; không cài.")
    _stage(home, version, content, state)
    return version


def confirm(home: Path) -> None:
    """End the trial of this program: the library has acknowledged what it sent."""
    file = update_folder(home) / _STATE
    state = read_json(file)
    if not isinstance(state, dict) or state.get("trial") is None:
        return
    if state.get("current") != program_name(VERSION):
        return  # the next program has not been started yet
    write_json(file, {**state, "trial": None, "refused": {}}, _READABLE)
    for program in file.parent.glob("tro-ly-*.pyz*"):
        if program.name not in (state["current"], state.get("previous")):
            program.unlink()


def program_name(version: str) -> str:
    """Return the file name of a program."""
    return f"tro-ly-{version}.pyz"


def _verified_manifest(answer: dict, key: str) -> dict:
    text, signature = answer["manifest"], answer["signature"]
    if not isinstance(text, str) or not isinstance(signature, str):
        raise ValueError("not a release")
    if not is_signed(text.encode(), bytes.fromhex(signature), int(key, 16)):
        raise BadReleaseError("Bản mới không đúng chữ ký của thư viện; không cài.")
    manifest = json.loads(text)
    version_key(manifest["version"])  # nothing but digits and points may enter a file name
    return manifest


def _was_refused(state: dict, version: str) -> bool:
    refusal_time = state.get("refused", {}).get(version)
    return refusal_time is not None and 0 <= time.time() - refusal_time < _RETRY_REFUSED_SECONDS


def _stage(home: Path, version: str, content: bytes, state: dict) -> None:
    folder = update_folder(home)
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    write_atomically(folder / program_name(version), content, _READABLE)
    previous = state.get("current") if state.get("current") == program_name(VERSION) else None
    new_state = {"current": program_name(version), "previous": previous, "trial": 0}
    write_json(folder / _STATE, {**state, **new_state}, _READABLE)
