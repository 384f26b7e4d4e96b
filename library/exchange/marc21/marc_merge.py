"""Merge of a changed description into the MARC record with which it agreed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from library.catalogue.description.field_registry import FIELDS
from library.exchange.item_description import several
from library.exchange.list_rows import row_of
from library.exchange.marc21.marc_fields import cleaner_of, readings
from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field
from library.exchange.marc21.material import new_extent_texts
from library.exchange.marc21.source_fields import insert_field
from library.exchange.marc21.subject_headings import SUBDIVISION
from library.exchange.marc21.value_readings import Reading
from library.exchange.vocabulary import ACCESS_SENTENCES
from library.vietnamese.letters import compose

MARC_LANGUAGES = {"vi": "vie", "en": "eng", "fr": "fre", "zh": "chi", "ru": "rus", "de": "ger"}
"""MARC language code by the code of a description."""

_REPEATED = {field.name for field in FIELDS if field.marc and field.marc.repeated} | {
    *("creator", "issuing_body", "contributor", "subject", "classification"),
}
_NOT_MERGED = frozenset({"languages"})
"""Values that follow from another field of the description."""

_MAIN_ENTRIES = {"100": "700", "110": "710"}
"""Tag of a further name by the tag of the main entry."""

_SAME_CONTENT = {"264": "260", "490": "440", "084": "082"}
"""Older tag of the same content."""

_SIGNS_BETWEEN_PARTS = {"title": ": ", "issuing_body": ". ", "subject": SUBDIVISION}
"""Sign between the subfields of a value, by field."""

_STATEMENT = "245"
_SORTING_CODES = "abcdefghijklmnopqrstuvwxyz0123456789"
_CODED_YEAR, _CODED_LANGUAGE = slice(7, 11), slice(35, 38)
_A_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_WITH_ROLE = re.compile(r"(.+) \(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Location:
    """Subfields of one field, and the values of the description that stand in them."""

    field: int
    subfields: tuple[int, ...]
    values: tuple[str, ...]


def merge(
    record: MarcRecord, old: Mapping[str, str], new: Mapping[str, str], fresh: MarcRecord
) -> MarcRecord:
    """Return the record with the changes from the old to the new texts of the description.

    Only the subfields of changed values change. `fresh` is a record made of the new texts alone;
    values without a place in the record are added from it.
    """
    names = {name for name in {*old, *new} if (old.get(name) or "") != (new.get(name) or "")}
    changed_names = sorted(names - _NOT_MERGED)
    if not changed_names:
        return record
    editor = _Editor(record, fresh)
    for name in changed_names:
        editor.change(name, old.get(name) or "", new.get(name) or "")
    return editor.result()


class _Editor:
    """Edits of a record; positions refer to the record as it was until the result is built."""

    def __init__(self, record: MarcRecord, fresh: MarcRecord) -> None:
        self._record, self._fresh = record, fresh
        self._bare = cleaner_of(record)
        self._locations = locations_of(record)
        self._subfields: dict[int, list[tuple[str, str] | None]] = {}
        self._removed: set[int] = set()
        self._control: dict[int, str] = {}
        self._added: list[tuple[str, str]] = []

    def change(self, name: str, old: str, new: str) -> None:
        """Change the places of one field's values."""
        locations = self._locations.get(name, ())
        if name == "creator" and self._is_statement(locations):
            locations = ()
        if name == "extent":
            locations = tuple(self._extent_location(place, old) for place in locations)
        if name == "subject":
            locations = tuple(subject_locations(locations, several(old)))
        values = dict.fromkeys(value for place in locations for value in place.values)
        old_values, new_values = (
            _values(text, name, single=len(values) <= 1) for text in (old, new)
        )
        stands_for = (
            dict(zip(values, old_values, strict=True)) if len(values) == len(old_values) else {}
        )
        self._change_values(name, locations, stands_for, old_values, new_values)
        if name == "date":
            self._change_code(_CODED_YEAR, _year(old), _year(new))
        if name == "language":
            self._change_code(
                _CODED_LANGUAGE, MARC_LANGUAGES.get(old, old), MARC_LANGUAGES.get(new, new)
            )

    def result(self) -> MarcRecord:
        """Return the edited record."""
        fields = [
            self._edited(place, field)
            for place, field in enumerate(self._record.fields)
            if place not in self._removed
        ]
        for name, value in self._added:
            _add(fields, name, value, self._fresh)
        return replace(self._record, fields=tuple(fields))

    def _change_values(
        self,
        name: str,
        locations: Sequence[Location],
        stands_for: Mapping[str, str],
        old_values: Sequence[str],
        new_values: Sequence[str],
    ) -> None:
        def token(value: str) -> str:
            return stands_for.get(value, value)

        in_record = {token(value) for place in locations for value in place.values}
        extra = [value for value in new_values if value not in old_values]
        outcome = {
            value: extra.pop(0) if extra else ""
            for value in old_values
            if value in in_record and value not in new_values
        }
        for place in locations:
            texts = tuple(outcome.get(token(value), value) for value in place.values)
            if texts != place.values:
                self._rewrite(name, place, tuple(filter(None, texts)))
        self._added += [(name, value) for value in extra]

    def _rewrite(self, name: str, place: Location, values: Sequence[str]) -> None:
        if not values:
            self._remove(place)
            return
        if name == "subject" and values[0].count(SUBDIVISION) + 1 != len(place.subfields) > 1:
            self._removed.add(place.field)  # another heading, with subdivisions of its own
            self._added.append((name, values[0]))
            return
        subfields = self._editable(place.field)
        old_subfields = [subfields[position] for position in place.subfields]
        if name == "extent":
            new_texts = new_extent_texts(old_subfields, ", ".join(values))
        else:
            new_texts = self._new_texts(name, [text for _, text in old_subfields], values)
        for position, text in zip(place.subfields, new_texts, strict=True):
            code, old = subfields[position]
            tail = self._tail(old)
            new_text = text if text.endswith(tail) else text + tail
            subfields[position] = (code, new_text) if text else None

    def _new_texts(self, name: str, texts: Sequence[str], values: Sequence[str]) -> list[str]:
        """Return the new text of each subfield of a place."""
        new_text = ", ".join(values)
        if sign := _SIGNS_BETWEEN_PARTS.get(name):
            parts = new_text.split(sign, len(texts) - 1)
            return parts + [""] * (len(texts) - len(parts))
        if name == "contributor" and len(texts) > 1:
            with_role = _WITH_ROLE.fullmatch(new_text)
            return [*with_role.groups()] if with_role else [new_text, *("" for _ in texts[1:])]
        if name == "access":
            return [ACCESS_SENTENCES.get(new_text, new_text), *("" for _ in texts[1:])]
        if name == "date":
            return [_dated(texts[0], new_text)]
        if name == "language":
            return [MARC_LANGUAGES.get(new_text, new_text) + texts[0].strip()[3:]]
        return [new_text, *("" for _ in texts[1:])]

    def _tail(self, text: str) -> str:
        """Return the punctuation at the end of a subfield that leads to the next one."""
        content = compose(text)
        bare = self._bare(text)
        return content[content.rindex(bare) + len(bare) :] if bare and bare in content else ""

    def _remove(self, place: Location) -> None:
        subfields = self._editable(place.field)
        names_the_field = any(subfields[position][0] == "a" for position in place.subfields)
        for position in place.subfields:
            subfields[position] = None
        tag = self._record.fields[place.field].tag
        remaining = [code for code, _ in filter(None, subfields) if not code.isdigit()]
        if not remaining or (names_the_field and tag[0] in "1467"):
            self._removed.add(place.field)

    def _editable(self, place: int) -> list[tuple[str, str] | None]:
        return self._subfields.setdefault(place, list(self._record.fields[place].subfields))

    def _edited(self, place: int, field: RecordField) -> RecordField:
        if place in self._control:
            return replace(field, text=self._control[place])
        if place not in self._subfields:
            return field
        return data_field(field.tag, field.indicators, filter(None, self._subfields[place]))

    def _change_code(self, part: slice, old: str, new: str) -> None:
        """Change a code of field 008 where it is the one of the old value."""
        width = part.stop - part.start
        for place, field in enumerate(self._record.fields):
            codes = self._control.get(place, field.text)
            is_old = field.tag == "008" and len(codes) >= part.stop and codes[part] == old
            if is_old and len(new) == width:
                self._control[place] = codes[: part.start] + new + codes[part.stop :]

    def _extent_location(self, place: Location, old: str) -> Location:
        """Return the place of an extent; descriptions of earlier versions held `$a` alone."""
        if old in place.values:
            return place
        text = self._record.fields[place.field].subfields[place.subfields[0]][1]
        return replace(place, subfields=place.subfields[:1], values=(self._bare(text),))

    def _is_statement(self, locations: Sequence[Location]) -> bool:
        """Return True for authors that are only named in the statement of responsibility."""
        tags = {self._record.fields[place.field].tag for place in locations}
        return tags == {_STATEMENT}


def _add(fields: list[RecordField], name: str, value: str, fresh: MarcRecord) -> None:
    """Add a value to the fields, as a record of its own would have it."""
    reading = next(
        (
            reading
            for reading in readings(fresh)
            if reading.name == name and stored_text(reading) == value
        ),
        None,
    )
    if reading is None or reading.field is None:
        return
    source = fresh.fields[reading.field]
    if name in _REPEATED:
        _insert_field(fields, source)
        return
    subfields = tuple(source.subfields[position] for position in reading.subfields)
    codes = {code for code, _ in subfields}
    for place, field in enumerate(fields):
        same = field.tag in (source.tag, _SAME_CONTENT.get(source.tag))
        if same and codes.isdisjoint(code for code, _ in field.subfields):
            fields[place] = _with_subfields(field, subfields)
            return
    _insert_field(fields, data_field(source.tag, source.indicators, subfields))


def _insert_field(fields: list[RecordField], field: RecordField) -> None:
    has_main_entry = any(other.tag.startswith("1") for other in fields)
    if field.tag in _MAIN_ENTRIES and has_main_entry:
        field = replace(field, tag=_MAIN_ENTRIES[field.tag])
    insert_field(fields, field)


def _with_subfields(field: RecordField, pairs: Sequence[tuple[str, str]]) -> RecordField:
    subfields = list(field.subfields)
    for code, text in pairs:
        rank = _SORTING_CODES.find(code)
        later = (
            place for place, (other, _) in enumerate(subfields) if _SORTING_CODES.find(other) > rank
        )
        subfields.insert(next(later, len(subfields)), (code, text))
    return data_field(field.tag, field.indicators, subfields)


def _values(text: str, name: str, *, single: bool) -> tuple[str, ...]:
    if not text:
        return ()
    if single and name not in _REPEATED:
        return (text,)
    return several(text)


def _year(date: str) -> str:
    year = _A_YEAR.search(date)
    return year[0] if year else ""


def _dated(old: str, new: str) -> str:
    """Return a date of publication; another year alone leaves the marks around it."""
    if _A_YEAR.fullmatch(new) and len(_A_YEAR.findall(old)) == 1:
        return _A_YEAR.sub(new, old)
    return new


def locations_of(record: MarcRecord) -> dict[str, list[Location]]:
    """Return the places of each field's values."""
    values_by_place: dict[tuple[str, int, tuple[int, ...]], list[str]] = {}
    for reading in readings(record):
        value = stored_text(reading)
        if reading.field is not None and reading.subfields and value:
            place = (reading.name, reading.field, reading.subfields)
            values_by_place.setdefault(place, []).append(value)
    locations: dict[str, list[Location]] = {}
    for (name, field, subfields), values in values_by_place.items():
        locations.setdefault(name, []).append(Location(field, subfields, tuple(values)))
    return locations


def subject_locations(
    locations: Sequence[Location], old_values: Sequence[str]
) -> Iterator[Location]:
    """Yield the places of headings; earlier versions stored each subdivision as a heading."""
    for place in locations:
        parts = place.values[0].split(SUBDIVISION)
        is_whole = len(parts) == 1 or place.values[0] in old_values
        if is_whole or not set(parts) <= set(old_values) or len(parts) != len(place.subfields):
            yield place
            continue
        for position, part in zip(place.subfields, parts, strict=True):
            yield Location(place.field, (position,), (part,))


def stored_text(reading: Reading) -> str:
    """Return a value as a description stores it."""
    row = row_of(0, "", ((reading.name, reading.text),))
    return row.told.get(reading.name) or row.other.get(reading.name) or ""
