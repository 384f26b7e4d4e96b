"""MARC 21 files; a broken record is named and hides no other."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from pymarc.marc8 import marc8_to_unicode

from library.exchange.marc21 import marc_record
from library.exchange.marc21.marc_record import DELIMITER, MarcRecord, RecordField, data_field
from library.exchange.problems import SheetTooLongError, UnimarcError, UnreadableSheetError
from library.exchange.spreadsheets import MAX_ROWS
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share
from library.xml_io import BrokenXmlError, local_name, parse, refuse_entities

_END_OF_FIELD = marc_record.END_OF_FIELD.encode()
_END_OF_RECORD = marc_record.END_OF_RECORD.encode()
_LEADER = re.compile(rb"[\d ]{5}[ -~]{5}22[\d ]{5}[ -~]{3}45")
"""Leader of a record, also after one that was cut off before its end mark."""

_RECORD_TAG = re.compile(rb"<(?:(\w+):)?record\b")
_FIELD_TAGS = ("leader", "controlfield", "datafield")
_FIELD_TAG = re.compile(rb"<(?:\w+:)?(?:leader|controlfield|datafield)\b")
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*(<\?xml[^>]{0,200}\?>)?")
_BROKEN = "Biểu ghi thứ {0} bị hỏng, không đọc được: {1}. Các biểu ghi khác vẫn được đọc."

_CODE = re.compile(rb"\x1f.", re.DOTALL)
_SAMPLE_BYTES = 200_000
"""Text that is enough to recognise the encoding of a file."""

_MIN_SYLLABLE_SHARE = 0.8
_SINGLE_BYTES = "latin-1"

Reader = Callable[[bytes], str]


class TextDecoder:
    """Decoder of a file's fields: UTF-8 where possible, else the encoding that fits the file."""

    def __init__(self, records: Iterable[bytes]) -> None:
        self._legacy = _recognise(records)

    def decode(self, content: bytes) -> str:
        """Return the text of a field, whatever the leader says about its encoding."""
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return self._legacy(content)


def _recognise(records: Iterable[bytes]) -> Reader:
    """Return the reader under which most words with marks are Vietnamese syllables."""
    sample = _sample(records)
    if not sample:
        return _from_marc8
    shares = {reader: marked_word_share(reader(sample)) for reader in _READERS}
    best = max(shares, key=shares.get)
    return best if shares[best] >= _MIN_SYLLABLE_SHARE else _from_marc8


def _sample(records: Iterable[bytes]) -> bytes:
    """Return the fields that are not UTF-8, up to a length that is enough."""
    fields: list[bytes] = []
    size = 0
    for field in (field for record in records for field in record.split(b"\x1e")[1:]):
        if size >= _SAMPLE_BYTES:
            break
        if not field.isascii() and not _is_utf8(field):
            fields.append(_CODE.sub(b" ", field))
            size += len(field)
    return b" ".join(fields)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _from_marc8(content: bytes) -> str:
    """Decode subfield by subfield: MARC-8 knows no delimiter."""
    parts = content.split(DELIMITER.encode())
    return DELIMITER.join(marc8_to_unicode(part, hide_utf8_warnings=True) for part in parts)


def _reader(encoding: LegacyEncoding) -> Reader:
    return lambda content: decode_legacy(content.decode(_SINGLE_BYTES), encoding)


_READERS: tuple[Reader, ...] = (_from_marc8, *map(_reader, LegacyEncoding))


@dataclass(frozen=True, slots=True)
class MarcFile:
    """The records of a file by their number, and remarks on those that are broken."""

    records: dict[int, MarcRecord]
    remarks: tuple[str, ...] = ()


class _BrokenRecordError(Exception):
    """Signals a record that cannot be read; the text says why, in Vietnamese."""


def from_marc(content: bytes, name: str) -> MarcFile:
    """Return the records of a `.mrc` file; raise UnreadableSheetError when it has none.

    The lengths in the directory are ignored: some programs count characters instead of bytes. The
    end marks of fields and records are right, if there. All text of a file has one encoding.
    """
    raw = _raw_records(content)
    decoder = TextDecoder(raw)
    marc_file = _file_of(raw, lambda part: _record(part, decoder), name)
    if raw and not marc_file.records:
        raise UnreadableSheetError(name)
    return marc_file


def from_marcxml(content: bytes, name: str) -> MarcFile:
    """Return the records of a MARCXML file; raise a LibraryError."""
    refuse_entities(content, name)
    try:
        elements = [e for e in parse(content, name).iter() if local_name(e.tag) == "record"]
    except BrokenXmlError:
        parts = _xml_parts(content)
        marc_file = _file_of(parts, lambda part: _of_element(_element(part, content)), name)
        if not marc_file.records:
            raise
        return marc_file
    of_marc = [e for e in elements if any(local_name(child.tag) in _FIELD_TAGS for child in e)]
    marc_file = _file_of(of_marc, _of_element, name)
    if of_marc and not marc_file.records:
        raise BrokenXmlError(name)
    return marc_file


def _file_of(
    parts: Sequence[bytes | Element], read: Callable[[bytes | Element], MarcRecord], name: str
) -> MarcFile:
    if len(parts) > MAX_ROWS:
        raise SheetTooLongError(name, MAX_ROWS)
    records, remarks = {}, []
    for number, part in enumerate(parts, 1):
        try:
            record = records[number] = read(part)
        except _BrokenRecordError as error:
            remarks.append(_BROKEN.format(number, error))
            continue
        if any(record.tagged("200")) and not any(record.tagged("245")):
            raise UnimarcError(name)  # its titles stand in 200, which MARC 21 does not have
    return MarcFile(records, tuple(remarks))


def _raw_records(content: bytes) -> list[bytes]:
    """Return the records of a file, each from its leader; one may lack its end mark."""
    parts: list[bytearray] = []
    missing = 0
    for part in content.split(_END_OF_RECORD):
        text = part.lstrip(b"\r\n")
        if not text.strip():
            continue
        if missing > 0 and not _LEADER.match(text):
            parts[-1] += b" " + text  # an end mark inside a field
            missing -= text.count(_END_OF_FIELD)
            continue
        starts = [match.start() for match in _LEADER.finditer(text)]
        borders = [0, *filter(None, starts), len(text)]
        parts += [bytearray(text[start:end]) for start, end in pairwise(borders)]
        missing = _missing_fields(parts[-1])
    return [bytes(part) for part in parts]


def _missing_fields(raw: bytes) -> int:
    """Return the number of fields of the directory that do not end in a record."""
    directory, mark, contents = raw[marc_record.LEADER_LENGTH :].partition(_END_OF_FIELD)
    promised = len(directory) // marc_record.ENTRY_LENGTH
    return promised - (contents.count(_END_OF_FIELD) if mark else -1)


def _record(raw: bytes, decoder: TextDecoder) -> MarcRecord:
    directory, *contents = raw[marc_record.LEADER_LENGTH :].split(_END_OF_FIELD)
    try:
        tags = [tag for _, tag in sorted(_entries(directory), key=lambda entry: entry[0])]
    except ValueError as error:
        raise _BrokenRecordError("danh mục các trường không đúng dạng") from error
    if not tags:
        raise _BrokenRecordError("không có trường nào")
    if len(contents) < len(tags) or _missing_fields(raw) > 0:
        raise _BrokenRecordError("bị cắt cụt, thiếu trường ở cuối")
    leader = raw[: marc_record.LEADER_LENGTH].decode("ascii", "replace")
    fields = (_field(tag, text, decoder) for tag, text in zip(tags, contents, strict=False))
    return MarcRecord(leader, tuple(fields))


def _entries(directory: bytes) -> Iterator[tuple[int, str]]:
    """Yield the start position and tag of each field."""
    length = marc_record.ENTRY_LENGTH
    for place in range(0, len(directory) - length + 1, length):
        entry = directory[place : place + length].decode("ascii")
        yield int(entry[7:]), entry[:3]


def _field(tag: str, content: bytes, decoder: TextDecoder) -> RecordField:
    text = decoder.decode(content)
    if RecordField(tag, "", "").is_control:
        return RecordField(tag, "", text)
    head, mark, subfields = text.partition(marc_record.DELIMITER)
    return RecordField(tag, f"{head:2}"[:2], f"{head[2:]}{mark}{subfields}")


def _xml_parts(content: bytes) -> list[bytes]:
    """Return the texts of the MARC records in XML that is not well-formed."""
    starts = [match.start() for match in _RECORD_TAG.finditer(content)]
    parts = (content[start:end] for start, end in pairwise([*starts, len(content)]))
    return [part for part in parts if _FIELD_TAG.search(part)]


def _element(part: bytes, content: bytes) -> Element:
    """Return the element of one record; its prefix gets a namespace."""
    prefix = _RECORD_TAG.match(part)[1]
    end = b"</" + (prefix + b":" if prefix else b"") + b"record>"
    text, mark, _ = part.partition(end)
    declaration = _DECLARATION.match(content)[1] or b""
    spaces = b' xmlns:xsi="x"' + (b" xmlns:" + prefix + b'="m"' if prefix else b"")
    try:
        return parse(declaration + b"<part" + spaces + b">" + text + mark + b"</part>", "")[0]
    except BrokenXmlError as error:
        raise _BrokenRecordError("XML không đúng quy cách") from error


def _of_element(record: Element) -> MarcRecord:
    leader, fields = "", []
    for child in record:
        kind, tag = local_name(child.tag), child.get("tag", "")
        text = "".join(child.itertext())
        if kind == "leader":
            leader = text
        elif kind in ("controlfield", "datafield") and len(tag) != 3:
            raise _BrokenRecordError("một trường không có nhãn ba ký tự")
        elif kind == "controlfield":
            fields.append(RecordField(tag, "", text))
        elif kind == "datafield":
            marks = "".join(f"{child.get(mark) or ' ':1.1}" for mark in ("ind1", "ind2"))
            pairs = ((part.get("code", ""), "".join(part.itertext())) for part in child)
            fields.append(data_field(tag, marks, pairs))
    if not fields:
        raise _BrokenRecordError("không có trường nào")
    return MarcRecord(leader, tuple(fields))
