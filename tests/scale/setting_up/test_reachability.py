"""The ports that should answer do, and those that should not are named."""

import socket
from contextlib import ExitStack

from scale.setting_up.cli import try_ports
from scale.setting_up.description import Description, Machine

_WEB = Machine("may-1", "127.0.0.1", ("web", "pipeline"))
_DATABASE = Machine("may-2", "127.0.0.1", ("database",))
_LIBRARY = Description("Thư viện", ("a.example",), (_WEB, _DATABASE))


def _states(here: Machine | None, *open_ports: tuple[str, int]) -> dict[int, tuple[bool, str]]:
    with ExitStack() as listeners:
        for address in open_ports:
            listeners.enter_context(socket.create_server(address))
        trials = list(try_ports(_LIBRARY, here))
    return {trial.port.number: (trial.is_well, trial.sentence) for trial in trials}


def test_a_machine_that_needs_a_port_is_told_that_it_does_not_answer():
    assert _states(_WEB, ("127.0.0.1", 5432))[5432][0]
    is_well, sentence = _states(_WEB)[5432]
    assert not is_well and "không trả lời. Ở may-2" in sentence


def test_a_port_that_answers_a_stranger_is_a_fault():
    assert _states(None)[5432][0]
    is_well, sentence = _states(None, ("127.0.0.1", 5432))[5432]
    assert not is_well and "systemctl restart diachi-firewall" in sentence
