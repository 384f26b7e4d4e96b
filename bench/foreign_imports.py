"""Benchmark of imports from other library software: seconds to import and to undo."""

import csv
import io
import time
import zipfile
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from sqlalchemy import Engine

from bench.form import Row
from bench.marc_records import as_tcvn3, in_small_letters, make_records
from bench.marc_round_trips import marc_file
from library.bulk import apply_change, import_records, planned_changes, undo_change
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.database import work
from library.exchange.record_reader import read_records
from library.exchange.records.field_rules import Rules
from library.exchange.records.record_drafts import GivenRights

_COUNT = 5000
_TARGET_SECONDS = 60
_BY = "phép đo"


def measure(engine: Engine, count: int = _COUNT) -> Iterator[Row]:
    """Import and undo made exports of each kind of software."""
    for name, (file_name, make) in EXPORTS.items():
        content = make(count)
        started = time.perf_counter()
        change = _import(engine, name, file_name, content)
        imported = time.perf_counter()
        with work(engine) as session:
            undone, _ = undo_change.undo(session, change, _BY, Rules())
        ended = time.perf_counter()
        yield Row(f"{undone} records of {name} imported", imported - started, "s", _TARGET_SECONDS)
        yield Row(f"{undone} records of {name} undone", ended - imported, "s", _TARGET_SECONDS)


def _import(engine: Engine, collection: str, file_name: str, content: bytes) -> int:
    profile = Profile(collection, collection, "", "", Access.STAFF, None, None, ("vie",), (), 1)
    with work(engine) as session:
        records = read_records(content, file_name, profile)
        plan = import_records.plan(session, records, profile, file_name, GivenRights())
        change = planned_changes.save(session, plan, _BY).id
    with work(engine) as session:
        apply_change.apply(session, change, _BY, Rules(), without_refused=True)
    return change


def _koha(count: int) -> bytes:
    return marc_file(tuple(make_records(count)))


def _ilib(count: int) -> bytes:
    return as_tcvn3(marc_file([in_small_letters(record) for record in make_records(count)]))


def _dspace_csv(count: int) -> bytes:
    headings = ("id", "dc.title[vi]", "dc.contributor.author", "dc.date.issued", "dc.subject")
    return _csv(headings, ((f"d{n}", *_values(n, "||")) for n in range(count)))


def _omeka_csv(count: int) -> bytes:
    names = ("title", "creator", "date", "subject")
    headings = ("dcterms:identifier", *(f"dcterms:{name}" for name in names))
    return _csv(headings, ((f"o{n}", *_values(n, "|")) for n in range(count)))


def _dspace_archive(count: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            title, authors, year, subjects = _values(number, "|")
            values = (
                _value("title", "", title),
                *(_value("contributor", "author", author) for author in authors.split("|")),
                _value("date", "issued", year),
                *(_value("subject", "", subject) for subject in subjects.split("|")),
            )
            xml = f"<dublin_core schema='dc'>{''.join(values)}</dublin_core>"
            archive.writestr(f"item_{number}/dublin_core.xml", xml)
            archive.writestr(f"item_{number}/contents", f"{number}.pdf\tbundle:ORIGINAL\n")
    return written.getvalue()


def _greenstone(count: int) -> bytes:
    sets = []
    for number in range(count):
        title, authors, year, subjects = _values(number, "|")
        pairs = (
            ("Title", title),
            *(("Creator", author) for author in authors.split("|")),
            ("Date", year),
            *(("Subject", subject) for subject in subjects.split("|")),
        )
        metadata = "".join(
            f'<Metadata name="dc.{name}">{escape(text)}</Metadata>' for name, text in pairs
        )
        name = rf"<FileName>{number}\.pdf</FileName>"
        sets.append(f"<FileSet>{name}<Description>{metadata}</Description></FileSet>")
    return f"<DirectoryMetadata>{''.join(sets)}</DirectoryMetadata>".encode()


EXPORTS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "Koha (MARC)": ("koha.mrc", _koha),
    "iLib (MARC in TCVN3)": ("ilib.mrc", _ilib),
    "DSpace (CSV)": ("dspace.csv", _dspace_csv),
    "DSpace (archive)": ("dspace.zip", _dspace_archive),
    "Greenstone": ("metadata.xml", _greenstone),
    "Omeka S (CSV)": ("omeka.csv", _omeka_csv),
}
"""File name and writer of each kind of export."""


def _values(number: int, separator: str) -> tuple[str, str, str, str]:
    """Return title, authors, year and subjects."""
    return (
        f"Địa chí xã số {number}: đất và người",
        f"Nông, Văn Páo{separator}Tác giả {number % 500}",
        str(1950 + number % 70),
        f"Chợ phiên{separator}Đề mục {number % 200}",
    )


def _value(element: str, qualifier: str, text: str) -> str:
    return (
        f'<dcvalue element="{element}" qualifier="{qualifier or "none"}">{escape(text)}</dcvalue>'
    )


def _csv(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows(rows)
    return written.getvalue().encode()
