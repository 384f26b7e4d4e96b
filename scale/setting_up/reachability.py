"""Trying the ports of all machines from one place: which answer, and whether they should."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scale.setting_up.description import Description, Machine
from scale.setting_up.roles import ANYONE, Port, roles_of

_TIMEOUT_SECONDS = 3
_TRIES_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Trial:
    """A port of a machine: whether it should answer here, and whether it did."""

    machine: Machine
    port: Port
    is_expected: bool
    answers: bool

    @property
    def is_well(self) -> bool:
        """True if the port is as it should be."""
        return self.answers == self.is_expected

    @property
    def sentence(self) -> str:
        """The result for a person, with the remedy."""
        place = f"{self.machine.name} ({self.machine.address}), cổng {self.port.number}"
        subject = f"{place}, {self.port.name}"
        if self.is_well:
            return f"{subject}: {'trả lời' if self.answers else 'đóng, đúng như phải thế'}"
        if self.answers:
            return (
                f"{subject}: mở cho cả máy không cần đến. Ở {self.machine.name}: "
                "systemctl restart diachi-firewall"
            )
        return (
            f"{subject}: không trả lời. Ở {self.machine.name}: systemctl --failed, "
            f"diachi setup --machine {self.machine.name}"
        )


def try_ports(description: Description, here: Machine | None) -> Iterator[Trial]:
    """Yield the trial of each port from this machine, or from one that is not of the library."""
    ports = [(m, port) for m in description.machines for role in roles_of(m) for port in role.ports]
    with ThreadPoolExecutor(_TRIES_AT_ONCE) as pool:
        answers = pool.map(lambda pair: _answers(pair[0].address, pair[1].number), ports)
        for (machine, port), does_answer in zip(ports, answers, strict=True):
            is_expected = _is_open(description, here, machine, port)
            if is_expected is not None:
                yield Trial(machine, port, is_expected, does_answer)


def _is_open(
    description: Description, here: Machine | None, machine: Machine, port: Port
) -> bool | None:
    """Return True if a port should answer here; None if only its own machine asks it."""
    if ANYONE in port.open_to:
        return True
    if here == machine:
        return True if port.open_to else None
    return here is not None and here.address in description.addresses(*port.open_to)


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=_TIMEOUT_SECONDS):
            return True
    except OSError:
        return False
