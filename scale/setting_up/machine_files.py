"""The files and commands of one machine, from the files of its roles and the description."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from library.errors import SettingError
from library.settings import read_settings
from scale.setting_up.description import Description, Machine
from scale.setting_up.problems import SettingOfMachineError, TemplateStaleError
from scale.setting_up.roles import ANYONE, DEPLOY, Role, roles_of, services_of

_PLACE = re.compile(r"@((?:secret:)?[a-z_]+)@")
_FILE_MODE = 0o644

_POSTGRESQL_OF_DEBIAN = {"12": "15", "13": "17"}
_SHARED_BUFFERS_LIMIT_MB = 4096
_HEAP_LIMIT_MB = 31 * 1024
_ACCOUNT_OF_SHARED_FOLDER = "870"
"""Number of the account `diachi`, which must be the same on all machines of a network drive."""

SETTINGS_TO_MOVE_TO = "/etc/diachi-moi.conf"
_SETTINGS = "/etc/diachi.conf"
_DATABASE = "/srv/diachi/diachi.sqlite"
_ON_POSTGRESQL = "DIACHI_DATABASE_URL=postgresql"
_ROLES_AFTER_MOVE = ("web", "pipeline", "proxy")

_SHARED_FOLDERS = ("masters", "derivatives", "uploads")


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of a role, with the content that it should have."""

    role: str
    path: str
    text: str
    mode: int
    only_if_missing: bool = False

    @property
    def is_private(self) -> bool:
        """True if it holds a key or a password."""
        return not self.mode & 0o004


@dataclass(frozen=True, slots=True)
class PlannedCommand:
    """A command of a role, which may run any number of times.

    It may fail with the text that it accepts: there is nothing to do.
    """

    role: str
    words: tuple[str, ...]
    input: str = ""
    accepts: str = ""


def files_of(
    description: Description, machine: Machine, keys: dict[str, str], root: Path
) -> Iterator[PlannedFile]:
    """Yield the files of a machine in the order in which they are written."""
    values = _values(description, machine, keys, root)
    for role in roles_of(machine):
        rows = list(role.files)
        if role.name == "program":
            services = services_of(description)
            rows += [row for service in services for row in service.files_of_program]
        for row in rows:
            if row.get("only_if_shared") and not description.shared_folder:
                continue
            yield PlannedFile(
                role.name,
                _fill(row["to"], values),
                _content(role, row, values),
                row.get("mode", _FILE_MODE),
                row.get("only_if_missing", False),
            )


def commands_of(
    description: Description, machine: Machine, keys: dict[str, str], root: Path
) -> Iterator[PlannedCommand]:
    """Yield the commands of a machine in their order."""
    values = _values(description, machine, keys, root)
    for role in roles_of(machine):
        for row in role.commands:
            words = tuple(_fill(word, values) for word in shlex.split(row["run"]))
            yield PlannedCommand(
                role.name, words, _fill(row.get("input", ""), values), row.get("accepts", "")
            )


def is_on_sqlite(machine: Machine, root: Path) -> bool:
    """Return True if the machine has a library on SQLite that was not moved yet."""
    database, settings = (root / path.lstrip("/") for path in (_DATABASE, _SETTINGS))
    is_moved = settings.exists() and _ON_POSTGRESQL in settings.read_text(errors="replace")
    return machine.runs_program and database.exists() and not is_moved


def until_move(
    files: list[PlannedFile], commands: list[PlannedCommand]
) -> tuple[list[PlannedFile], list[PlannedCommand]]:
    """Return the part that leaves a library on SQLite at work, with the settings to move it to."""
    return (
        [
            replace(file, path=SETTINGS_TO_MOVE_TO) if file.path == _SETTINGS else file
            for file in files
            if file.role not in _ROLES_AFTER_MOVE
        ],
        [
            command
            for command in commands
            if command.role not in _ROLES_AFTER_MOVE and command.words[-1] != "init"
        ],
    )


def _content(role: Role, row: dict, values: dict[str, str]) -> str:
    if "source" not in row:
        lines = _fill(row["text"], values).strip("\n").splitlines()
        return "\n".join(line.rstrip() for line in lines) + "\n"
    text = (DEPLOY / row["source"]).read_text(encoding="utf-8")
    for old, new in row.get("replace", ()):
        if old not in text:
            raise TemplateStaleError(row["source"], old.strip(), role.name)
        text = text.replace(old, _fill(new, values))
    return text


def _fill(text: str, values: dict[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)


def _values(
    description: Description, machine: Machine, keys: dict[str, str], root: Path
) -> dict[str, str]:
    """Return the values of the places in the files of roles."""
    search = [m for m in description.machines if "search" in m.roles]
    program = description.addresses("web", "pipeline")
    web = description.addresses("web")
    memory_mb = machine.memory_gb * 1024
    share = 4 if len(machine.roles) == 1 else 16
    values = {
        **{f"secret:{name}": text.rstrip("\n") for name, text in keys.items()},
        **{f"{role}_address": _first(description, role) for role in ("database", "files", "proxy")},
        "name": machine.name,
        "address": machine.address,
        "library": description.library,
        "host": description.hosts[0],
        "hosts": ",".join(description.hosts),
        "host_names": " ".join(description.hosts),
        "web_servers": _lines(f"    server {a}:8000 max_fails=2 fail_timeout=5s;" for a in web),
        "database_clients": _lines(f"hostssl all diachi {a}/32 scram-sha-256" for a in program),
        "database_memory_mb": str(min(memory_mb // share, _SHARED_BUFFERS_LIMIT_MB)),
        "database_cache_mb": str(memory_mb * 10 // share // 4),
        "search_urls": ",".join(f"https://{m.address}:9200" for m in search),
        "search_addresses": ", ".join(m.address for m in search),
        "search_names": ", ".join(m.name for m in search),
        "search_heap_mb": str(min(memory_mb * 2 // max(share // 2, 4), _HEAP_LIMIT_MB)),
        "postgresql": _postgresql_version(root),
        "firewall_rules": _lines(_firewall_rules(description, machine)),
        "shared_folder": description.shared_folder,
        "account_number": _ACCOUNT_OF_SHARED_FOLDER if description.shared_folder else "-",
        "shared_folders": _lines(_shared_folders(description)),
    }
    return values | {"settings": _settings(description, machine, values)}


def _settings(description: Description, machine: Machine, values: dict[str, str]) -> str:
    """Return the lines of the settings file, which the program has accepted."""
    tables = [role.settings or {} for role in roles_of(machine)]
    tables += [service.settings_of_program or {} for service in services_of(description)]
    texts = {name: _fill(text, values) for table in tables for name, text in table.items()}
    texts |= {n: str(v) for n, v in (description.settings | machine.settings).items()}
    try:
        read_settings(texts)
    except SettingError as error:
        raise SettingOfMachineError(machine.name, error) from error
    return _lines(f"{name}={text}" for name, text in texts.items())


def _firewall_rules(description: Description, machine: Machine) -> Iterator[str]:
    """Yield rules for the ports of the machine's roles; loopback was accepted before."""
    for port in (port for role in roles_of(machine) for port in role.ports):
        if ANYONE in port.open_to:
            continue
        addresses = description.addresses(*port.open_to)
        if addresses:
            senders = ", ".join(addresses)
            yield f"        tcp dport {port.number} ip saddr {{ {senders} }} accept"
        yield f"        tcp dport {port.number} reject with tcp reset"


def _shared_folders(description: Description) -> Iterator[str]:
    if description.shared_folder:
        for name in _SHARED_FOLDERS:
            place = f"{description.shared_folder}/{name}"
            yield f"d {place} 0750 diachi diachi"
            yield f"L /srv/diachi/{name} - - - - {place}"


def _first(description: Description, role: str) -> str:
    return next(iter(description.addresses(role)), "")


def _postgresql_version(root: Path) -> str:
    """Return the version of PostgreSQL that is there, or that Debian will install."""
    installed = [folder.name for folder in (root / "etc/postgresql").glob("[0-9]*")]
    if installed:
        return max(installed, key=int)
    release = re.search(r'^VERSION_ID="?(\d+)', _os_release(), re.MULTILINE)
    return _POSTGRESQL_OF_DEBIAN.get(release[1] if release else "", "17")


def _os_release() -> str:
    file = Path("/etc/os-release")
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(lines)
