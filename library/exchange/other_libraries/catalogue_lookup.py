"""Records looked up in the catalogues of other libraries, by SRU or Z39.50."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

from library.errors import LibraryError
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.marc21.marcxml import SPACE
from library.exchange.marc21.read_marc import from_marcxml
from library.exchange.other_libraries.lookup import (
    INDEXES,
    LOOKUP_SECONDS,
    MAX_BYTES,
    MAX_RECORDS,
    Lookup,
    OtherCatalogueError,
)
from library.exchange.other_libraries.web_fetch import NoAnswerError, fetch
from library.exchange.other_libraries.z3950_lookup import SCHEME, look_up_by_z3950
from library.untrusted.deadline import Deadline
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share
from library.xml_io import local_name, parse

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
        return Lookup(_total(root), tuple(_records(root, name)))
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


def _total(root: Element) -> int:
    texts = (e.text for e in root.iter() if local_name(e.tag) == "numberOfRecords")
    return int(next(texts, "0") or 0)


def _records(root: Element, name: str) -> Iterator[MarcRecord]:
    """Yield the records, which some catalogues send as text and not as XML."""
    for data in (e for e in root.iter() if local_name(e.tag) == "recordData"):
        xml_text = (data.text or "").strip()
        elements = [parse(xml_text.encode(), name)] if xml_text.startswith("<") else list(data)
        for element in elements:
            for record in element.iter(f"{{{SPACE}}}record"):
                content = b"<collection>" + tostring(record, encoding="utf-8") + b"</collection>"
                yield from from_marcxml(content, name).records.values()
