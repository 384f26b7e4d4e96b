"""An installation for end-to-end tests, with the command run in a separate process."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.databases import DATABASES
from tests.makers import make_environment

PLAN_70 = (
    Path(__file__).parents[2]
    / "demo/van-ban/Kế hoạch 70-KH-UBND năm 2025 về công tác dân vận ở Cần Thơ"
)

_TWO_WORKERS = {"DIACHI_WORKERS": "2"}


@dataclass(frozen=True, slots=True)
class CommandResult:
    """Exit code and output of a command."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> list[dict]:
        """The JSON lines on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation operated from the command line."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)
    """Settings besides those of the data folder and the database."""

    def start(self, *typed: object) -> subprocess.Popen:
        """Start `diachi …` in a separate process group."""
        return subprocess.Popen(
            [sys.executable, "-c", "from library.cli import main; main()", *map(str, typed)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **make_environment(self.home), **_TWO_WORKERS, **self.variables},
            start_new_session=True,
        )

    def run(self, *typed: object) -> CommandResult:
        """Run `diachi …` and wait for its end."""
        with self.start(*typed) as process:
            out, err = process.communicate(timeout=120)
        return CommandResult(process.returncode, out, err)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Return a new installation."""
    fresh = Installation(tmp_path_factory.mktemp("nhà"))
    DATABASES.prepare(DATABASES.url(fresh.home))
    assert fresh.run("init").code == 0
    return fresh
