"""Records looked up in the catalogues of other libraries, by SRU or Z39.50."""

from dataclasses import replace

from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.other_libraries.lookup import LOOKUP_SECONDS, Lookup
from library.exchange.other_libraries.sru_lookup import look_up_by_sru
from library.exchange.other_libraries.z3950_lookup import SCHEME, look_up_by_z3950
from library.untrusted.deadline import Deadline
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share

_MIN_SYLLABLE_SHARE = 0.8


def look_up(name: str, address: str, index: str, typed_text: str) -> Lookup:
    """Return the first records that a catalogue has for a query; raise OtherCatalogueError."""
    term = " ".join(typed_text.replace("\\", " ").replace('"', " ").split())
    ask = look_up_by_z3950 if address.startswith(SCHEME) else look_up_by_sru
    answer = ask(name, address, index, term, Deadline(LOOKUP_SECONDS))
    return replace(answer, records=tuple(map(repaired, answer.records)))


def repaired(record: MarcRecord) -> MarcRecord:
    """Return a record whose text in an encoding older than Unicode is Vietnamese again."""
    sample = " ".join(field.text for field in record.fields)
    shares = {
        encoding: marked_word_share(decode_legacy(sample, encoding)) for encoding in LegacyEncoding
    }
    best = max(shares, key=shares.get)
    if shares[best] < _MIN_SYLLABLE_SHARE or shares[best] <= marked_word_share(sample):
        return record
    fields = (
        replace(field, text=field.text if field.is_control else decode_legacy(field.text, best))
        for field in record.fields
    )
    return MarcRecord(record.leader, tuple(fields))
