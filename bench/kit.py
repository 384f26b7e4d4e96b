"""The commune kit: packs made at the province."""

import argparse
from pathlib import Path

from bench.form import report
from bench.kit_packs import packs


def main() -> None:
    """Measure the parts of the kit and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--home", type=Path, required=True, help="keep the province here")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    report("kit", packs(args.home, args.pages), as_json=args.json)


if __name__ == "__main__":
    main()
