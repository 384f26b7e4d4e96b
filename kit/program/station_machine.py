"""The station's machine as an update changes it: folders of programs, services, and notes."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from kit.program.environment import program_folder, run
from kit.program.problems import StepFailedError
from kit.program.program_files import MANIFEST, Program, parse_program, read_signed
from library.process.atomic_files import sync_folder, write_atomically
from library.process.child import ending_with_parent

STATE = Path("/var/lib/diachi-update")
INCOMING = "next"
"""Name of the folder, in that of incoming programs, with the one to be installed."""

_OUTCOME = "outcome.json"
_PREFIX = "diachi-"
_PUBLIC = 0o644
_TRIAL_HOST = "127.0.0.1"
_READY_PATH = "/readyz"
_STOP_SECONDS = 90
_ANSWER_SECONDS = 5
_PAUSE_SECONDS = 0.5
_COMMAND_SECONDS = 6 * 3600
"""Longest time of a command, such as an upgrade that makes the index again on a disk of 2013."""

_run = partial(run, seconds=_COMMAND_SECONDS)


@dataclass(frozen=True, slots=True)
class Switch:
    """A change of the program that has begun: written before the first step, removed at its end."""

    version: str
    origin: str
    attempts: int = 0
    failure: str = ""
    """Reason to go back; empty while the new program is still tried."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of the last program that arrived."""

    version: str
    at: str
    is_installed: bool
    is_tried: bool
    """True if it was tried and failed: it is not tried again."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Machine:
    """Places of a station's machine, which tests put in a folder of their own."""

    programs: Path = Path("/opt")
    state: Path = STATE
    incoming: Path = Path("/srv/diachi/station/program")
    key: Path = Path("/etc/diachi-province.key")
    python: str = "/usr/bin/python3"
    systemctl: tuple[str, ...] = ("systemctl",)
    services: tuple[str, ...] = ("diachi-web", "diachi-station")
    trial_port: int = 8099
    trial_seconds: int = 300

    @property
    def running(self) -> Path:
        """The link to the program that the services and commands use."""
        return self.programs / "diachi"

    @property
    def trusted(self) -> Path:
        """The link to the program that answered last: it carries out updates, and ways back."""
        return self.programs / "diachi-updater"

    def folder(self, version: str) -> Path:
        """Return the folder of a version."""
        return program_folder(self.programs, version)

    def trusted_program(self) -> Program:
        """Return the manifest of the trusted program."""
        return parse_program(read_signed(self.trusted.resolve())[0])

    def point(self, link: Path, version: str) -> None:
        """Let a link lead to a version, in one step."""
        half = link.with_suffix(".half")
        half.unlink(missing_ok=True)
        half.symlink_to(self.folder(version).name)
        half.replace(link)
        sync_folder(self.programs)

    def run_version(self, version: str) -> None:
        """Let services and commands use a version, with its own units of systemd."""
        self.point(self.running, version)
        _run("đặt dịch vụ", self.running / "deploy" / "station" / "place")

    def versions(self) -> list[str]:
        """Return the versions that have a folder."""
        manifests = self.programs.glob(f"{_PREFIX}*/{MANIFEST}")
        folders = {file.parent for file in manifests if not file.parent.is_symlink()}
        return sorted(folder.name.removeprefix(_PREFIX) for folder in folders)

    def read_switch(self) -> Switch | None:
        """Return the change that has begun; None if there is none."""
        file = self.state / "switch.json"
        return Switch(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None

    def write_switch(self, switch: Switch) -> None:
        """Note how far a change has come."""
        _write(self.state / "switch.json", switch)

    def forget_switch(self) -> None:
        """Note that no change is under way."""
        (self.state / "switch.json").unlink(missing_ok=True)
        sync_folder(self.state)

    def write_outcome(self, outcome: Outcome) -> None:
        """Note the result of a program, for the station's page."""
        _write(self.state / _OUTCOME, outcome)

    def stop_services(self) -> None:
        """Stop the services and wait for their end."""
        _run("dừng dịch vụ", *self.systemctl, "stop", *self.services)

    def start_services(self) -> None:
        """Let systemd start the services when this update has ended: they are ordered after it."""
        _run("chạy lại dịch vụ", *self.systemctl, "--no-block", "start", *self.services)

    def diachi(self, step: str, *words: str) -> None:
        """Run a command of the program that runs, as the user of the services."""
        _run(step, self._command, *words)

    def try_program(self) -> None:
        """Run the site and the service of the station until the site is ready, then stop them.

        The site has an address of its own, so that nobody's request is lost if it fails.
        """
        site = ("serve", "--host", _TRIAL_HOST, "--port", str(self.trial_port))
        service = ("kit", "watch")
        with _child(self._command, *site) as first, _child(self._command, *service) as second:
            deadline = time.monotonic() + self.trial_seconds
            while not _is_ready(self.trial_port):
                if first.poll() is not None or second.poll() is not None:
                    raise StepFailedError("chạy thử", "chương trình tự dừng")
                if time.monotonic() > deadline:
                    raise StepFailedError("chạy thử", "trang web không trả lời")
                time.sleep(_PAUSE_SECONDS)

    @property
    def _command(self) -> str:
        return str(self.running / "deploy" / "diachi")


def read_outcome(state: Path = STATE) -> Outcome | None:
    """Return the result of the last program; None if none arrived yet."""
    file = state / _OUTCOME
    return Outcome(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


@contextmanager
def _child(*command: str) -> Iterator[subprocess.Popen]:
    try:
        process = subprocess.Popen(
            (*ending_with_parent("KILL"), *command), stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise StepFailedError("chạy thử", error) from error
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
        process.kill()
        process.wait()


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(_TRIAL_HOST, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", _READY_PATH)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _write(file: Path, note: Switch | Outcome) -> None:
    write_atomically(file, json.dumps(asdict(note), ensure_ascii=False), _PUBLIC)
