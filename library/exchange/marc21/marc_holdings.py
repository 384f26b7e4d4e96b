"""Physical copies that a MARC record lists: fields 852 of MARC 21 and 952 of Koha."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from library.catalogue.description.holdings import Copy
from library.exchange.list_rows import clean
from library.exchange.marc21.marc_record import MarcRecord, RecordField

_TEXTS: dict[str, Mapping[str, str]] = {
    "852": {"call_number": "hi", "location": "b", "shelf": "c", "remark": "z"},
    "952": {"call_number": "o", "location": "a", "shelf": "c", "remark": "z"}
    | {"source": "e", "acquired": "d"},
}
"""Subfields by field of a copy and by tag; the texts of several are joined."""

_REGISTRATIONS = {"852": "j", "952": "i"}
"""Subfield of the registration number (số đăng ký cá biệt), as Vietnamese software writes it."""

_BARCODE, _KOHA_PRICE = "p", "g"
_WITHOUT_LOCATION = {"852": "a", "952": "b"}
"""Subfield of the library, which is the location of a copy that names none."""

_CENTS = re.compile(r"[.,]00$")


def copies_of(record: MarcRecord) -> tuple[Copy, ...]:
    """Return the copies with a registration number or barcode; a field may list several."""
    return tuple(copy for field in record.tagged(*_TEXTS) for copy in _copies(field))


def _copies(field: RecordField) -> Iterator[Copy]:
    registrations = _values(field, _REGISTRATIONS[field.tag])
    barcodes = _values(field, _BARCODE)
    common = _common(field)
    for place in range(max(len(registrations), len(barcodes))):
        registration = registrations[place] if place < len(registrations) else ""
        barcode = barcodes[place] if place < len(barcodes) else ""
        yield replace(
            common,
            registration=registration,
            barcode="" if barcode.upper() == registration.upper() else barcode,
        )


def _common(field: RecordField) -> Copy:
    """Return a copy with the texts that all copies of a field have in common."""
    texts = {name: " ".join(_values(field, *codes)) for name, codes in _TEXTS[field.tag].items()}
    location = texts["location"] or " ".join(_values(field, _WITHOUT_LOCATION[field.tag]))
    price = _price(field.first(_KOHA_PRICE)) if field.tag == "952" else None
    return Copy(**{**texts, "location": location}, price=price)


def _values(field: RecordField, *codes: str) -> list[str]:
    return [text for text in map(clean, field.values(*codes)) if text]


def _price(price_text: str) -> int | None:
    digits = re.sub(r"\D", "", _CENTS.sub("", price_text.strip()))
    return int(digits) if digits and len(digits) <= 12 else None
