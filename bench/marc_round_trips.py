"""Benchmark of MARC records that are imported and exported: fields that differ."""

import io
from collections.abc import Callable, Iterator, Sequence

from pymarc import MARCReader, MARCWriter, Record, XMLWriter
from pymarc.marcxml import parse_xml_to_array
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bench.form import Row
from bench.marc_records import as_tcvn3, as_vni, compared, in_small_letters, make_records
from library.bulk import apply_change, import_records, planned_changes
from library.bulk.models import BulkLine
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.database import work
from library.exchange.marc21.marc_writing import to_marc, to_marcxml
from library.exchange.record_reader import read_records
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_descriptions import descriptions
from library.exchange.records.record_drafts import GivenRights

_COUNT = 200
_BY = "phép đo"


def measure(engine: Engine) -> Iterator[Row]:
    """Import made records in four forms of file, export them, and count the differences."""
    total = 0
    for name, write in _FORMS.items():
        records = [
            in_small_letters(record) if write is _tcvn3_file else record
            for record in make_records(_COUNT)
        ]
        with work(engine) as session:
            total += differences(session, records, write(records), name)
    yield Row(f"{_COUNT} MARC records round trip: differences", total, "records", 0)


def differences(
    session: Session, records: Sequence[Record], content: bytes, collection: str
) -> int:
    """Import a file, and return the number of records that an export gives back changed."""
    ids = _imported(session, content, collection)
    marc = b"".join(to_marc(descriptions(session, ids)))
    xml = b"".join(to_marcxml(descriptions(session, ids)))
    expected = [compared(record) for record in records]
    return sum(
        _count_differing(expected, [compared(record) for record in exported])
        for exported in (MARCReader(marc), parse_xml_to_array(io.BytesIO(xml)))
    )


def marc_file(records: Sequence[Record]) -> bytes:
    """Return a `.mrc` file in UTF-8 as pymarc writes it."""
    written = io.BytesIO()
    writer = MARCWriter(written)
    for record in records:
        writer.write(record)
    return written.getvalue()


def xml_file(records: Sequence[Record]) -> bytes:
    """Return a MARCXML file as pymarc writes it."""
    written = io.BytesIO()
    writer = XMLWriter(written)
    for record in records:
        writer.write(record)
    writer.close(close_fh=False)
    return written.getvalue()


def _tcvn3_file(records: Sequence[Record]) -> bytes:
    return as_tcvn3(marc_file(records))


def _vni_file(records: Sequence[Record]) -> bytes:
    return as_vni(marc_file(records))


_FORMS: dict[str, Callable[[Sequence[Record]], bytes]] = {
    "utf-8": marc_file,
    "marcxml": xml_file,
    "tcvn3": _tcvn3_file,
    "vni": _vni_file,
}
"""Writers of files by the name of the collection into which they are imported."""


def _imported(session: Session, content: bytes, collection: str) -> tuple[str, ...]:
    profile = Profile(collection, collection, "", "", Access.STAFF, None, None, ("vie",), (), 1)
    records = read_records(content, f"{collection}.mrc", profile)
    plan = import_records.plan(session, records, profile, "thử.mrc", GivenRights())
    change = planned_changes.save(session, plan, _BY)
    apply_change.apply(session, change.id, _BY, Rules(), without_refused=True)
    lines = select(BulkLine.item_id).where(BulkLine.change_id == change.id).order_by(BulkLine.row)
    return tuple(session.scalars(lines))


def _count_differing(expected: Sequence[object], exported: Sequence[object]) -> int:
    missing = abs(len(expected) - len(exported))
    return missing + sum(
        content != expectation for expectation, content in zip(expected, exported, strict=False)
    )
