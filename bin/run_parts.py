"""Runs the parts of the whole test under time limits, and ends with a table of their seconds.

`gate`: the parts that every change of main must pass, and one of the long parts in turn, chosen by
the number of commits. `all`: every part, going on after a red one; called again, it repeats only
those that are not green for the same tree. Exit 1 if a part is red.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_ROTATION_MINUTES = 25
"""A long part starts in the gate only while less time has passed: its limit is 90 minutes."""

_KILL_SECONDS = 30
"""Time that a part has to end by itself once its limit is reached."""

_RESULTS = Path("build/parts")
_HOUSE = Path("../shared/house/budget")

_POSTGRESQL = (
    "tests/journeys tests/ingest/intake tests/ingest/pipeline tests/library/test_database.py "
    "tests/library/test_installation.py tests/library/accessions tests/library/staff "
    "tests/points/usage tests/search_index/index/test_sync.py"
)
_OTHER_RELEASE = (
    "tests/journeys tests/bin tests/library/test_database.py tests/library/test_installation.py "
    "tests/library/upgrades tests/library/process"
)
"""Tests of installing, of the database and of what differs between two releases of Python."""

_SLOW_FOLDERS = {
    "site": "tests/app",
    "pipeline": "tests/ingest tests/journeys",
    "others": "tests --ignore=tests/app --ignore=tests/ingest --ignore=tests/journeys",
}
"""Folders of the slow tests, in parts of about a third of their time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A command of the whole test, its limit beside four busy processes."""

    name: str
    minutes: int
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a part: seconds by the clock, CPU seconds of it and all it waited for."""

    name: str
    state: str
    seconds: int
    cpu: int


_HOUSE_PARTS = (Part("house", 2, (str(_HOUSE),)),) if os.access(_HOUSE, os.X_OK) else ()
_QUICK = Part("quick", 40, ("make", "test"))
_MEANING = Part("meaning", 15, ("make", "test-meaning"))
_SECOND_READER = Part("second reader", 15, ("make", "test-second-reader"))
_ON_POSTGRESQL = Part("postgresql", 15, ("make", "test-postgresql", f"PART={_POSTGRESQL}"))
_SLOW = tuple(
    Part(f"slow, {name}", 30, ("make", "test-slow", f"PART={folders}"))
    for name, folders in _SLOW_FOLDERS.items()
)
_SCALE = Part("scale", 25, ("make", "test-scale"))
_OPENSEARCH = Part("opensearch", 25, ("make", "test-opensearch"))

ALWAYS = (*_HOUSE_PARTS, _QUICK, _ON_POSTGRESQL)
ROTATING = (
    *((part,) for part in _SLOW),
    (_SCALE,),
    (_OPENSEARCH,),
    (Part("other Debian", 30, ("make", "test-other-debian", f"PART={_OTHER_RELEASE}")),),
    (_MEANING, _SECOND_READER),
)
ALL = (
    *ALWAYS,
    *_SLOW,
    _MEANING,
    _SECOND_READER,
    _SCALE,
    _OPENSEARCH,
    Part("other Debian", 60, ("make", "test-other-debian")),
)


def run(part: Part) -> Result:
    """Run a part under its limit; its output goes where ours goes."""
    print(f"\n== {part.name} (at most {part.minutes} minutes)", flush=True)
    began = time.monotonic()
    limit = ("timeout", f"--kill-after={_KILL_SECONDS}", str(part.minutes * 60))
    process = subprocess.Popen([*limit, *part.command], stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    states = {0: "green", 124: "red: time limit", 137: "red: time limit", -9: "red: time limit"}
    state = states.get(process.returncode, f"red: exit {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Result(part.name, state, round(time.monotonic() - began), round(cpu))


def run_gate(commits: int) -> list[Result]:
    """Run what is always run, then the long part whose turn it is; stop at a red part."""
    began = time.monotonic()
    turn = ROTATING[commits % len(ROTATING)]
    results = []
    for part in (*ALWAYS, *turn):
        minutes = (time.monotonic() - began) / 60
        if part in turn and minutes >= _ROTATION_MINUTES:
            print(f"\n{part.name} is left out: {minutes:.0f} minutes have passed", flush=True)
            continue
        results.append(run(part))
        if results[-1].state != "green":
            break
    started = {result.name for result in results}
    left_out = [part.name for part in ALL if part.name not in started]
    print(f"\nNot run: {'; '.join(left_out)} (make test-all runs every part)")
    return results


def run_all(results_file: Path) -> list[Result]:
    """Run every part that is not green in the file yet, which is written after each part."""
    results = {}
    if results_file.exists():
        results = {row["name"]: Result(**row) for row in json.loads(results_file.read_text())}
    for part in ALL:
        if part.name not in results or results[part.name].state != "green":
            results[part.name] = run(part)
            results_file.parent.mkdir(parents=True, exist_ok=True)
            results_file.write_text(json.dumps([asdict(row) for row in results.values()], indent=1))
    return [results[part.name] for part in ALL]


def table(results: list[Result]) -> str:
    """Return a line for each part and the sums."""
    total = Result("sum", "", sum(r.seconds for r in results), sum(r.cpu for r in results))
    return "\n".join(
        f"  {row.name:<18} {row.seconds:>6} s {row.cpu:>6} CPU s  {row.state}".rstrip()
        for row in (*results, total)
    )


def tree_id() -> str:
    """Return git's id of the working tree as it is, with what is not committed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GIT_INDEX_FILE": f"{folder}/index"}
        _git("read-tree", "HEAD", environment=environment)
        _git("add", "--all", environment=environment)
        return _git("write-tree", environment=environment)


def _git(*arguments: str, environment: dict[str, str] | None = None) -> str:
    command = ["git", *arguments]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return answer.stdout.strip()


def main(which: str) -> int:
    """Run `gate` or `all`, print the table, return the exit code."""
    if which == "gate":
        results = run_gate(int(_git("rev-list", "--count", "HEAD")))
    else:
        results = run_all(_RESULTS / f"{tree_id()}.json")
    print(f"\n{table(results)}")
    return int(any(result.state != "green" for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
