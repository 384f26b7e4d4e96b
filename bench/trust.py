"""Benchmark of trust: what damage and hostile requests do, and what backups bring back.

The site and the pipeline service run as on a server, on loopback, and only so long as asked.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from bench.backup import backup_rows
from bench.form import report
from bench.index_damages import damages, index_rows
from bench.route_fuzz import fuzz_rows


def main() -> None:
    """Fill a library, damage its index, fuzz a copy of it and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--damages", type=int, default=len(damages()), help="stop after so many")
    parser.add_argument("--masters", type=int, default=200, help="masters of 1 MB, backed up")
    parser.add_argument("--requests", type=int, default=50_000, help="of the route fuzzer")
    parser.add_argument("--filled", type=Path, help="fuzz a copy of this installation instead")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    home = args.home or Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = (
            *index_rows(home, args.pages, args.damages),
            *backup_rows(args.pages, args.masters),
            *fuzz_rows(args.filled or home, args.requests),
        )
    finally:
        if args.home is None:
            shutil.rmtree(home)
    report("trust", rows, as_json=args.json)


if __name__ == "__main__":
    main()
