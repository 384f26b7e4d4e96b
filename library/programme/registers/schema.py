"""Knows the registers of the programme: which fields each has, and what may stand in them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from library.programme.problems import RegisterNotFoundError
from library.staff.permissions import Permission
from library.vietnamese.letters import compose

_DATA = Path(__file__).parents[1] / "data" / "registers.toml"
_MOST = 10**13
"""More đồng than any province has."""

_LONGEST = 2000
_THOUSANDS = re.compile(r"(?<=\d)[.\s](?=\d{3}(?:\D|$))")

_ITEM = re.compile(r"[0-9a-z]{1,20}")

Value = str | int | float | bool
ROOMS = {
    "infrastructure": "Hạ tầng",
    "staff": "Cán bộ",
    "services": "Dịch vụ",
    "outreach": "Truyền thông",
    "content": "Nội dung số",
    "replication": "Nhân rộng",
    "money": "Kinh phí",
    "policy": "Chính sách",
    "supervision": "Giám sát",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register."""

    name: str
    label: str
    kind: str
    required: bool
    choices: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Register:
    """One register: what an entry of it says."""

    code: str
    title: str
    room: str
    day: str
    of_point: bool
    point_optional: bool
    public: bool
    permission: Permission
    open: str | None
    due: str | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was understood of a filled-in form, and what was not, by field."""

    told: dict[str, Value]
    problems: dict[str, str]


@cache
def registers() -> dict[str, Register]:
    """Return every register by its code."""
    read = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {code: _register(code, told) for code, told in read.items()}


def register_of(code: str) -> Register:
    """Return one register; raise RegisterNotFoundError."""
    found = registers().get(code)
    if found is None:
        raise RegisterNotFoundError(code)
    return found


def understand(register: Register, typed: Mapping[str, str]) -> Typed:
    """Read what a person typed into the fields of a register."""
    told: dict[str, Value] = {}
    problems: dict[str, str] = {}
    for field in register.fields:
        said = compose(typed.get(field.name, "")).strip()[:_LONGEST]
        if not said and field.kind != "yes":
            if field.required:
                problems[field.name] = f"Hãy ghi “{field.label}”."
            continue
        value = _READERS[field.kind](said, field)
        if value is None:
            problems[field.name] = _ASKED[field.kind].format(said)
        else:
            told[field.name] = value
    return Typed(told, problems)


def read_day(typed: str) -> date | None:
    """Return the day somebody typed, as 2026-11-24 or 24/11/2026; None for anything else."""
    parts = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", typed.strip())
    written = "{2}-{1:0>2}-{0:0>2}".format(*parts.groups()) if parts else typed.strip()
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def item_ids(said: str) -> tuple[str, ...]:
    """Return the identifiers of items in a field, each once."""
    return tuple(dict.fromkeys(_ITEM.findall(said)))


def _count(said: str, _field: Field) -> int | None:
    digits = _THOUSANDS.sub("", said)
    return int(digits) if re.fullmatch(r"[0-9]{1,13}", digits) and int(digits) < _MOST else None


def _number(said: str, _field: Field) -> float | None:
    plain = said.replace(",", ".")
    return float(plain) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", plain) else None


def _day(said: str, _field: Field) -> str | None:
    day = read_day(said)
    return None if day is None else day.isoformat()


def _choice(said: str, field: Field) -> str | None:
    return said if said in field.choices else None


_READERS = {
    "text": lambda said, _field: " ".join(said.split()),
    "long": lambda said, _field: said,
    "count": _count,
    "money": _count,
    "number": _number,
    "day": _day,
    "choice": _choice,
    "yes": lambda said, _field: bool(said),
    "items": lambda said, _field: ", ".join(item_ids(said)) or None,
}
_ASKED = {
    "count": "“{0}” không phải số đếm. Hãy ghi số nguyên từ 0.",
    "money": "“{0}” không phải số tiền. Hãy ghi số đồng, như 1.500.000.",
    "number": "“{0}” không phải số. Hãy ghi như 7 hoặc 7,5.",
    "items": "“{0}” không có mã tài liệu nào. Hãy ghi như 7k2m9, 8x1p4.",
    "day": "“{0}” không phải ngày. Hãy ghi như 24/11/2026.",
    "choice": "“{0}” không có trong danh sách. Hãy chọn lại.",
}


def _register(code: str, told: dict) -> Register:
    return Register(
        code=code,
        title=told["title"],
        room=told["room"],
        day=told["day"],
        of_point=told.get("of_point", False),
        point_optional=told.get("point_optional", not told.get("of_point", False)),
        public=told.get("public", False),
        permission=Permission(told.get("permission", _usual(told))),
        open=told.get("open"),
        due=told.get("due"),
        fields=tuple(_field(field) for field in told["field"]),
    )


def _usual(told: dict) -> str:
    """Who keeps a point writes of the point; of the province, the programme office."""
    return Permission.POINTS if told.get("of_point") else Permission.PROGRAMME


def _field(told: dict) -> Field:
    return Field(
        name=told["name"],
        label=told["label"],
        kind=told["kind"],
        required=told.get("required", False),
        choices=tuple(told.get("choices", ())),
        help=told.get("help", ""),
    )
