"""The file that describes the machines of a library: read, and checked field by field."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path

from scale.setting_up.problems import (
    DescriptionFaultyError,
    DescriptionUnreadableError,
    NoSuchMachineError,
)

ROLES = ("database", "files", "search", "web", "pipeline", "proxy")
PROGRAM_ROLES = ("web", "pipeline")
"""Roles whose machines run the program."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_FOLDER = re.compile(r"(/[\w.-]+)+")
_SETTING = re.compile(r"DIACHI_[A-Z0-9_]+")

Fault = tuple[str, str, str]
"""Table, key and what is wrong with the value."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine; the settings are those that it has for itself."""

    name: str
    address: str
    roles: tuple[str, ...]
    memory_gb: int = 4
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def runs_program(self) -> bool:
        """True if the site or the pipeline is here."""
        return any(role in PROGRAM_ROLES for role in self.roles)


@dataclass(frozen=True, slots=True)
class Description:
    """The machines of a library and what they have in common; the first makes the keys."""

    library: str
    hosts: tuple[str, ...]
    machines: tuple[Machine, ...]
    shared_folder: str = ""
    settings: dict[str, object] = field(default_factory=dict)

    def machine(self, name: str) -> Machine:
        """Return a machine; raise NoSuchMachineError."""
        for machine in self.machines:
            if machine.name == name:
                return machine
        raise NoSuchMachineError(name, ", ".join(machine.name for machine in self.machines))

    def addresses(self, *roles: str) -> tuple[str, ...]:
        """Return the addresses of the machines with one of these roles."""
        return tuple(m.address for m in self.machines if set(roles) & set(m.roles))


def read_description(path: Path) -> Description:
    """Return the machines of a file.

    Raises DescriptionUnreadableError, and DescriptionFaultyError with all faults by line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise DescriptionUnreadableError(path, _in_vietnamese(error)) from error
    faults = list(_faults(data)) or list(_faults_together(data))
    if faults:
        lines = (
            f"  dòng {_line(text, table, key)}: {'.'.join(filter(None, (table, key)))}: {sentence}"
            for table, key, sentence in faults
        )
        raise DescriptionFaultyError(path, "\n".join(lines))
    machines = tuple(
        Machine(name, **(row | {"roles": tuple(row["roles"])}))
        for name, row in data["machines"].items()
    )
    return Description(**(data | {"hosts": tuple(data["hosts"]), "machines": machines}))


def _in_vietnamese(error: Exception) -> str:
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if place:
        return f"dòng {place[1]}, cột {place[2]} không đúng cách viết TOML."
    return getattr(error, "strerror", None) or str(error)


def _line(text: str, table: str, key: str) -> int:
    """Return the number of the line of a key, or else of its table, or else 1."""
    current, table_line = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[([^\]]+)\]", line)
        if header:
            current = header[1].strip()
            table_line = number if current == table else table_line
        elif current == table and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return table_line


def _faults(data: dict[str, object]) -> Iterator[Fault]:
    """Yield the faults of single fields."""
    yield from _unknown(data, "", ("library", "hosts", "shared_folder", "machines", "settings"))
    if not _is_text(data.get("library")):
        yield "", "library", "cần tên thư viện trong ngoặc kép."
    hosts = data.get("hosts")
    if not _is_list(hosts, _HOST):
        yield "", "hosts", 'cần các tên miền chữ thường, như ["diachi.example.vn"].'
    if "shared_folder" in data and not _matches(_FOLDER, data["shared_folder"]):
        yield "", "shared_folder", "cần đường dẫn từ gốc, như /mnt/kho-chung."
    yield from _faults_of_settings(data.get("settings", {}), "settings")
    machines = data.get("machines")
    if not isinstance(machines, dict) or not machines:
        yield "", "machines", "cần ít nhất một máy, như [machines.may-1]."
        return
    for name, row in machines.items():
        yield from _faults_of_machine(name, row)


def _faults_of_machine(name: str, row: object) -> Iterator[Fault]:
    table = f"machines.{name}"
    if not _NAME.fullmatch(name):
        yield table, "", "tên máy chỉ có a đến z, số, dấu nối."
    if not isinstance(row, dict):
        yield table, "", "cần một bảng, như [machines.may-1]."
        return
    yield from _unknown(row, table, ("address", "roles", "memory_gb", "settings"))
    if not _is_address(row.get("address")):
        yield table, "address", "cần địa chỉ IPv4 của máy trong mạng, như 10.0.0.11."
    roles = row.get("roles")
    if not isinstance(roles, list) or not roles or set(map(str, roles)) - set(ROLES):
        yield table, "roles", f"cần một hay nhiều vai trò trong: {', '.join(ROLES)}."
    memory = row.get("memory_gb", 4)
    if not isinstance(memory, int) or memory < 1:
        yield table, "memory_gb", "cần số GB bộ nhớ, từ 1."
    yield from _faults_of_settings(row.get("settings", {}), f"{table}.settings")


def _faults_of_settings(row: object, table: str) -> Iterator[Fault]:
    if not isinstance(row, dict):
        yield table, "", "cần một bảng các dòng DIACHI_…"
        return
    for name, value in row.items():
        if not _SETTING.fullmatch(name):
            yield table, name, "không phải tên một thiết lập (docs/settings.md)."
        elif not isinstance(value, (str, int)) or "\n" in str(value):
            yield table, name, "cần một dòng chữ trong ngoặc kép, hoặc một số."


def _faults_together(data: dict) -> Iterator[Fault]:
    """Yield the faults of machines that do not fit together."""
    machines, settings = data["machines"], data.get("settings", {})
    addresses = [row["address"] for row in machines.values()]
    for name, row in machines.items():
        if addresses.count(row["address"]) > 1:
            yield f"machines.{name}", "address", f"hai máy cùng địa chỉ {row['address']}."
    count = {role: sum(role in row["roles"] for row in machines.values()) for role in ROLES}
    file_places = count["files"] + ("shared_folder" in data) + ("DIACHI_FILES" in settings)
    databases = count["database"] + ("DIACHI_DATABASE_URL" in settings)
    rules = (
        (count["web"] and count["pipeline"], "cần ít nhất một máy web và một máy pipeline."),
        (count["proxy"] == 1, "cần đúng một máy proxy (nginx)."),
        (databases == 1, "cần đúng một máy database, hoặc DIACHI_DATABASE_URL ở [settings]."),
        (file_places == 1, "cần đúng một máy files, hoặc shared_folder, hoặc DIACHI_FILES."),
        (
            bool(count["search"]) != ("DIACHI_OPENSEARCH_URL" in settings),
            "cần máy search, hoặc DIACHI_OPENSEARCH_URL ở [settings].",
        ),
        (count["search"] != 2, "hai máy search thì mất một là cụm dừng: cần một, hoặc từ ba."),
    )
    yield from (("machines", "", sentence) for is_kept, sentence in rules if not is_kept)


def _unknown(row: dict[str, object], table: str, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in row.keys() - set(names):
        yield table, name, f"không có mục này; có: {', '.join(names)}."


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\n" not in value


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _is_list(value: object, pattern: re.Pattern[str]) -> bool:
    return (
        isinstance(value, list) and bool(value) and all(_matches(pattern, item) for item in value)
    )


def _is_address(value: object) -> bool:
    try:
        address = IPv4Address(str(value))
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)
