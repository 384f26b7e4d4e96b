"""Programs that open files of others: each in a process group that ends with its task."""

import os
import shutil
from pathlib import Path

from library.process.child import Limits
from library.process.sandbox import Cage, run, sandbox_command

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
    command = [*sandbox_command(program, source, folder, Cage(limits)), str(program), *arguments]
    messages = folder / ERRORS
    with (folder / output).open("wb") as out, messages.open("wb") as errors:
        code = run(command, folder, limits["cpu"], out, errors)
    with messages.open(errors="replace") as content:
        return code, content.read(_MAX_MESSAGE_LETTERS)
