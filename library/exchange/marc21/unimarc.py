"""Conversion of UNIMARC records, as other countries' libraries send them, to MARC 21."""

from collections.abc import Iterator

from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field

_LEADER_END = " a22000003c 4500"
"""Leader from position 8: Unicode, minimal level, no punctuation between subfields."""

_RECORD_TYPES = {"b": "t", "l": "m"}
"""Types of records whose code differs in MARC 21."""

_DATE_TYPES = {"a": "c", "b": "d", "d": "s", "e": "r", "f": "q", "g": "m", "j": "e"}
_FIELDS = {
    "010": ("020", "  ", {"a": "a", "b": "q", "d": "c"}),
    "011": ("022", "  ", {"a": "a"}),
    "101": ("041", "0 ", {"a": "a", "c": "h"}),
    "200": ("245", "10", {"a": "a", "d": "b", "e": "b", "f": "c", "g": "c", "h": "n", "i": "p"}),
    "205": ("250", "  ", {"a": "a", "f": "b"}),
    "206": ("255", "  ", {"a": "a"}),
    "210": ("264", " 1", {"a": "a", "c": "b", "d": "c"}),
    "214": ("264", " 1", {"a": "a", "c": "b", "d": "c"}),
    "215": ("300", "  ", {"a": "a", "c": "b", "d": "c", "e": "e"}),
    "225": ("490", "0 ", {"a": "a", "h": "n", "i": "p", "v": "v", "x": "x"}),
    "320": ("504", "  ", {"a": "a"}),
    "327": ("505", "0 ", {"a": "a"}),
    "328": ("502", "  ", {"a": "a"}),
    "330": ("520", "  ", {"a": "a"}),
    "461": ("773", "0 ", {"t": "t", "v": "g", "x": "x"}),
    "463": ("773", "0 ", {"t": "t", "v": "g", "x": "x"}),
    "517": ("246", "3 ", {"a": "a", "e": "b"}),
    "600": ("600", "04", {"a": "a", "f": "d", "j": "v", "x": "x", "y": "z", "z": "y"}),
    "601": ("610", "24", {"a": "a", "b": "b", "j": "v", "x": "x", "y": "z", "z": "y"}),
    "606": ("650", " 4", {"a": "a", "j": "v", "x": "x", "y": "z", "z": "y"}),
    "607": ("651", " 4", {"a": "a", "j": "v", "x": "x", "y": "z", "z": "y"}),
    "608": ("655", " 4", {"a": "a"}),
    "610": ("653", "  ", {"a": "a"}),
    "675": ("080", "  ", {"a": "a"}),
    "676": ("082", "04", {"a": "a", "v": "2"}),
    "686": ("084", "  ", {"a": "a", "2": "2"}),
    "801": ("040", "  ", {"b": "a"}),
    "856": ("856", "40", {"u": "u", "z": "z"}),
}
"""Tag, indicators and subfield codes in MARC 21 by tag in UNIMARC; notes become 500."""

_NAMES = {"700": "100", "701": "700", "702": "700", "710": "110", "711": "710", "712": "710"}
_AUTHORS = ("", "070")
_CONTRIBUTORS = ("702", "712")
_ROLES = {
    **{"080": "viết lời tựa", "180": "vẽ bản đồ", "220": "biên soạn", "340": "biên tập"},
    **{"440": "minh họa", "600": "chụp ảnh", "651": "chủ biên", "730": "dịch"},
}
_CONTRIBUTOR = "ctb"
_UNDATED = "nuuuuuuuu"


def is_unimarc(record: MarcRecord) -> bool:
    """Return True for a record whose title stands in 200, a field that MARC 21 does not have."""
    tags = {field.tag for field in record.fields}
    return "200" in tags and "245" not in tags


def to_marc21(record: MarcRecord) -> MarcRecord:
    """Return a UNIMARC record as MARC 21; coded fields without a counterpart are left out."""
    kind = record.leader[6:7]
    head = f"00000{record.leader[5:6] or 'n'}{_RECORD_TYPES.get(kind, kind)}{record.leader[7:8]}"
    fields = [converted for field in record.fields for converted in _converted(field)]
    fields.append(RecordField("008", "", _fixed(record)))
    return MarcRecord(f"{head}{_LEADER_END}", tuple(sorted(fields, key=lambda field: field.tag)))


def _converted(field: RecordField) -> Iterator[RecordField]:
    if field.tag in ("001", "003", "005"):
        yield field
    elif field.tag in _NAMES:
        yield _name(field)
    elif field.tag in _FIELDS:
        tag, indicators, codes = _FIELDS[field.tag]
        subfields = [(codes[code], text) for code, text in field.subfields if code in codes]
        if subfields:
            yield data_field(tag, indicators, _once(subfields) if tag == "245" else subfields)
    elif field.tag.startswith("3") and field.first("a"):
        yield data_field("500", "  ", (("a", field.first("a")),))


def _once(subfields: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the subfields of a title; several statements of responsibility become one."""
    statement = " ; ".join(text for code, text in subfields if code == "c")
    yield from (pair for pair in subfields if pair[0] != "c")
    if statement:
        yield "c", statement


def _name(field: RecordField) -> RecordField:
    tag, role = _NAMES[field.tag], field.first("4")
    parts = field.values("a", "b")
    if tag.endswith("10"):
        subfields = [("a", parts[0] if parts else ""), *(("b", text) for text in parts[1:])]
        marks = "2 "
    else:
        is_inverted = field.indicators[1:2] == "1" and len(parts) > 1
        subfields = [("a", (", " if is_inverted else " ").join(parts))]
        marks = "1 " if is_inverted else "0 "
    subfields += [("d", text) for text in field.values("f")]
    if role in _ROLES:
        subfields.append(("e", _ROLES[role]))
    elif field.tag in _CONTRIBUTORS and role not in _AUTHORS[1:]:
        subfields.append(("4", _CONTRIBUTOR))
    return data_field(tag, marks, subfields)


def _fixed(record: MarcRecord) -> str:
    """Return field 008 of the general processing data in 100."""
    coded = next((field.first("a") for field in record.tagged("100")), "")
    language = next((field.first("a") for field in record.tagged("101")), "   ")
    dates = f"{_DATE_TYPES.get(coded[8:9], 's')}{coded[9:17]}" if len(coded) > 16 else _UNDATED
    country = "vm " if any("VN" in f.values("a") for f in record.tagged("102")) else "xx "
    return f"{coded[2:8]:6.6}{dates:9.9}{country}{'|' * 17}{language:3.3} d"
