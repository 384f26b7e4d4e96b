"""Export of descriptions as MARC 21 records: stored records, or new ones without punctuation."""

from collections.abc import Iterable, Iterator, Mapping

from library.catalogue.description.ddc import is_class_number
from library.catalogue.description.field_registry import FIELDS
from library.exchange.item_description import Description, several
from library.exchange.marc21 import material
from library.exchange.marc21.marc_merge import MARC_LANGUAGES, merge
from library.exchange.marc21.marc_names import name_fields
from library.exchange.marc21.marc_record import (
    MarcRecord,
    RecordField,
    collection,
    data_field,
    to_iso2709,
)
from library.exchange.marc21.source_fields import (
    OUR_NUMBER,
    agency_of,
    insert_field,
    is_place_link,
    place_link,
    with_sources,
)
from library.exchange.marc21.subject_headings import heading_field
from library.exchange.vocabulary import ACCESS_SENTENCES

_OURS = "diachi"
_LAST_CHANGE = "005"
_WEB = ("http://", "https://")


def to_record(description: Description) -> MarcRecord:
    """Return the stored record with the changes of the description, or a new record."""
    record = with_sources(_merged(description), description.sources, _OURS)
    return _with_links(record, description) if description.address else record


def to_marc(descriptions: Iterable[Description]) -> Iterator[bytes]:
    """Yield the records of a `.mrc` file."""
    return (to_iso2709(to_record(description)) for description in descriptions)


def to_marcxml(descriptions: Iterable[Description]) -> Iterator[bytes]:
    """Yield a MARCXML file, one record at a time."""
    return collection(map(to_record, descriptions))


def _merged(description: Description) -> MarcRecord:
    new = _new_record(description)
    if description.original is None:
        return new
    stored_record, cells = description.original.record, description.original.cells
    record = merge(stored_record, cells, description.cells, new)
    return record if record == stored_record else _with_time(record, _time(description))


def _new_record(description: Description) -> MarcRecord:
    cells = description.cells
    sources = description.sources
    original_agency = agency_of(sources[0]) if sources else _OURS
    agencies = (("a", original_agency), ("b", "vie"), ("e", "rda"), ("c", _OURS))
    fields = [
        *_control(description),
        data_field("040", "  ", agencies),
        *material.physical_fields(cells, description.pages, description.extent),
        *_fields(description),
        *name_fields(cells),
    ]
    return MarcRecord(
        material.leader(cells, description.extent),
        tuple(sorted(fields, key=lambda f: f.tag.replace("710", "700"))),
    )


def _with_links(record: MarcRecord, description: Description) -> MarcRecord:
    """Return a record with links to its units and to the item's page, which names its readers."""
    note = "" if description.cells.get("access") == "public" else _terms(description.cells)[0][1]
    number = f"{OUR_NUMBER}{description.id}"
    remark = (("z", note),) if note else ()
    subfields = (("u", description.address), ("w", number), *remark)
    fields = [
        field
        for field in record.fields
        if number not in field.values("w") and not is_place_link(field)
    ]
    for unit, heading in description.place_headings:
        insert_field(fields, place_link(unit, heading))
    insert_field(fields, data_field("856", "40", subfields))
    return MarcRecord(record.leader, tuple(fields))


def _terms(cells: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the readers for whom an item is open, in words, and the day on which it opens."""
    sentence = ACCESS_SENTENCES.get(cells.get("access", ""), "")
    return tuple(pair for pair in (("a", sentence), ("g", cells.get("opens", ""))) if pair[1])


def _with_time(record: MarcRecord, time: str) -> MarcRecord:
    """Return a record with the time of its last change, where it has a field for it."""
    fields = (
        RecordField(field.tag, "", time) if field.tag == _LAST_CHANGE else field
        for field in record.fields
    )
    return MarcRecord(record.leader, tuple(fields))


def _time(description: Description) -> str:
    return f"{description.changed:%Y%m%d%H%M%S.0}"


def _control(description: Description) -> Iterator[RecordField]:
    language = MARC_LANGUAGES.get(description.cells.get("language", ""), "   ")
    date_code = f"s{description.year:04}" if description.year else "nuuuu"
    coded = material.coded_elements(description.cells, description.pages, description.extent)
    fixed_elements = f"{description.changed:%y%m%d}{date_code}    vm {coded}{language} d"
    yield RecordField("001", "", description.id)
    yield RecordField("003", "", _OURS)
    yield RecordField(_LAST_CHANGE, "", _time(description))
    yield RecordField("008", "", fixed_elements)


def _fields(description: Description) -> Iterator[RecordField]:
    cells = description.cells
    yield from _languages(cells)
    for field in FIELDS:
        if marc := field.marc:
            text = cells.get(field.name)
            values = several(text) if marc.repeated else filter(None, (text,))
            yield from (
                data_field(marc.tag, marc.indicators, ((marc.code, value),)) for value in values
            )
    yield from _classes(cells)
    subjects = several(cells.get("subject"))
    yield from (heading_field(subject, description.place_names) for subject in subjects)
    if title := cells.get("title"):
        statement = _filled(cells, ("c", "responsibility"))
        is_named = any(cells.get(name) for name in ("creator", "issuing_body"))
        yield data_field("245", "10" if is_named else "00", (*_parts_of_title(title), *statement))
    publication = _filled(cells, ("a", "place"), ("b", "publisher"), ("c", "date"))
    if publication:
        yield data_field("264", " 1", publication)
    if terms := _terms(cells):
        yield data_field("506", "0 " if cells.get("access") == "public" else "1 ", terms)
    if (url := cells.get("url", "")).lower().startswith(_WEB):
        yield data_field("856", "40", (("u", url),))


def _classes(cells: Mapping[str, str]) -> Iterator[RecordField]:
    """Yield DDC numbers as 082 and others as 084; the book number stands in the first field."""
    book_number = _filled(cells, ("b", "book_number"))
    numbers = several(cells.get("classification"))
    for place, number in enumerate(numbers or ("",) if book_number else numbers):
        is_ddc = not number or is_class_number(number)
        tag, indicators = ("082", "04") if is_ddc else ("084", "  ")
        class_subfields = (("a", number),) if number else ()
        yield data_field(tag, indicators, (*class_subfields, *(() if place else book_number)))


def _languages(cells: Mapping[str, str]) -> Iterator[RecordField]:
    language = cells.get("language", "")
    if language_code := MARC_LANGUAGES.get(language):
        codes = several(cells.get("languages")) or (language_code,)
        yield data_field("041", "0 ", (("a", code) for code in codes))
    elif language:
        yield data_field("041", "07", (("a", language), ("2", "iso639-3")))


def _parts_of_title(title: str) -> tuple[tuple[str, str], ...]:
    """Return the title split at its first colon into subfields a and b."""
    main_title, _, subtitle = title.partition(": ")
    parts = (
        (main_title, subtitle)
        if main_title.strip() == main_title and subtitle.strip() == subtitle
        else ()
    )
    return (("a", main_title), ("b", subtitle)) if all(parts) and parts else (("a", title),)


def _filled(cells: Mapping[str, str], *columns: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, cells[name]) for code, name in columns if cells.get(name))
