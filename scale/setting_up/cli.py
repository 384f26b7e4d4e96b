"""Command `diachi setup`."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click

from library import clock
from library.click_vietnamese import cli_command, say
from scale.setting_up import shared_keys, write_files
from scale.setting_up.description import Description, Machine, read_description
from scale.setting_up.machine_files import (
    SETTINGS_TO_MOVE_TO,
    PlannedCommand,
    PlannedFile,
    commands_of,
    files_of,
    is_on_sqlite,
    until_move,
)
from scale.setting_up.problems import NotRootError, ProgramMissingError
from scale.setting_up.roles import ANYONE, DEPLOY, Port, roles_of

_ROOT = Path("/")
_FINISHED = "Máy đã như tệp mô tả. Thử từ đây và từ một máy ngoài: diachi setup --check"
_MOVE_FIRST = (
    "Máy này đang có thư viện trên SQLite, nó vẫn chạy như cũ. Hãy chuyển nó sang: diachi move "
    f"--to {SETTINGS_TO_MOVE_TO} (docs/operate/postgresql.md), rồi chạy lại đúng lệnh này."
)


@click.command(
    "setup",
    help="Đặt một máy trong nhiều máy theo tệp mô tả các máy: thiết lập, dịch vụ, nginx, "
    "PostgreSQL, tường lửa, khóa chung. Không có --yes thì chỉ in ra những gì sẽ đổi; tệp bị thay "
    "luôn có bản chép; chạy lại lúc nào cũng được.",
)
@click.option("--machine", "name", help="Tên của máy này trong tệp mô tả.")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("/etc/diachi-machines/machines.toml"),
    show_default=True,
    help="Tệp mô tả các máy; mẫu: deploy/machines.toml.",
)
@click.option("--yes", is_flag=True, help="Ghi các tệp và chạy các lệnh (bằng root).")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Chỉ ghi các tệp, vào thư mục này thay cho /; không chạy lệnh nào.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Chỉ thử từ đây: cổng nào phải trả lời, cổng nào phải đóng. Không có --machine thì thử "
    "như một máy ngoài.",
)
@cli_command
def setup_command(name: str | None, file: Path, yes: bool, into: Path | None, check: bool) -> bool:
    """Set up a machine, show the plan of it, or try the ports of all machines."""
    description = read_description(file)
    machine = description.machine(name) if name else None
    if check:
        return _check(description, machine)
    if machine is None:
        raise click.UsageError("Cần --machine TÊN, hoặc --check.")
    if yes and into is None and os.geteuid() != 0:
        raise NotRootError
    if into or yes:
        _set_up(description, machine, file, into)
    else:
        is_first = machine == description.machines[0]
        keys = shared_keys.keys_of(file.parent, description, machine, of_plan=is_first)
        files = list(files_of(description, machine, keys, _ROOT))
        _say_plan(files, list(commands_of(description, machine, keys, _ROOT)), _ROOT)
        say("Chưa đổi gì. Làm thật: thêm --yes")
    return True


def _check(description: Description, machine: Machine | None) -> bool:
    trials = list(try_ports(description, machine))
    for trial in trials:
        say(f"{'✓' if trial.is_well else '✗'} {trial.sentence}")
    return all(trial.is_well for trial in trials)


def _make_keys(description: Description, file: Path, root: Path) -> None:
    shared_keys.make_keys(file.parent, description, root / shared_keys.LIBRARY_KEY)
    shared_keys.pack(file.parent, description, file.read_text(encoding="utf-8"))
    for machine in description.machines[1:]:
        say(f"Cho {machine.name}: {shared_keys.copy_command(file.parent, machine)}")


def _install_packages(machine: Machine) -> None:
    packages = sorted({package for role in roles_of(machine) for package in role.packages})
    command = (str(DEPLOY.parent / "bin/prepare-system"), *packages)
    write_files.run(PlannedCommand("every", command))
    for role in roles_of(machine):
        for program in role.needs:
            if not Path(program).exists():
                raise ProgramMissingError(program, role.name)


def _set_up(description: Description, machine: Machine, file: Path, into: Path | None) -> None:
    """Write the files of a machine and run its commands; into another folder, only the files."""
    root = into or _ROOT
    if machine == description.machines[0]:
        _make_keys(description, file, root)
    if not into:
        _install_packages(machine)
    keys = shared_keys.keys_of(file.parent, description, machine)
    shared_keys.require_same_key(file.parent, keys, root)
    files = list(files_of(description, machine, keys, root))
    commands = [] if into else list(commands_of(description, machine, keys, root))
    must_move = is_on_sqlite(machine, root)
    if must_move:
        files, commands = until_move(files, commands)
    _write_and_run(files, commands, root)
    say(_MOVE_FIRST if must_move else _FINISHED)


def _write_and_run(files: list[PlannedFile], commands: list[PlannedCommand], root: Path) -> None:
    """Write the files that differ, and run the commands of the roles that are not finished."""
    changes, due_commands = _say_plan(files, commands, root)
    copies = write_files.write(changes, root, clock.now())
    if copies.exists():
        say(f"Bản chép các tệp bị thay: {copies}")
    if due_commands:
        write_files.run(PlannedCommand("every", ("systemctl", "daemon-reload")))
    for command in due_commands:
        say(f"… {' '.join(command.words)}")
        write_files.run(command)
    if commands:
        write_files.remember_finished(files, commands, root)


def _say_plan(
    files: list[PlannedFile], commands: list[PlannedCommand], root: Path
) -> tuple[list[PlannedFile], list[PlannedCommand]]:
    """Print the files that differ and the commands that are due; return both."""
    changes = write_files.differing(files, root)
    roles = write_files.unfinished_roles(files, commands, root)
    due_commands = [command for command in commands if command.role in roles]
    for file in changes:
        exists = (root / file.path.lstrip("/")).exists()
        say(f"{'~' if exists else '+'} {file.path}")
        for line in write_files.differences(file, root):
            say(f"    {line}")
    for command in due_commands:
        say(f"$ {' '.join(command.words)}")
    for former in write_files.former_roles(files, commands, root):
        say(f"! Máy này không còn vai trò {former}: dịch vụ và tệp của nó vẫn ở đây.")
    return changes, due_commands


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
