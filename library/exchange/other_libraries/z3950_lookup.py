"""Records looked up in another catalogue by Z39.50, with the program yaz-client."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from library.errors import LibraryError
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.marc21.read_marc import from_marc
from library.exchange.other_libraries.lookup import (
    INDEXES,
    LOOKUP_SECONDS,
    MAX_BYTES,
    MAX_RECORDS,
    Lookup,
    OtherCatalogueError,
)
from library.process.child import within
from library.untrusted.deadline import Deadline

SCHEME = "z3950://"
_PROGRAM, _RECORDS = "yaz-client", "records"
_PATH = "/usr/local/bin:/usr/bin:/bin"
_LIMITS = {"as": 256 << 20, "fsize": MAX_BYTES}
"""A server of Z39.50 may send records without end."""

_MAX_WORDS = 12
_HITS = re.compile(r"^Number of hits: (\d+)", re.MULTILINE)
_DIAGNOSTIC = re.compile(r"^ *\[\d+\] (.+?)(?: -- v\d.*?(?:addinfo '(.*)')?)?$", re.MULTILINE)
_EMPTY_TERM = "chưa có từ nào để tìm."
_NOT_INSTALLED = "máy chủ chưa có chương trình yaz-client (gói yaz của Debian)."


def look_up_by_z3950(name: str, address: str, index: str, term: str, deadline: Deadline) -> Lookup:
    """Return the first records that a catalogue has for a term; raise OtherCatalogueError.

    `address` is `z3950://host:port/database`.
    """
    words = term.split()[:_MAX_WORDS]
    if not words:
        raise OtherCatalogueError(name, _EMPTY_TERM)
    find = f"find {_query(INDEXES[index].attribute, words)}"
    with tempfile.TemporaryDirectory() as folder:
        target = _Target(name, address, Path(folder), deadline)
        output = target.run(find)
        hits = _HITS.search(output)
        if hits is None or _DIAGNOSTIC.search(output):
            raise OtherCatalogueError(name, _reason(output))
        total = int(hits[1])
        if total:  # a second connection: some servers refuse to show more than there is
            target.run(find, f"show 1+{min(total, MAX_RECORDS)}")
        return Lookup(total, target.records())


def _query(attribute: int, words: list[str]) -> str:
    """Return a query in prefix notation for records with all words, in any order."""
    clauses = [f'@attr 1={attribute} "{word}"' for word in words]
    return " ".join(("@and " * (len(clauses) - 1) + " ".join(clauses)).split())


@dataclass(frozen=True, slots=True)
class _Target:
    """A catalogue, and an empty folder for its records."""

    name: str
    address: str
    folder: Path
    deadline: Deadline

    def run(self, *commands: str) -> str:
        """Return the output of the program, which finds no settings of its own in the folder."""
        start = f"open tcp:{self.address.removeprefix(SCHEME)}"
        if shutil.which(_PROGRAM, path=_PATH) is None:
            raise OtherCatalogueError(self.name, _NOT_INSTALLED)
        output_path = self.folder / "printed"
        try:
            with output_path.open("wb") as output:
                subprocess.run(
                    [*within(_LIMITS), _PROGRAM, "-m", _RECORDS],
                    input="\n".join((start, "format usmarc", *commands, "quit", "")).encode(),
                    stdout=output,
                    stderr=subprocess.DEVNULL,
                    check=False,
                    cwd=self.folder,
                    env={"HOME": str(self.folder), "PATH": _PATH},
                    timeout=self.deadline.remaining(),
                )
        except (TimeoutError, subprocess.TimeoutExpired) as error:
            reason = f"quá {LOOKUP_SECONDS} giây chưa xong."
            raise OtherCatalogueError(self.name, reason) from error
        return output_path.read_bytes().decode("utf-8", "replace")

    def records(self) -> tuple[MarcRecord, ...]:
        """Return the records that the program stored; raise OtherCatalogueError."""
        file = self.folder / _RECORDS
        if not file.exists():
            return ()
        with file.open("rb") as content:
            try:
                records = from_marc(content.read(MAX_BYTES), self.name).records
                return tuple(records.values())[:MAX_RECORDS]
            except LibraryError as error:
                reason = "trả lời không đúng dạng MARC 21."
                raise OtherCatalogueError(self.name, reason) from error


def _reason(output: str) -> str:
    diagnostic = _DIAGNOSTIC.search(output)
    if diagnostic is None:
        return "không kết nối được."
    return ": ".join(filter(None, diagnostic.groups())) + "."
