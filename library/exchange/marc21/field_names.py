"""Names and rules of MARC 21 fields, from a data file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "marc21.toml"
_LOCAL_NAME = "Trường riêng của thư viện"
BLANK = "#"
"""Sign for a blank in the leader and indicators, as in printed MARC documentation."""

_COMMON_SUBFIELDS = {
    "0": "số bản ghi tên",
    "1": "địa chỉ định danh",
    "5": "thư viện áp dụng",
    "6": "liên kết",
    "7": "mã",
    "8": "liên kết trường",
}
"""Control subfields that most fields may have."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """The Vietnamese name and the rules of fields with one tag."""

    name: str
    once: bool = False
    length: int | None = None
    """Number of characters of a control field of fixed length."""
    marks: tuple[str, str] = (BLANK, BLANK)
    """Characters allowed as first and second indicator."""
    subfields: Mapping[str, str] = field(default_factory=dict)
    """Names of the subfields by code; empty when any code is allowed."""

    def subfield_name(self, code: str) -> str:
        """Return the name of a subfield, or an empty text."""
        return self.subfields.get(code) or _COMMON_SUBFIELDS.get(code, "")


def type_of(tag: str) -> FieldType | None:
    """Return the type of fields with this tag; None for an unknown one."""
    field_type = _types().get(tag)
    if field_type is None and is_local(tag):
        return FieldType(_LOCAL_NAME)
    return field_type


def label_of(tag: str) -> str:
    """Return the Vietnamese name of a field, or an empty text."""
    field_type = type_of(tag)
    return field_type.name if field_type else ""


def is_local(tag: str) -> bool:
    """Return True for tags that each library uses in its own way: 9XX and X9X."""
    return "9" in tag[:2] and tag not in _types()


@cache
def _types() -> dict[str, FieldType]:
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {tag: _type(table) for tag, table in tables.items()}


def _type(table: Mapping[str, object]) -> FieldType:
    first, second = table.get("marks", (BLANK, BLANK))
    return FieldType(
        name=table["name"],
        once=table.get("once", False),
        length=table.get("length"),
        marks=(first, second),
        subfields=table.get("subfields", {}),
    )
