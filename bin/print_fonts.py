"""Builds the fonts of printed labels and cards from Debian's DejaVu; run by `make letters`.

Writes library/stock/data/*.ttf: DejaVu Sans Condensed, subset to the characters of Vietnamese, Tày
and French and of cataloguing.
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from letters import _RANGES

_TARGET = Path(__file__).resolve().parents[1] / "library/stock/data"
_SOURCE = Path("/usr/share/fonts/truetype/dejavu")
_FILES = {"label.ttf": "DejaVuSansCondensed.ttf", "label-bold.ttf": "DejaVuSansCondensed-Bold.ttf"}
_CHARACTERS = "©®°±×÷½¼¾†‡№₫…"


def main() -> None:
    """Rewrite both fonts."""
    for name, source in _FILES.items():
        font = TTFont(_SOURCE / source, recalcTimestamp=False)
        subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
        points = [point for first, last in _RANGES for point in range(first, last + 1)]
        subsetter.populate(unicodes=points, text=_CHARACTERS)
        subsetter.subset(font)
        font.save(_TARGET / name)


if __name__ == "__main__":
    main()
