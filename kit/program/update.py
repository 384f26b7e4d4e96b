"""Puts a newer program in the place of the one that runs, with a trial and a way back.

It runs as root, with the trusted program: the one that answered last. A new one is installed beside
it; then the services stop, the link changes, the database is upgraded (a copy of it is made first),
and the new program is tried where no reader reaches it. If it answers it is the trusted one. If
not, database and link go back. The change is noted before its first step, so that after a power
cut the trusted program completes it, or goes back when it was cut twice.
"""

import argparse
import os
import shutil
import sys
from dataclasses import replace

from kit.program.environment import build, place
from kit.program.problems import ProgramNotSignedError, ProgramOlderError
from kit.program.program_files import Program, parse_program, read_signed
from kit.program.station_machine import INCOMING, Machine, Outcome, Switch, read_outcome
from kit.signatures import is_signed
from library import clock
from library.errors import LibraryError
from library.process.atomic_files import write_atomically
from library.process.locks import FileLock, trying

_MAX_ATTEMPTS = 2
_UPGRADE = ("upgrade", "--local-copy-only")
_PUBLIC = 0o644


def update(machine: Machine, *, may_begin: bool) -> None:
    """Complete the change that was cut, or begin one if a newer program has arrived."""
    with trying(FileLock(machine.state / "lock")) as is_free:
        if not is_free:
            return
        switch = machine.read_switch()
        if switch is None and may_begin:
            switch = _begin(machine)
        if switch is None:
            return
        try:
            _carry_out(machine, switch)
        except LibraryError as error:
            # the next start of the machine tries again; until then, what can serve serves
            machine.start_services()
            _report(machine, switch.version, str(error))


def trust(machine: Machine, key: bytes) -> None:
    """Trust a province from now on, if it signed the program that runs here."""
    folder = machine.trusted.resolve()
    content, signature = read_signed(folder)
    if not is_signed(key, signature, content):
        raise ProgramNotSignedError(parse_program(content).version)
    write_atomically(machine.key, key.hex(), _PUBLIC)


def require_newer(program: Program, trusted: Program) -> None:
    """Raise ProgramOlderError unless a program is newer than the one that is trusted."""
    if program.date <= trusted.date or program.revision < trusted.revision:
        raise ProgramOlderError(program.version, trusted.version)


def _begin(machine: Machine) -> Switch | None:
    """Install the program that arrived beside the one that runs; None if there is nothing to do."""
    pack, trusted = machine.incoming / INCOMING, machine.trusted_program()
    if not pack.exists() or not machine.key.exists():
        return None
    name = INCOMING
    try:
        signed = read_signed(pack)
        if not is_signed(bytes.fromhex(machine.key.read_text()), signed[1], signed[0]):
            raise ProgramNotSignedError(name)
        program = parse_program(signed[0])
        name = program.version
        if name == trusted.version or _was_tried(machine, name):
            return None
        require_newer(program, trusted)
        folder = place(pack, program, signed, machine.programs)
        build(folder, machine.python)
    except (LibraryError, OSError) as error:
        _report(machine, name, str(error))
        return None
    switch = Switch(program.version, trusted.version)
    machine.write_switch(switch)
    return switch


def _carry_out(machine: Machine, switch: Switch) -> None:
    if machine.trusted_program().version != switch.version:
        if not switch.failure and switch.attempts >= _MAX_ATTEMPTS:
            switch = replace(switch, failure="bị ngắt giữa chừng hai lần")
        if not switch.failure:
            switch = _try(machine, replace(switch, attempts=switch.attempts + 1))
        if switch.failure:
            _go_back(machine, switch)
            return
    sentence = f"Đã cài bản chương trình {switch.version}."
    _finish(machine, switch, Outcome(switch.version, _now(), True, True, sentence))


def _try(machine: Machine, switch: Switch) -> Switch:
    """Change to the new program; return the switch, with the failure if there was one."""
    machine.write_switch(switch)
    try:
        machine.stop_services()
        machine.run_version(switch.version)
        machine.diachi("nâng cấp cơ sở dữ liệu", *_UPGRADE)
        machine.try_program()
        machine.point(machine.trusted, switch.version)
    except (LibraryError, OSError) as error:
        return replace(switch, failure=str(error))
    return switch


def _go_back(machine: Machine, switch: Switch) -> None:
    machine.write_switch(switch)
    machine.stop_services()
    machine.run_version(switch.origin)
    if not _is_usable_database(machine):
        machine.run_version(switch.version)
        revision = machine.trusted_program().revision
        machine.diachi("quay về cơ sở dữ liệu cũ", "downgrade", "--yes", "--to", revision)
        machine.run_version(switch.origin)
    sentence = (
        f"Bản chương trình {switch.version} không chạy được ({switch.failure}); trạm đã về bản "
        f"{switch.origin}. Hãy báo thư viện tỉnh."
    )
    _finish(machine, switch, Outcome(switch.version, _now(), False, True, sentence))


def _is_usable_database(machine: Machine) -> bool:
    """Return True if the program that runs opens the database: it refuses a newer one."""
    try:
        machine.diachi("mở cơ sở dữ liệu", *_UPGRADE)
    except LibraryError:
        return False
    return True


def _finish(machine: Machine, switch: Switch, outcome: Outcome) -> None:
    machine.write_outcome(outcome)
    machine.start_services()
    machine.forget_switch()
    names = {switch.origin, switch.version} if outcome.is_installed else {switch.origin}
    for version in set(machine.versions()) - names:
        shutil.rmtree(machine.folder(version))


def _was_tried(machine: Machine, version: str) -> bool:
    outcome = read_outcome(machine.state)
    return outcome is not None and outcome.is_tried and outcome.version == version


def _report(machine: Machine, version: str, sentence: str) -> None:
    print(sentence, file=sys.stderr)
    machine.write_outcome(Outcome(version, _now(), False, False, sentence))


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")


def main() -> int:
    """Update this machine, as its systemd units ask."""
    parser = argparse.ArgumentParser(description="Installs a newer program on this station.")
    parser.add_argument("--resume", action="store_true", help="only complete a change that was cut")
    parser.add_argument("--trust", metavar="KEY", help="only trust the province with this key")
    options = parser.parse_args()
    os.umask(0o022)  # the user of the services reads what root installs
    machine = Machine()
    try:
        if options.trust:
            trust(machine, bytes.fromhex(options.trust))
        else:
            update(machine, may_begin=not options.resume)
    except LibraryError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
