"""The same library in three sizes: equal results, more machines, and what kills cost.

Runs on loopback with the services that two scripts start:

    bin/with-postgresql bin/with-scale .venv/bin/python -m bench.scale

Progress and every row go to stderr as soon as they are known, the report to stdout at the end.
"""

import argparse
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.form import Row, log_progress, report
from bench.scale_kills import kills
from bench.scale_moves import moves
from bench.scale_sizes import equal, sizes
from bench.scale_workshops import workshops

_PARTS: dict[str, Callable[[Path, Namespace], Iterator[Row]]] = {
    "sizes": lambda folder, args: sizes(folder, args.pages),
    "equal": lambda folder, args: equal(folder, args.equal_pages),
    "workshops": lambda folder, args: workshops(folder, args.pages),
    "kills": lambda folder, args: kills(folder, args.pages, args.kills),
    "moves": lambda folder, args: moves(folder, args.moved_pages),
}


def main() -> None:
    """Run the parts one after the other and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="of sizes, workshops and kills")
    parser.add_argument("--equal-pages", type=int, default=500)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--moved-pages", type=int, default=20_000, help="20,000 items")
    parser.add_argument("--part", choices=_PARTS, help="run one part only")
    parser.add_argument("--folder", type=Path, help="keep installations and their logs here")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows: list[Row] = []
    for part in [args.part] if args.part else _PARTS:
        log_progress(f"part {part}")
        with tempfile.TemporaryDirectory(prefix="diachi-scale-") as temporary:
            folder = (args.folder or Path(temporary)) / part
            folder.mkdir(parents=True)
            for row in _PARTS[part](folder, args):
                log_progress(f"{part}: {row.what}: {row.value:g} {row.unit}")
                rows.append(row)
    report("scale", rows, as_json=args.json)


if __name__ == "__main__":
    main()
