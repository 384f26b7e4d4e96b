"""Common report format of all benchmarks: a table for people, a JSON line for machines."""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement; `target` is the limit it must meet, None for information only."""

    what: str
    value: float
    unit: str
    target: float | None = None
    better: Literal["lower", "higher"] = "lower"

    @property
    def met(self) -> bool | None:
        """True if the target was met; None without a target."""
        if self.target is None:
            return None
        return self.value <= self.target if self.better == "lower" else self.value >= self.target


def json_parser(description: str) -> argparse.ArgumentParser:
    """Return the parser of a bench's command line; with --json it reports one line of JSON."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON line")
    return parser


def material_parser(description: str) -> argparse.ArgumentParser:
    """Return the parser of a bench on judged material, in an installation that may be kept."""
    parser = json_parser(description)
    parser.add_argument("--data", type=Path, required=True, help="the measuring material")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    return parser


def log_progress(sentence: str) -> None:
    """Print a sentence with the time to stderr, for whoever follows a long run."""
    print(f"{time.strftime('%H:%M:%S')} {sentence}", file=sys.stderr, flush=True)


def report(bench: str, rows: Iterable[Row], *, as_json: bool) -> None:
    """Print the measurements and exit with 0 only if every target is met."""
    rows = tuple(rows)
    if as_json:
        row_data = [{**asdict(row), "met": row.met} for row in rows]
        print(json.dumps({"bench": bench, "rows": row_data}, ensure_ascii=False))
    else:
        _print_table(bench, rows)
    sys.exit(0 if all(row.met is not False for row in rows) else 1)


def _print_table(bench: str, rows: tuple[Row, ...]) -> None:
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    print(f"{bench} — {machine}")
    width = max((len(row.what) for row in rows), default=0)
    for row in rows:
        sign = "≤" if row.better == "lower" else "≥"
        target = "" if row.target is None else f"{sign} {row.target:g}"
        verdict = {True: "✓", False: "✗", None: " "}[row.met]
        print(f"{verdict} {row.what:<{width}}  {row.value:>12,.3f} {row.unit:<12} {target}")
