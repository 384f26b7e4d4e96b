"""Updates of a station's program: completed, or taken back, whenever they are cut."""

import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kit.program.problems import ProgramNotSignedError
from kit.program.station_machine import Machine, Switch, read_outcome
from kit.program.update import trust, update
from kit.signatures import private_key, public_bytes
from tests.kit.program.small_programs import (
    bring,
    changed_manifest,
    log_of,
    make_machine,
    make_pack,
)

OLD, NEW = "1.0-00000001", "1.1-00000002"


@pytest.fixture
def port() -> int:
    """Return a port that is free."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class PowerCut(BaseException):
    """The machine lost its power."""


_STEPS = ("point", "write_switch", "write_outcome", "forget_switch", "start_services", "diachi")


@dataclass(frozen=True)
class FragileMachine(Machine):
    """A machine that loses its power after some steps of an update, and tries no program."""

    steps_left: list[int] = field(default_factory=lambda: [1000])

    def __getattribute__(self, name: str) -> object:
        value = super().__getattribute__(name)
        return self._cut_after(value) if name in _STEPS else value

    def try_program(self) -> None:
        """Take it that the program works."""

    def _cut_after(self, step):
        def cut(*words: object) -> None:
            step(*words)
            self.steps_left[0] -= 1
            if not self.steps_left[0]:
                raise PowerCut

        return cut


def _state(machine: Machine, folder: Path) -> tuple[str, str, str]:
    running, trusted = machine.running.resolve(), machine.trusted.resolve()
    return running.name, trusted.name, (folder / "database").read_text().strip()


_AT_OLD = (f"diachi-{OLD}", f"diachi-{OLD}", "0001")
_AT_NEW = (f"diachi-{NEW}", f"diachi-{NEW}", "0002")


def test_a_newer_program_is_tried_and_takes_the_place_of_the_older(tmp_path, port):
    machine = make_machine(tmp_path, port)
    bring(tmp_path, NEW)
    update(machine, may_begin=True)
    assert _state(machine, tmp_path) == _AT_NEW
    stop, place, upgrade, *trial, start = log_of(tmp_path)
    assert (stop, start) == (
        "systemctl stop diachi-web diachi-station",
        "systemctl --no-block start diachi-web diachi-station",
    )
    assert (place, upgrade) == (f"{NEW} place", f"{NEW} upgrade --local-copy-only")
    site = f"{NEW} serve --host 127.0.0.1 --port {port}"
    assert set(trial) == {site, f"{NEW} kit watch"}
    assert read_outcome(machine.state).is_installed


@pytest.mark.parametrize("works", ["no-upgrade", "no-start", "no-answer"])
def test_a_program_that_does_not_work_is_taken_back_with_its_database(tmp_path, port, works):
    machine = replace(make_machine(tmp_path, port), trial_seconds=60 if works != "no-answer" else 1)
    bring(tmp_path, NEW, works=works)
    update(machine, may_begin=True)
    assert _state(machine, tmp_path) == _AT_OLD
    assert log_of(tmp_path)[-1] == "systemctl --no-block start diachi-web diachi-station"
    assert NEW in read_outcome(machine.state).sentence


def test_a_program_that_failed_is_not_tried_again(tmp_path, port):
    machine = make_machine(tmp_path, port)
    bring(tmp_path, NEW, works="no-start")
    update(machine, may_begin=True)
    length = len(log_of(tmp_path))
    update(machine, may_begin=True)
    assert len(log_of(tmp_path)) == length


def test_a_way_back_that_fails_is_tried_again_and_leaves_services_running(tmp_path, port):
    machine = make_machine(tmp_path, port)
    bring(tmp_path, NEW, works="no-way-back")
    update(machine, may_begin=True)
    assert machine.read_switch().failure
    assert "quay về" in read_outcome(machine.state).sentence
    assert log_of(tmp_path)[-1] == "systemctl --no-block start diachi-web diachi-station"
    (tmp_path / "database").write_text("0001")  # somebody repaired it
    update(machine, may_begin=False)
    assert (_state(machine, tmp_path), machine.read_switch()) == (_AT_OLD, None)


def test_only_the_program_before_the_running_one_stays(tmp_path):
    machine = make_machine(tmp_path, 0, FragileMachine)
    for number in (2, 3):
        date = f"2026-11-30T00:00:0{number}+00:00"
        pack = bring(tmp_path, f"1.{number}-0000000{number}", date=date)
        update(machine, may_begin=True)
        pack.rename(tmp_path / f"pack-{number}")
    assert machine.versions() == ["1.2-00000002", "1.3-00000003"]


@pytest.mark.parametrize("works", ["yes", "no-upgrade"])
@pytest.mark.parametrize("steps", range(1, 14))
def test_a_power_cut_after_any_step_leaves_one_program_with_its_database(tmp_path, works, steps):
    machine = make_machine(tmp_path, 0, FragileMachine)
    bring(tmp_path, NEW, works=works)
    machine.steps_left[0] = steps
    try:
        update(machine, may_begin=True)
    except PowerCut:
        machine.steps_left[0] = 1000
        update(machine, may_begin=False)  # as at the next start of the machine
        update(machine, may_begin=True)
    assert _state(machine, tmp_path) == (_AT_NEW if works == "yes" else _AT_OLD)
    assert machine.read_switch() is None
    assert log_of(tmp_path)[-1] == "systemctl --no-block start diachi-web diachi-station"


def test_a_program_that_was_cut_twice_is_taken_back(tmp_path):
    machine = make_machine(tmp_path, 0, FragileMachine)
    bring(tmp_path, NEW)
    for steps in (4, 3):
        machine.steps_left[0] = steps
        with pytest.raises(PowerCut):
            update(machine, may_begin=True)
    machine.steps_left[0] = 1000
    update(machine, may_begin=False)
    assert _state(machine, tmp_path) == _AT_OLD


@pytest.mark.slow
def test_a_killed_update_is_completed_by_the_next(tmp_path, port):
    machine = make_machine(tmp_path, port)
    bring(tmp_path, NEW)
    killer = (tmp_path / "systemctl").read_text().replace("#!/bin/sh", "#!/bin/sh\nkill -9 $PPID")
    own = (tmp_path / "systemctl").read_text()
    (tmp_path / "systemctl").write_text(killer)
    code = (
        "from kit.program.station_machine import Machine\n"
        "from kit.program.update import update\n"
        f"from pathlib import PosixPath\nupdate({machine!r}, may_begin=True)"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert machine.read_switch() == Switch(NEW, OLD, 1)
    (tmp_path / "systemctl").write_text(own)
    update(machine, may_begin=False)
    assert _state(machine, tmp_path) == _AT_NEW


def _flip_a_byte(pack: Path) -> None:
    archive = next(pack.glob("*.tar.gz"))
    content = bytearray(archive.read_bytes())
    content[100] ^= 1
    archive.write_bytes(content)


def _link_to_a_secret(pack: Path) -> None:
    next(pack.glob("*.whl")).unlink()
    (pack / "pip-25.0-py3-none-any.whl").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(lambda pack: changed_manifest(pack, revision="0003"), "ký", id="changed"),
        pytest.param(lambda pack: (pack / "program.sig").write_bytes(b""), "ký", id="unsigned"),
        pytest.param(lambda pack: (pack / "program.sig").unlink(), "thiếu", id="no signature"),
        pytest.param(_flip_a_byte, "hỏng", id="damaged byte"),
        pytest.param(_link_to_a_secret, "hỏng", id="link in place of a file"),
    ],
)
def test_a_program_that_is_not_whole_changes_nothing(tmp_path, spoil, says):
    machine = make_machine(tmp_path, 0)
    spoil(bring(tmp_path, NEW))
    update(machine, may_begin=True)
    assert _state(machine, tmp_path) == _AT_OLD
    assert log_of(tmp_path) == []
    assert says in read_outcome(machine.state).sentence


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        pytest.param({"date": "2025-12-31T00:00:00+00:00"}, "không mới hơn", id="older"),
        pytest.param({"revision": "0000"}, "không mới hơn", id="older database"),
        pytest.param({"python": "3.9"}, "Python 3.9", id="another Python"),
    ],
)
def test_a_program_for_another_time_or_machine_changes_nothing(tmp_path, facts, says):
    machine = make_machine(tmp_path, 0)
    bring(tmp_path, NEW, **facts)
    update(machine, may_begin=True)
    assert log_of(tmp_path) == []
    assert says in read_outcome(machine.state).sentence


def test_a_province_is_trusted_if_it_signed_the_program_that_runs(tmp_path):
    machine = make_machine(tmp_path, 0)
    (tmp_path / "key").unlink()
    with pytest.raises(ProgramNotSignedError):
        trust(machine, public_bytes(private_key(tmp_path / "stranger.key")))
    trust(machine, public_bytes(private_key(tmp_path / "province.key")))
    assert (tmp_path / "key").exists()


def test_nothing_is_installed_before_a_province_is_trusted(tmp_path):
    machine = make_machine(tmp_path, 0)
    (tmp_path / "key").unlink()
    make_pack(tmp_path, tmp_path / "program" / "next", NEW)
    update(machine, may_begin=True)
    assert _state(machine, tmp_path) == _AT_OLD
