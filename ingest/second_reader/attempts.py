"""Guard against a page on which the process dies: after some attempts it is left alone."""

from dataclasses import dataclass
from pathlib import Path

_MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Attempts:
    """A small file with the page in hand and how often it was begun."""

    path: Path

    def begin(self, page_id: int, words: str) -> bool:
        """Note that a page is begun; return False if it was begun too often before."""
        name = f"{page_id} {words}"
        earlier, _, count = self._read().rpartition(" ")
        attempt = int(count) + 1 if earlier == name and count.isdigit() else 1
        self.path.write_text(f"{name} {attempt}")
        return attempt <= _MAX_ATTEMPTS

    def finish(self) -> None:
        """Note that the page in hand was finished."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> str:
        try:
            return self.path.read_text()
        except FileNotFoundError:
            return ""
