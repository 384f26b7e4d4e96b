"""The commune kit: packs made at the province, and taken in at a station."""

import argparse
from functools import partial
from itertools import chain
from pathlib import Path

from bench.form import report
from bench.kit_packs import packs
from bench.kit_station import station


def main() -> None:
    """Measure the parts of the kit and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--home", type=Path, required=True, help="keep the province here")
    parser.add_argument("--only", choices=("packs", "station"))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    parts = {
        "packs": partial(packs, args.home, args.pages),
        "station": partial(station, args.home / "tram", args.pages),
    }
    chosen = [args.only] if args.only else parts
    rows = chain.from_iterable(parts[name]() for name in chosen)
    report("kit", rows, as_json=args.json)


if __name__ == "__main__":
    main()
