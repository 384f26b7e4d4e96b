"""Commands of `diachi` run in a restored library, as its operator would run them."""

import json
import subprocess
import sys
from pathlib import Path

from library.backup.make_copy import COLLECTIONS
from library.backup.problems import RestoredLibraryError

_TIMEOUT_SECONDS = 12 * 3600  # rebuilding a large index
_OWN_SETTINGS = ("DIACHI_WATCH", "DIACHI_MASTERS_COPY", "DIACHI_BACKUP_TO", "DIACHI_MAIL_SERVER")
"""Settings of the running library that a restored one beside it must not share."""


def run_restored(folder: Path, database_url: str, *words: str) -> str:
    """Run a command in the library of a folder and return what it prints."""
    settings = {
        "DIACHI_HOME": str(folder),
        "DIACHI_DATABASE_URL": database_url,
        "DIACHI_COLLECTIONS": str(folder / COLLECTIONS),
    }
    unset = [word for name in _OWN_SETTINGS for word in ("-u", name)]
    return _run(["env", *unset, *(f"{name}={value}" for name, value in settings.items())], words)


def answers_here(questions: Path) -> dict[str, list[str]]:
    """Return the items that the running library finds for each line of a file."""
    return read_answers(_run([], ("index", "answer", str(questions))))


def read_answers(output: str) -> dict[str, list[str]]:
    """Return the items by question, as `diachi index answer` prints them."""
    answers = (json.loads(line) for line in output.splitlines())
    return {answer["query"]: answer["items"] for answer in answers}


def _run(prefix: list[str], words: tuple[str, ...]) -> str:
    command = [*prefix, sys.executable, "-P", "-m", "library", *words]
    try:
        process = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_TIMEOUT_SECONDS,
            text=True,
        )
    except subprocess.TimeoutExpired as error:
        hours = _TIMEOUT_SECONDS // 3600
        raise RestoredLibraryError(" ".join(words[:2]), f"quá {hours} giờ") from error
    except subprocess.CalledProcessError as error:
        last_line = ([*error.stderr.strip().splitlines(), "?"])[-2:][0]
        raise RestoredLibraryError(" ".join(words[:2]), last_line) from error
    return process.stdout
