"""Records looked up in the catalogues of other libraries, by SRU or Z39.50."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

from library.errors import LibraryError
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.marc21.marcxml import SPACE
from library.exchange.marc21.read_marc import from_marc, from_marcxml
from library.exchange.other_libraries.lookup import (
    INDEXES,
    LOOKUP_SECONDS,
    MAX_BYTES,
    MAX_RECORDS,
    Lookup,
    OtherCatalogueError,
)
from library.exchange.other_libraries.web_fetch import NoAnswerError, fetch
from library.process.child import within
from library.untrusted.deadline import Deadline
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share
from library.xml_io import local_name, parse

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


_MIN_SYLLABLE_SHARE = 0.8


def look_up(name: str, address: str, index: str, typed_text: str) -> Lookup:
    """Return the first records that a catalogue has for a query; raise OtherCatalogueError."""
    term = " ".join(typed_text.replace("\\", " ").replace('"', " ").split())
    ask = look_up_by_z3950 if address.startswith(SCHEME) else look_up_by_sru
    answer = ask(name, address, index, term, Deadline(LOOKUP_SECONDS))
    return replace(answer, records=tuple(map(repaired, answer.records)))


def repaired(record: MarcRecord) -> MarcRecord:
    """Return a record whose text in an encoding older than Unicode is Vietnamese again."""
    sample = " ".join(field.text for field in record.fields)
    shares = {
        encoding: marked_word_share(decode_legacy(sample, encoding)) for encoding in LegacyEncoding
    }
    best = max(shares, key=shares.get)
    if shares[best] < _MIN_SYLLABLE_SHARE or shares[best] <= marked_word_share(sample):
        return record
    fields = (
        replace(field, text=field.text if field.is_control else decode_legacy(field.text, best))
        for field in record.fields
    )
    return MarcRecord(record.leader, tuple(fields))


def look_up_by_sru(name: str, address: str, index: str, term: str, deadline: Deadline) -> Lookup:
    """Return the first records that a catalogue has for a term; raise OtherCatalogueError."""
    query = {
        "version": "1.1",
        "operation": "searchRetrieve",
        "query": INDEXES[index].cql.format(term),
        "recordSchema": "marcxml",
        "maximumRecords": str(MAX_RECORDS),
    }
    separator = "&" if "?" in address else "?"
    content = _fetch(name, f"{address}{separator}{urlencode(query)}", deadline)
    try:
        root = parse(content, name)
        if message := _diagnostic(root):
            raise OtherCatalogueError(name, f"{message}.")
        totals = (e.text for e in root.iter() if local_name(e.tag) == "numberOfRecords")
        return Lookup(int(next(totals, "0") or 0), tuple(_records(root, name)))
    except (LibraryError, ValueError, RecursionError) as error:
        if isinstance(error, OtherCatalogueError):
            raise
        raise OtherCatalogueError(name, "trả lời không đúng dạng SRU.") from error


def _fetch(name: str, address: str, deadline: Deadline) -> bytes:
    try:
        return fetch(address, max_bytes=MAX_BYTES, deadline=deadline)
    except NoAnswerError as error:
        raise OtherCatalogueError(name, error.args[0]) from error


def _diagnostic(root: Element) -> str:
    texts = {local_name(e.tag): e.text or "" for e in root.iter() if "diagnostic" in e.tag}
    return ": ".join(filter(None, (texts.get("message"), texts.get("details"))))


def _records(root: Element, name: str) -> Iterator[MarcRecord]:
    """Yield the records, which some catalogues send as text and not as XML."""
    for data in (e for e in root.iter() if local_name(e.tag) == "recordData"):
        xml_text = (data.text or "").strip()
        elements = [parse(xml_text.encode(), name)] if xml_text.startswith("<") else list(data)
        for element in elements:
            for record in element.iter(f"{{{SPACE}}}record"):
                content = b"<collection>" + tostring(record, encoding="utf-8") + b"</collection>"
                yield from from_marcxml(content, name).records.values()
