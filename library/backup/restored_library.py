"""Commands of `diachi` run in another process, as the operator of a restored library runs them."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

from library.backup.make_copy import COLLECTIONS
from library.backup.problems import RestoredLibraryError
from library.process.child import ending_with_parent, run_diachi
from library.settings import Settings

_TIMEOUT_SECONDS = 12 * 3600  # rebuilding a large index
_NOT_SHARED = (
    *("DIACHI_WATCH", "DIACHI_FILES", "DIACHI_MASTERS_COPY", "DIACHI_BACKUP_TO"),
    *("DIACHI_OPENSEARCH_URL", "DIACHI_MAIL_SERVER"),
)
"""Settings that a restored library must not have in common with the running one."""

_OWN_ENGINE = "tantivy"


def restored_settings(settings: Settings, folder: Path, database_url: str) -> Settings:
    """Return the settings of the library restored into a folder.

    It has an index of its own: rebuilding that of several machines would replace the running one.
    """
    return replace(
        settings,
        home=folder,
        files="",
        engine=_OWN_ENGINE if settings.engine == "opensearch" else settings.engine,
        database_url=database_url,
        collections=folder / COLLECTIONS,
    )


def run_in_restored(settings: Settings, *words: str) -> str:
    """Run a command in the library of these settings and return its output."""
    values = {
        "DIACHI_HOME": settings.home,
        "DIACHI_DATABASE_URL": settings.database_url,
        "DIACHI_COLLECTIONS": settings.collections,
        "DIACHI_ENGINE": settings.engine,
    }
    environment = (
        *ending_with_parent("TERM"),
        "env",
        *(word for name in _NOT_SHARED for word in ("-u", name)),
        *(f"{name}={value}" for name, value in values.items()),
    )
    try:
        process = run_diachi(*words, starter=environment, timeout=_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        hours = _TIMEOUT_SECONDS // 3600
        raise RestoredLibraryError(words[0], f"quá {hours} giờ") from error
    if process.returncode:
        last_line = ["?", *process.stderr.strip().splitlines()][-1]
        raise RestoredLibraryError(words[0], last_line)
    return process.stdout


def answers(settings: Settings, questions: Path) -> dict[str, list[str]]:
    """Return the items that a library finds for each line of a file."""
    output = run_in_restored(settings, "index", "answer", str(questions))
    lines = [json.loads(line) for line in output.splitlines()]
    return {line["query"]: line["items"] for line in lines}
