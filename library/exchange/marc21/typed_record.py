"""Records as staff read and type them: a tag, indicators and `$a` subfields per line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from library.exchange.marc21.field_names import BLANK
from library.exchange.marc21.marc_record import DELIMITER, MarcRecord, RecordField

LEADER_TAG = "LDR"
_SIGN = "$"
_FIXED = frozenset({LEADER_TAG, "006", "007", "008"})
"""Fields of fixed positions, in which blanks are shown by a sign."""

_ESCAPES = {"{": "{lcub}", _SIGN: "{dollar}"}
"""Mnemonics of the Library of Congress for characters that have a meaning in this notation."""

_NUMBER_SIGN = "{num}"
_MNEMONIC = re.compile(r"\{(lcub|dollar|num)\}")
_CHARACTERS = {"lcub": "{", "dollar": _SIGN, "num": BLANK}


@dataclass(frozen=True, slots=True)
class TypedField:
    """One line of a record: `245`, `10`, `$aNhan đề /$cTác giả`; blanks are written `#`."""

    tag: str
    indicators: str
    content: str

    @property
    def is_empty(self) -> bool:
        """True for a line on which nothing was typed."""
        return not (self.tag.strip() or self.content.strip())

    @property
    def has_subfields(self) -> bool:
        """True for a data field, which has indicators and subfields."""
        return self.tag != LEADER_TAG and not RecordField(self.tag, "", "").is_control


def typed_lines(record: MarcRecord) -> tuple[TypedField, ...]:
    """Return the leader and the fields of a record as lines."""
    leader = TypedField(LEADER_TAG, "", _fixed_text(record.leader))
    return (leader, *map(_typed, record.fields))


def record_of_lines(lines: Iterable[TypedField]) -> MarcRecord:
    """Return the record of lines; the line `LDR` is its leader."""
    leader, fields = "", []
    for line in lines:
        if line.tag == LEADER_TAG:
            leader = _without_sign(line.content)
        elif not line.is_empty:
            fields.append(_field(line))
    return MarcRecord(leader, tuple(fields))


def _typed(field: RecordField) -> TypedField:
    if field.is_control:
        text = _fixed_text(field.text) if field.tag in _FIXED else _escaped(field.text)
        return TypedField(field.tag, "", text)
    content = _escaped(field.text).replace(DELIMITER, _SIGN)
    return TypedField(field.tag, field.indicators.replace(" ", BLANK), content)


def _field(line: TypedField) -> RecordField:
    if not line.has_subfields:
        is_fixed = line.tag in _FIXED
        text = _without_sign(line.content) if is_fixed else _unescaped(line.content)
        return RecordField(line.tag, "", text)
    indicators = f"{line.indicators.replace(BLANK, ' '):2}"[:2]
    return RecordField(line.tag, indicators, _unescaped(line.content.replace(_SIGN, DELIMITER)))


def _fixed_text(text: str) -> str:
    return text.replace("{", _ESCAPES["{"]).replace(BLANK, _NUMBER_SIGN).replace(" ", BLANK)


def _without_sign(content: str) -> str:
    return _unescaped(content.replace(BLANK, " "))


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in text)


def _unescaped(content: str) -> str:
    return _MNEMONIC.sub(lambda match: _CHARACTERS[match[1]], content)
