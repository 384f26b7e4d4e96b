"""Schema of the registers: fields of each register, and parsing of submitted values."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from library.law.working_days import add_working_days
from library.staff.permissions import Permission
from library.vietnamese.letters import compose
from points.programme.problems import RegisterNotFoundError

_DATA = Path(__file__).parents[1] / "data" / "registers.toml"
MAX_AMOUNT = 10**13
"""Exclusive limit of counts and amounts, more đồng than any province has."""

MAX_TEXT_LENGTH = 2000  # characters
_THOUSANDS = re.compile(r"(?<=\d)[.\s](?=\d{3}(?:\D|$))")

_ITEM = re.compile(r"[0-9a-z]{1,20}")

Value = str | int | float | bool
REGISTER_GROUPS = {
    "infrastructure": "Hạ tầng",
    "staff": "Cán bộ",
    "services": "Dịch vụ",
    "outreach": "Truyền thông",
    "content": "Nội dung số",
    "replication": "Nhân rộng",
    "planning": "Kế hoạch năm, dự toán",
    "money": "Kinh phí",
    "policy": "Chính sách",
    "supervision": "Giám sát",
}


@dataclass(frozen=True, slots=True)
class Field:
    """Field of a register."""

    name: str
    label: str
    kind: str
    required: bool
    choices: tuple[str, ...]
    help: str
    headings: tuple[str, ...] = ()
    """Other headings of its column in old books."""
    refers: str = ""
    """Register whose entries it names by number, or by the name in an old book."""
    last_days: Mapping[str, date] | None = None
    """Last day of choices that no longer exist."""


@dataclass(frozen=True, slots=True)
class Register:
    """Register with its fields."""

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
    key: tuple[str, ...] = ()
    """Fields that, with point and day, tell whether two entries are about the same thing."""
    answer_days: int | None = None
    """Working days until the deadline, for entries without one."""
    closed: bool = False
    """True if only those who write it may read it: its entries are about persons."""
    dated_at_end: bool = False
    """True if an entry of a whole month or year has its last day, because it is a sum."""

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the fields that must be filled."""
        return tuple(field.name for field in self.fields if field.required)


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """Parsed values and error messages of a submitted form, by field."""

    values: dict[str, Value]
    problems: dict[str, str]


@cache
def registers() -> dict[str, Register]:
    """Return all registers by code."""
    return read_definitions(_DATA)


def read_definitions(path: Path) -> dict[str, Register]:
    """Return the registers that a TOML file defines, by code."""
    definitions = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: _register(code, definition) for code, definition in definitions.items()}


def register_of(code: str) -> Register:
    """Return a register; raise RegisterNotFoundError."""
    register = registers().get(code)
    if register is None:
        raise RegisterNotFoundError(code)
    return register


def parse_form(register: Register, form_values: Mapping[str, str]) -> ParsedForm:
    """Parse the submitted fields of a register."""
    values: dict[str, Value] = {}
    problems: dict[str, str] = {}
    for field in register.fields:
        text = compose(form_values.get(field.name, "")).strip()[:MAX_TEXT_LENGTH]
        if not text and field.kind != "yes":
            if field.required:
                problems[field.name] = f"Hãy ghi “{field.label}”."
            continue
        value = _READERS[field.kind](text, field)
        if value is None:
            problems[field.name] = ERROR_MESSAGES[field.kind].format(text)
        else:
            values[field.name] = value
    return ParsedForm(values, problems)


def ended_choices(register: Register, day: date, values: Mapping[str, Value]) -> dict[str, str]:
    """Return an error message for each field whose choice no longer existed on a day."""
    dated = (field for field in register.fields if field.last_days)
    last_days = {field.name: field.last_days.get(str(values.get(field.name))) for field in dated}
    return {
        name: f"“{values[name]}” chỉ có đến {last_day:%d/%m/%Y}. Hãy chọn nơi thay nó."
        for name, last_day in last_days.items()
        if last_day is not None and day > last_day
    }


def with_deadline(register: Register, day: date, values: dict[str, Value]) -> dict[str, Value]:
    """Return the values with the deadline that follows from the day, if none was typed."""
    if register.answer_days is None or register.due is None:
        return values
    return {register.due: add_working_days(day, register.answer_days).isoformat(), **values}


def read_day(text: str) -> date | None:
    """Return the date in a text like 2026-11-24 or 24/11/2026; None for anything else."""
    parts = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip())
    iso_text = "{2}-{1:0>2}-{0:0>2}".format(*parts.groups()) if parts else text.strip()
    try:
        return date.fromisoformat(iso_text)
    except ValueError:
        return None


def item_ids(text: str) -> tuple[str, ...]:
    """Return the distinct item ids in a text."""
    return tuple(dict.fromkeys(_ITEM.findall(text)))


def _count(text: str, _field: Field) -> int | None:
    digits = _THOUSANDS.sub("", text)
    return (
        int(digits) if re.fullmatch(r"[0-9]{1,13}", digits) and int(digits) < MAX_AMOUNT else None
    )


def _number(text: str, _field: Field) -> float | None:
    plain = text.replace(",", ".")
    return float(plain) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", plain) else None


def _day(text: str, _field: Field) -> str | None:
    day = read_day(text)
    return None if day is None else day.isoformat()


def _choice(text: str, field: Field) -> str | None:
    return text if text in field.choices else None


_READERS = {
    "text": lambda text, _field: " ".join(text.split()),
    "long": lambda text, _field: text,
    "count": _count,
    "money": _count,
    "number": _number,
    "day": _day,
    "choice": _choice,
    "yes": lambda text, _field: bool(text),
    "items": lambda text, _field: ", ".join(item_ids(text)) or None,
}
ERROR_MESSAGES = {
    "count": "“{0}” không phải số đếm. Hãy ghi số nguyên từ 0.",
    "money": "“{0}” không phải số tiền. Hãy ghi số đồng, như 1.500.000.",
    "number": "“{0}” không phải số. Hãy ghi như 7 hoặc 7,5.",
    "items": "“{0}” không có mã tài liệu nào. Hãy ghi như 7k2m9, 8x1p4.",
    "day": "“{0}” không phải ngày. Hãy ghi như 24/11/2026.",
    "choice": "“{0}” không có trong danh sách. Hãy chọn lại.",
}


def _register(code: str, definition: dict) -> Register:
    return Register(
        code=code,
        title=definition["title"],
        room=definition["room"],
        day=definition["day"],
        of_point=definition.get("of_point", False),
        point_optional=definition.get("point_optional", not definition.get("of_point", False)),
        public=definition.get("public", False),
        closed=definition.get("closed", False),
        permission=Permission(definition.get("permission", _default_permission(definition))),
        open=definition.get("open"),
        due=definition.get("due"),
        fields=tuple(_field(field) for field in definition["field"]),
        key=tuple(field["name"] for field in definition["field"] if _is_key(field)),
        answer_days=definition.get("answer_days"),
        dated_at_end=definition.get("dated_at_end", False),
    )


def _is_key(field: dict) -> bool:
    """Return True for key fields: by default the required ones that are not figures."""
    names_something = field.get("required", False) and field["kind"] in ("text", "long", "choice")
    return field.get("key", names_something)


def _default_permission(definition: dict) -> str:
    """Return the default permission: POINTS for registers of a point, else PROGRAMME."""
    return Permission.POINTS if definition.get("of_point") else Permission.PROGRAMME


def _field(definition: dict) -> Field:
    return Field(
        name=definition["name"],
        label=definition["label"],
        kind=definition["kind"],
        required=definition.get("required", False),
        choices=tuple(definition.get("choices", ())),
        help=definition.get("help", ""),
        headings=tuple(definition.get("headings", ())),
        refers=definition.get("refers", ""),
        last_days=definition.get("last_days"),
    )
