"""Records looked up in the catalogues of other libraries by SRU (MARCXML)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, tostring

from library.errors import LibraryError
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.marc21.marcxml import SPACE
from library.exchange.marc21.read_marc import from_marcxml
from library.exchange.other_libraries.web_fetch import NoAnswerError, fetch
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share
from library.xml_io import local_name, parse

INDEXES = {
    "nhan-de": ("Nhan đề", 'dc.title all "{}"'),
    "tac-gia": ("Tác giả", 'dc.creator all "{}"'),
    "isbn": ("ISBN", 'bath.isbn = "{}"'),
    "so": ("Số, ký hiệu", 'dc.identifier = "{}"'),
}
"""Labels and CQL of the ways to look up, by their names in addresses."""

MAX_RECORDS = 10
_TIMEOUT_SECONDS = 15
_MAX_BYTES = 2_000_000
_MIN_SYLLABLE_SHARE = 0.8


class OtherCatalogueError(LibraryError):
    """The catalogue of the other library did not answer, or refused the query."""

    message = "Mục lục “{0}” không trả lời được: {1} Hãy thử lại, hoặc tra cách khác."
    status = 502


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answer of another catalogue: number of hits, and the first records."""

    total: int
    records: tuple[MarcRecord, ...]


def look_up(name: str, address: str, index: str, typed: str) -> Lookup:
    """Return the first records that a catalogue has for a query; raise OtherCatalogueError."""
    term = " ".join(typed.replace("\\", " ").replace('"', " ").split())
    query = {
        "version": "1.1",
        "operation": "searchRetrieve",
        "query": INDEXES[index][1].format(term),
        "recordSchema": "marcxml",
        "maximumRecords": str(MAX_RECORDS),
    }
    separator = "&" if "?" in address else "?"
    content = _fetch(name, f"{address}{separator}{urlencode(query)}")
    try:
        root = parse(content, name)
        if message := _diagnostic(root):
            raise OtherCatalogueError(name, f"{message}.")
        records = tuple(map(repaired, _records(root, name)))
        return Lookup(_total(root), records)
    except (LibraryError, ValueError, RecursionError) as error:
        if isinstance(error, OtherCatalogueError):
            raise
        raise OtherCatalogueError(name, "trả lời không đúng dạng SRU.") from error


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


def _fetch(name: str, address: str) -> bytes:
    try:
        return fetch(address, max_bytes=_MAX_BYTES, seconds=_TIMEOUT_SECONDS)
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
        escaped = (data.text or "").strip()
        wrapped = [parse(escaped.encode(), name)] if escaped.startswith("<") else list(data)
        for element in wrapped:
            for record in element.iter(f"{{{SPACE}}}record"):
                content = b"<collection>" + tostring(record, encoding="utf-8") + b"</collection>"
                yield from from_marcxml(content, name)
