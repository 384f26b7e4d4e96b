"""Units of the province as MARC 21 authority records of places, with days, acts and sources."""

from collections.abc import Iterator

from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field
from library.exchange.marc21.source_fields import OUR_NUMBER
from library.places.edition import EDITION, sources
from library.places.place_history import PlaceHistory
from library.places.then_and_now import heading_of, in_words
from library.places.units import Era, Link, Unit

_OURS = "diachi"
_LEADER = "00000nz  a2200000n  4500"
_FIXED = f"|n|aznnnaabn{'':10}|a ana{'':5}d"
"""008 from position 6: an established heading of no thesaurus, for names and subjects."""

_AREA = "a-vt---"
_EARLIER, _LATER, _BROADER, _AS_TOLD = "a", "b", "g", "r"
"""Relations in the first position of subfield w."""

_SHARES = {"part": "một phần", "": "không rõ phần nào"}


def unit_records(history: PlaceHistory, base: str) -> Iterator[MarcRecord]:
    """Yield an authority record per unit; `base` is the address of the list of units."""
    return (_record(history, unit, base) for unit in history.units.values())


def _record(history: PlaceHistory, unit: Unit, base: str) -> MarcRecord:
    fields = (
        *_control(unit),
        *_identifiers(unit, base),
        data_field("040", "  ", (("a", _OURS), ("b", "vie"), ("c", _OURS))),
        data_field("043", "  ", (("a", _AREA),)),
        *_times(unit),
        data_field("151", "  ", (("a", heading_of(history, unit)),)),
        *_kinds(unit),
        *_other_names(history, unit),
        *_relations(history, unit),
        *_notes(history, unit),
    )
    return MarcRecord(_LEADER, tuple(sorted(fields, key=lambda field: field.tag)))


def _control(unit: Unit) -> Iterator[RecordField]:
    entry = EDITION.replace("-", "")
    yield RecordField("001", "", unit.id)
    yield RecordField("003", "", _OURS)
    yield RecordField("005", "", f"{entry}000000.0")
    yield RecordField("008", "", f"{entry[2:]}{_FIXED}")


def _identifiers(unit: Unit, base: str) -> Iterator[RecordField]:
    yield data_field("024", "7 ", (("a", f"{base}/{unit.id}"), ("2", "uri")))
    for number in unit.wikidata:
        yield data_field("024", "7 ", (("a", number), ("2", "wikidata")))


def _times(unit: Unit) -> Iterator[RecordField]:
    """Yield first and last day, as far as known, each with its act."""
    first, last = unit.eras[0], unit.last
    if first.since:
        yield data_field("046", "  ", _filled(q=first.since, v=first.since_act, edtf="edtf"))
    if last.until:
        yield data_field("046", "  ", _filled(r=last.until, v=last.until_act, edtf="edtf"))


def _kinds(unit: Unit) -> Iterator[RecordField]:
    kinds = dict.fromkeys((era.kind, era.since, era.until) for era in unit.eras)
    yield from (
        data_field("368", "  ", _filled(b=k, s=since, t=until)) for k, since, until in kinds
    )


def _other_names(history: PlaceHistory, unit: Unit) -> Iterator[RecordField]:
    for era in unit.eras[:-1]:
        parent = history.units.get(era.parent)
        name = f"{era.full_name} ({parent.last.name})" if parent else era.full_name
        yield data_field("451", "  ", _filled(w=_EARLIER, a=name, g=_span(era)))
    for variant in unit.names:
        yield data_field("451", "  ", _filled(w=_AS_TOLD, i=f"{variant.kind}:", a=variant.text))


def _relations(history: PlaceHistory, unit: Unit) -> Iterator[RecordField]:
    for link in history.links_to(unit.id):
        yield _relation(history, _EARLIER, link.before, _event(link))
    for link in history.links_from(unit.id):
        yield _relation(history, _LATER, link.after, _event(link))
    for era in unit.eras:
        if era.parent in history.units:
            yield _relation(history, _BROADER, era.parent, _span(era))


def _relation(history: PlaceHistory, kind: str, other: str, remark: str) -> RecordField:
    heading = heading_of(history, history.units[other])
    return data_field("551", "  ", _filled(w=kind, a=heading, g=remark, id=OUR_NUMBER + other))


def _notes(history: PlaceHistory, unit: Unit) -> Iterator[RecordField]:
    yield data_field("667", "  ", (("a", " ".join(map(_certainty, unit.eras))),))
    events = (link.event for link in (*history.links_to(unit.id), *history.links_from(unit.id)))
    rows = (*unit.eras, *unit.variants, *events)
    marks = dict.fromkeys(mark for row in rows for mark in row.sources)
    for source in (sources()[mark] for mark in marks if mark in sources()):
        yield data_field("670", "  ", _filled(a=source["title"], b=source["where"]))


def _certainty(era: Era) -> str:
    parts = (
        f"ngày đầu {era.since_certainty or '?'}",
        f"ngày cuối {era.until_certainty or '?'}" if not era.exists_today else "",
        f"đã có ngày {in_words(era.attested)}" if era.attested and not era.since else "",
        f"không còn vào ngày {in_words(era.gone_by)}" if era.gone_by else "",
        era.note,
    )
    return f"{era.full_name}: {', '.join(filter(None, parts))}."


def _event(link: Link) -> str:
    share = _SHARES.get(link.event.share, "")
    day = in_words(link.event.day) or "không rõ ngày"
    return ", ".join(filter(None, (day, link.event.act, share)))


def _span(era: Era) -> str:
    """Return the days of an era in words, as far as known: 10/6/1981-30/6/2025."""
    return (
        f"{in_words(era.since) or '?'}-{in_words(era.until) or ('' if era.exists_today else '?')}"
    )


def _filled(**subfields: str) -> tuple[tuple[str, str], ...]:
    codes = {"edtf": "2", "id": "0"}
    return tuple((codes.get(code, code), text) for code, text in subfields.items() if text)
