"""Programs that open files of others: each in a process group that ends with its task."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from library.process.child import Limits
from library.process.libreoffice_sandbox import sandbox_command

ERRORS = "errors"
"""File in the folder of a program with its messages, in English."""

_MAX_MESSAGE_LETTERS = 4096


def program_path(name: str) -> Path | None:
    """Return the path of an installed program; None if it is missing."""
    path = shutil.which(name)
    return Path(path).resolve() if path else None


def run_on_file(
    program: Path,
    arguments: tuple[str, ...],
    source: Path,
    folder: Path,
    limits: Limits,
    output: str = os.devnull,
) -> tuple[int, str]:
    """Run a program that reads `source` and writes into `folder`, its standard output to `output`.

    Return its exit code, negative if a signal ended it, and the beginning of its messages. Raise
    TimeoutExpired after the seconds of CPU time that the limits give it.
    """
    command = [*sandbox_command(program, source, folder, limits), str(program), *arguments]
    messages = folder / ERRORS
    code = run_sandboxed(command, folder, limits["cpu"], output, str(messages))
    with messages.open(errors="replace") as content:
        return code, content.read(_MAX_MESSAGE_LETTERS)


def run_sandboxed(
    command: list[str],
    folder: Path,
    seconds: int,
    output: str = os.devnull,
    messages: str = os.devnull,
) -> int:
    """Run a command in a process group that is killed on exit; return its exit code.

    It works in `folder`. Raise TimeoutExpired after `seconds`.
    """
    home = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
    with (
        (folder / output).open("wb") as out,
        (folder / messages).open("wb") as errors,
        subprocess.Popen(
            command,
            env=home,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
        ) as process,
    ):
        try:
            return process.wait(seconds)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
