"""ISBD display of a MARC record: its areas with the prescribed punctuation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from library.exchange.marc21.marc_fields import without_punctuation
from library.exchange.marc21.marc_record import MarcRecord, RecordField

_BETWEEN_AREAS = ". - "
_NOTES = ("500", "501", "502", "504", "505", "546")
_ABSTRACT = "520"
_HEADINGS = ("100", "110", "111", "130")
_SUBJECTS = ("600", "610", "611", "630", "648", "650", "651", "653")
_ADDED_ENTRIES = ("700", "710", "711", "730", "830")
_SUBDIVISIONS = "vxyz"
_PART_NUMBER = "n"


@dataclass(frozen=True, slots=True)
class IsbdRecord:
    """The parts of a catalogue card."""

    heading: str
    description: str
    """Areas 1 to 6 in one paragraph."""
    notes: tuple[str, ...]
    standard_numbers: str
    abstract: str
    subjects: tuple[str, ...]
    added_entries: tuple[str, ...]
    class_number: str
    book_number: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the description, notes, standard numbers and abstract that there are."""
        texts = (self.description, *self.notes, self.standard_numbers, self.abstract)
        return tuple(filter(None, texts))


def isbd(record: MarcRecord) -> IsbdRecord:
    """Return the ISBD display of a record, whether it has punctuation of its own or not."""
    areas = (_title(record), _edition(record), _scale(record), _publication(record))
    description_areas = (*areas, _extent(record), *_series(record))
    numbers = ("020", "022")
    class_field = next(record.tagged("082"), None) or next(record.tagged("084"), None)
    return IsbdRecord(
        heading=next((_name(field) for field in record.tagged(*_HEADINGS)), ""),
        description=_joined(_BETWEEN_AREAS, description_areas),
        notes=tuple(_joined(" ", field.values("a", "b")) for field in record.tagged(*_NOTES)),
        standard_numbers=_joined(_BETWEEN_AREAS, map(_number, record.tagged(*numbers))),
        abstract=_joined(" ", (field.first("a") for field in record.tagged(_ABSTRACT))),
        subjects=tuple(map(_subject, record.tagged(*_SUBJECTS))),
        added_entries=tuple(map(_name, record.tagged(*_ADDED_ENTRIES))),
        class_number=class_field.first("a") if class_field else "",
        book_number=class_field.first("b") if class_field else "",
    )


def _title(record: MarcRecord) -> str:
    field = next(record.tagged("245"), None)
    if field is None:
        return ""
    signs = {"a": "", "n": ". ", "p": ", ", "b": " : ", "c": " / "}
    return _with_signs(field, signs)


def _edition(record: MarcRecord) -> str:
    return _first(record, {"a": "", "b": " / "}, "250")


def _scale(record: MarcRecord) -> str:
    return _first(record, {"a": "", "b": " ; ", "c": " "}, "255")


def _publication(record: MarcRecord) -> str:
    return _first(record, {"a": " ; ", "b": " : ", "c": ", "}, "264", "260")


def _extent(record: MarcRecord) -> str:
    return _first(record, {"a": "", "b": " : ", "c": " ; ", "e": " + "}, "300")


def _series(record: MarcRecord) -> Iterator[str]:
    signs = {"a": "", "n": ". ", "p": ", ", "x": ", ", "v": " ; "}
    for field in record.tagged("490", "440"):
        if text := _with_signs(field, signs):
            yield f"({text})"


def _number(field: RecordField) -> str:
    qualifier = _joined(", ", field.values("q"))
    number = f"{field.first('a')} ({qualifier})" if qualifier else field.first("a")
    return _joined(" : ", (number, *field.values("c")))


def _name(field: RecordField) -> str:
    texts = (without_punctuation(text) for text in field.values("a", "b", "c", "d", "t"))
    return _joined(", ", texts)


def _subject(field: RecordField) -> str:
    subdivisions = field.values(*_SUBDIVISIONS)
    main = _joined(", ", map(without_punctuation, field.values("a", "b", "c", "d", "t")))
    return _joined(" -- ", (main, *map(without_punctuation, subdivisions)))


def _first(record: MarcRecord, signs: dict[str, str], *tags: str) -> str:
    """Return the first area with content among the fields with these tags."""
    fields = (field for tag in tags for field in record.tagged(tag))
    return next(filter(None, (_with_signs(field, signs) for field in fields)), "")


def _with_signs(field: RecordField, signs: dict[str, str]) -> str:
    """Return the subfields in their order, each after its sign; the first has none."""
    text = ""
    for code, value in field.subfields:
        bare = without_punctuation(value).rstrip(" +") if code in signs else ""
        bare = bare.rstrip(".") if code == _PART_NUMBER else bare
        text = _joined(signs.get(code, ""), (text, bare))
    return text


def _joined(sign: str, texts: Iterable[str]) -> str:
    """Return the texts with a sign between them; a full stop is not doubled."""
    joined_text = ""
    for text in filter(None, (text.strip() for text in texts)):
        separator = sign.lstrip(".") if joined_text.endswith(".") and sign.startswith(".") else sign
        joined_text = f"{joined_text}{separator}{text}" if joined_text else text
    return joined_text
