"""Client of OAI-PMH 2.0: sets, formats and records of another catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from library.errors import LibraryError
from library.exchange.other_libraries.web_fetch import NoAnswerError, fetch
from library.untrusted.deadline import Deadline
from library.xml_io import local_name, parse

DUBLIN_CORE = "oai_dc"
_MARC_SPACE = "http://www.loc.gov/MARC21/slim"
_MAX_PARTS_OF_SETS = 20
_MAX_DATE_LETTERS = 20
"""Longest date of the standard: 2026-11-28T01:30:00Z."""


class RefusedError(LibraryError):
    """A catalogue refused a request with an error code of OAI-PMH."""

    message = "từ chối yêu cầu: {0} {1}"
    status = 502


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record as another catalogue sends it; without metadata when it was deleted there."""

    identifier: str
    datestamp: str
    is_deleted: bool
    metadata: Element | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list of records, and the token for the next one."""

    records: tuple[SourceRecord, ...]
    token: str
    total: int | None
    """Number of records in the whole list, where the catalogue states it."""
    date: str
    """Time at the catalogue, as it writes it."""


@dataclass(frozen=True, slots=True)
class OaiClient:
    """A catalogue at its address, asked with a limit in seconds for each answer."""

    address: str
    seconds: float = 60.0
    max_bytes: int = 32_000_000
    deadline: Deadline | None = None
    """End of all answers together."""

    def sets(self) -> dict[str, str]:
        """Return the names of the sets by their codes; empty for a catalogue without sets."""
        names: dict[str, str] = {}
        arguments = {"verb": "ListSets"}
        for _ in range(_MAX_PARTS_OF_SETS):
            try:
                root = self._ask(arguments)
            except RefusedError:
                return names
            for part in _named(root, "set"):
                if code := _text(part, "setSpec"):
                    names[code] = _text(part, "setName") or code
            token = _text(root, "resumptionToken")
            if not token:
                break
            arguments = {"verb": "ListSets", "resumptionToken": token}
        return names

    def formats(self) -> dict[str, str]:
        """Return the prefixes of the formats that we read, `marc` and `dc` to their prefix."""
        prefixes = {}
        for form in _named(self._ask({"verb": "ListMetadataFormats"}), "metadataFormat"):
            prefix = _text(form, "metadataPrefix")
            if _text(form, "metadataNamespace") == _MARC_SPACE:
                prefixes.setdefault("marc", prefix)
            if prefix == DUBLIN_CORE:
                prefixes["dc"] = prefix
        return prefixes

    def first_part(self, prefix: str, set_code: str = "", since: str = "") -> Part:
        """Return the first part of the records that changed since a date of the catalogue."""
        arguments = {"metadataPrefix": prefix, "set": set_code, "from": since}
        try:
            return self._part({name: text for name, text in arguments.items() if text})
        except RefusedError as error:
            if error.args[0] != "noRecordsMatch":
                raise
            return Part((), "", 0, "")

    def next_part(self, token: str) -> Part:
        """Return the part that a token names."""
        return self._part({"resumptionToken": token})

    def day_only(self) -> bool:
        """Return True for a catalogue whose dates have no time of day."""
        return _text(self._ask({"verb": "Identify"}), "granularity").upper() == "YYYY-MM-DD"

    def _part(self, arguments: dict[str, str]) -> Part:
        root = self._ask({"verb": "ListRecords", **arguments})
        token = next(_named(root, "resumptionToken"), None)
        total = token.get("completeListSize", "") if token is not None else ""
        return Part(
            tuple(_records(root)),
            (token.text or "").strip() if token is not None else "",
            int(total) if total.isdecimal() and len(total) < 10 else None,
            _text(root, "responseDate")[:_MAX_DATE_LETTERS],
        )

    def _ask(self, arguments: dict[str, str]) -> Element:
        separator = "&" if "?" in self.address else "?"
        address = f"{self.address}{separator}{urlencode(arguments)}"
        deadline = self.deadline or Deadline(self.seconds)
        content = fetch(address, max_bytes=self.max_bytes, deadline=deadline)
        try:
            root = parse(content, self.address)
        except (LibraryError, RecursionError) as error:
            raise NoAnswerError("trả lời không đúng dạng OAI-PMH.") from error
        if local_name(root.tag) != "OAI-PMH":
            raise NoAnswerError("trả lời không đúng dạng OAI-PMH.")
        for problem in root:
            if local_name(problem.tag) == "error":
                raise RefusedError(problem.get("code", ""), (problem.text or "")[:200])
        return root


def _records(root: Element) -> Iterator[SourceRecord]:
    for record in _named(root, "record"):
        header = next(_children(record, "header"), None)
        if header is None or not (identifier := _text(header, "identifier")):
            continue
        yield SourceRecord(
            identifier,
            _text(header, "datestamp")[:_MAX_DATE_LETTERS],
            header.get("status") == "deleted",
            next((first for part in _children(record, "metadata") for first in part), None),
        )


def _named(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements of the answer itself, not those of the records in it."""
    for verb in root:
        yield from _children(verb, name)


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child.tag) == name)


def _text(element: Element, name: str) -> str:
    parts = (*_children(element, name), *_named(element, name))
    return next(((part.text or "").strip() for part in parts), "")
