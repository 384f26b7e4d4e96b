"""Installs a program in a folder of its own, with its own Python environment, without a network.

The first installation runs this module with the Python of Debian alone.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from kit.program.problems import (
    PythonNotInProgramError,
    StepFailedError,
)
from kit.program.program_files import (
    MANIFEST,
    SIGNATURE,
    Program,
    copy_files,
    parse_program,
    read_signed,
    require_room,
)
from library.errors import LibraryError
from library.process.atomic_files import sync_folder

ENVIRONMENT = ".venv"
_WHEELS = "wheels"
_ROOM_FACTOR = 6
"""Free space needed, in sizes of the pack: the copy, what is installed from it, and compiled code
(Python 3.11: 220 MB of wheels for two Pythons become 700 MB)."""

_STEP_SECONDS = 3600
"""Longest time of an installation by pip; a slow disk of 2013 takes ten minutes."""

_SHOWN_CHARACTERS = 300


def program_folder(programs: Path, version: str) -> Path:
    """Return the folder of a version."""
    return programs / f"diachi-{version}"


def place(pack: Path, program: Program, signed: tuple[bytes, bytes], programs: Path) -> Path:
    """Copy a program, checked, into a folder of its own; return it. It is whole or missing."""
    python = this_python()
    if python not in program.pythons:
        raise PythonNotInProgramError(program.version, ", ".join(program.pythons), python)
    require_room(programs, _ROOM_FACTOR * program.total_bytes)
    folder = program_folder(programs, program.version)
    if folder.exists():
        return folder
    half = folder.with_suffix(f"{folder.suffix}.half")
    shutil.rmtree(half, ignore_errors=True)
    wheels = half / _WHEELS
    wheels.mkdir(parents=True, mode=0o755)
    copy_files(pack, program, wheels)
    archive = wheels / program.archive
    run("mở bản chương trình", "tar", "--no-same-owner", "-xzf", archive, "-C", half)
    for name, content in zip((MANIFEST, SIGNATURE), signed, strict=True):
        (half / name).write_bytes(content)
    os.sync()
    half.rename(folder)
    sync_folder(programs)
    return folder


def build(folder: Path, python: str) -> None:
    """Make the environment of a program from its wheels alone; nothing if it is complete."""
    environment, wheels = folder / ENVIRONMENT, folder / _WHEELS
    complete = environment / "complete"
    if not complete.exists():
        _install(folder, python, environment, wheels)
        complete.touch()
    shutil.rmtree(wheels, ignore_errors=True)


def this_python() -> str:
    """Return the version of the Python that runs, such as 3.13."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _install(folder: Path, python: str, environment: Path, wheels: Path) -> None:
    step = "cài thư viện Python"
    run(step, python, "-m", "venv", "--without-pip", "--clear", environment)
    pip = (environment / "bin/python", next(wheels.glob("pip-*.whl")) / "pip", "--isolated")
    install = (*pip, "install", "--quiet", "--no-cache-dir", "--no-index", "--find-links", wheels)
    locks = [f"--requirement={folder}/requirements/{name}.txt" for name in ("build", "site")]
    run(step, *install, "--require-hashes", *locks)
    run(step, *install, "--no-deps", "--no-build-isolation", "--editable", folder)
    os.sync()


def run(step: str, *command: object, seconds: int = _STEP_SECONDS) -> None:
    """Run the command of a step; raise StepFailedError with its last words if it fails."""
    try:
        result = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StepFailedError(step, error) from error
    if result.returncode:
        raise StepFailedError(step, result.stderr.strip()[-_SHOWN_CHARACTERS:])


def main(pack: str, programs: str) -> int:
    """Install a program for the first time and print its folder."""
    try:
        signed = read_signed(Path(pack))
        folder = place(Path(pack), parse_program(signed[0]), signed, Path(programs))
        build(folder, sys.executable)
    except LibraryError as error:
        print(error, file=sys.stderr)
        return 1
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
