"""Gives a story its house, and the command as a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PLAN_70 = (
    Path(__file__).parents[2]
    / "demo/van-ban/Kế hoạch 70-KH-UBND năm 2025 về công tác dân vận ở Cần Thơ"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> list[dict]:
        """The JSON lines on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class House:
    """One installation, worked from the command line."""

    home: Path

    def start(self, *typed: object) -> subprocess.Popen:
        """Start `diachi …` as a person would, in a group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", "from library.cli import main; main()", *map(str, typed)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "DIACHI_HOME": str(self.home), "DIACHI_WORKERS": "2"},
            start_new_session=True,
        )

    def says(self, *typed: object) -> Told:
        """Run `diachi …` to its end."""
        with self.start(*typed) as process:
            out, err = process.communicate(timeout=120)
        return Told(process.returncode, out, err)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Give an installation that was just set up."""
    fresh = House(tmp_path_factory.mktemp("nhà"))
    assert fresh.says("init").code == 0
    return fresh
