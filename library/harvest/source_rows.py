"""Records of another catalogue as rows of a description list."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import tostring

from sqlalchemy.orm import Session

from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.errors import LibraryError
from library.exchange import dublin_core
from library.exchange.list_rows import Row, clean
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.marc21.read_marc import from_marcxml
from library.exchange.other_libraries.catalogue_lookup import repaired
from library.exchange.other_libraries.oai_client import DUBLIN_CORE, SourceRecord
from library.exchange.records import record_drafts
from library.exchange.records.record_drafts import DraftLine, GivenRights

_COPIES_OF_OTHERS = ("852", "952")
"""Fields of the copies of the other library, which we do not hold."""

_NO_TITLE = "Biểu ghi không có nhan đề."
_UNREADABLE = "Biểu ghi không đúng dạng."


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A record as a row of our fields, or the reason why it cannot be one."""

    record: SourceRecord
    digest: str
    row: Row | None
    marc: MarcRecord | None = None
    problem: str = ""


def draft_lines(
    session: Session, rows: Iterable[SourceRow], profile: Profile, access: Access
) -> dict[str, DraftLine]:
    """Return the drafts of the rows that can be read, by the identifiers of their records."""
    readable = [came for came in rows if came.row is not None]
    rights = GivenRights(access, profile.licence)
    lines = record_drafts.draft_lines(session, [came.row for came in readable], profile, rights)
    return {came.record.identifier: line for came, line in zip(readable, lines, strict=True)}


def source_row(record: SourceRecord, prefix: str) -> SourceRow:
    """Return a record that was not deleted as a row whose file is its identifier."""
    content = b"" if record.metadata is None else tostring(record.metadata, encoding="utf-8")
    digest = hashlib.sha256(content).hexdigest()
    try:
        row, marc = _of_dublin_core(content) if prefix == DUBLIN_CORE else _of_marc(content)
    except (LibraryError, ValueError, RecursionError):
        row, marc = None, None
    if row is None:
        return SourceRow(record, digest, None, None, _UNREADABLE)
    if not row.told.get("title"):
        return SourceRow(record, digest, None, marc, _NO_TITLE)
    return SourceRow(record, digest, replace(row, file=clean(record.identifier), copies=()), marc)


def _of_dublin_core(content: bytes) -> tuple[Row | None, None]:
    return next(iter(dublin_core.from_xml(content, "")), None), None


def _of_marc(content: bytes) -> tuple[Row | None, MarcRecord | None]:
    records = from_marcxml(b"<collection>" + content + b"</collection>", "").records
    for record in tuple(records.values())[:1]:
        fields = (field for field in record.fields if field.tag not in _COPIES_OF_OTHERS)
        marc = repaired(MarcRecord(record.leader, tuple(fields)))
        return row_of_record(1, marc), marc
    return None, None
