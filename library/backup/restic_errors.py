"""Messages of the program restic as errors with advice for people."""

import json
import re

from library.backup import problems
from library.errors import LibraryError

_PROBLEMS: tuple[tuple[str, type[LibraryError]], ...] = (
    (r"wrong password|no key found", problems.RepositoryPasswordError),
    (r"config file already exists|already initialized", problems.RepositoryExistsError),
    (r"no space left|disk quota|disk full|file too large", problems.RepositoryFullError),
    (r"already locked|unable to create lock", problems.RepositoryLockedError),
    (
        r"dial |connection (?:refused|reset)|no such host|subprocess ssh|timeout|Access Denied",
        problems.RepositoryUnreachableError,
    ),
    (r"Is there a repository|repository does not exist", problems.RepositoryMissingError),
    (
        r"ciphertext verification|invalid data|does not match|contains errors|damaged|"
        r"not found in|unexpected EOF|integrity|no such file|unable to load|broken",
        problems.RepositoryDamagedError,
    ),
)
"""Messages of restic (all versions since 0.14; exit codes came later), most specific first."""


def error_of(place: str, output: str) -> LibraryError:
    """Return the error that restic reports about the repository at a place."""
    if re.search(r"setpriv: .*restic", output):
        return problems.ResticMissingError()
    detail = _last_message(output)
    for pattern, problem in _PROBLEMS:
        if re.search(pattern, output, re.IGNORECASE):
            return problem(place, detail)
    return problems.RepositoryFailedError(place, detail)


def _last_message(output: str) -> str:
    """Return the last line that restic wrote, out of its JSON."""
    line = ([line for line in output.splitlines() if line.strip()] or ["?"])[-1]
    if line.startswith("{"):
        message = json.loads(line)
        line = message.get("message") or message.get("error", {}).get("message", line)
    return line.splitlines()[0].removeprefix("Fatal: ")
