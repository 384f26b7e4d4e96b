"""The roles of machines, each a file of `deploy/roles/`: packages, ports, files, commands."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scale.setting_up.description import Description, Machine

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

_ORDER = ("every", "database", "files", "search", "program", "web", "pipeline", "proxy")
"""In the order in which a machine with several is set up."""

ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Port:
    """A TCP port of a role, open to machines with other roles, or to anyone."""

    number: int
    name: str
    open_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """The parts of a role. Those `…_of_program` are for each machine with the program."""

    name: str
    ports: tuple[Port, ...]
    packages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    settings: dict[str, str] | None = None
    settings_of_program: dict[str, str] | None = None
    files: tuple[dict, ...] = ()
    files_of_program: tuple[dict, ...] = ()
    commands: tuple[dict[str, str], ...] = ()


@cache
def role(name: str) -> Role:
    """Return a role from its file."""
    data = tomllib.loads((DEPLOY / "roles" / f"{name}.toml").read_text(encoding="utf-8"))
    ports = tuple(
        Port(row["number"], row["name"], tuple(row["open_to"])) for row in data.pop("ports", ())
    )
    return Role(name, ports, **data)


def roles_of(machine: Machine) -> tuple[Role, ...]:
    """Return the roles of a machine, and those that it has without a word in the description."""
    names = {"every", *machine.roles} | ({"program"} if machine.runs_program else set())
    return tuple(role(name) for name in _ORDER if name in names)


def services_of(description: Description) -> tuple[Role, ...]:
    """Return the roles that some machine has, for what they ask of machines with the program."""
    names = {name for machine in description.machines for name in machine.roles}
    return tuple(role(name) for name in _ORDER if name in names)
