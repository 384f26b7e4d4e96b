"""Makes the letters of the site from Debian's fonts: `make letters`, after a new edition of one.

Writes app/static/letters/ and the two style sheets that name what is there. Headings and texts are
set in Vollkorn, cut down to what Vietnamese, Tày and French are written with. The letters of Hán
and Nôm that most computers lack, as far as Vietnam has sent them to Unicode, are those of HanaMin,
in slices of which a browser fetches the ones it needs.
"""

import bz2
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_CHECKOUT = Path(__file__).resolve().parents[1]
_LETTERS = _CHECKOUT / "app/static/letters"
_STYLES = _CHECKOUT / "app/static/css"
_FONTS = Path("/usr/share/fonts/truetype")
_SOURCES = Path("/usr/share/unicode/Unihan_IRGSources.txt.bz2")
_SAMPLE = _CHECKOUT / "demo/dia-chi/dia-chi.jsonl"

_RANGES = (
    *((0x20, 0x7E), (0xA0, 0xA0), (0xAB, 0xAB), (0xB0, 0xB0), (0xB7, 0xB7), (0xBB, 0xBB)),
    *((0xC0, 0xC4), (0xC6, 0xCF), (0xD2, 0xD6), (0xD9, 0xDD), (0xE0, 0xE4), (0xE6, 0xEF)),
    *((0xF2, 0xF6), (0xF9, 0xFD), (0xFF, 0xFF), (0x102, 0x103), (0x110, 0x111), (0x128, 0x129)),
    *((0x152, 0x153), (0x168, 0x169), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1EA0, 0x1EF9)),
    *((0x2013, 0x2014), (0x2018, 0x2019), (0x201C, 0x201D), (0x2022, 0x2022), (0x2026, 0x2026)),
)
"""Latin as Vietnamese, Tày and French use it, and the signs of print; loose marks are composed."""

_WEIGHTS = {600: ("SemiBold", "Bold", " Bold"), 400: ("Regular", "Regular", "")}
"""Of each weight: its name in Vollkorn, in the files of what stands in for it, in their names."""

_STAND_INS = {
    "Times": ("liberation/LiberationSerif", ("Times New Roman", "Liberation Serif")),
    "Noto": ("noto/NotoSerif", ("Noto Serif",)),
}
"""What is seen until Vollkorn is there: a file as wide, and the names it has on computers."""

_USE = """\
:root {
  --serif: "Vollkorn", "As wide Times", "As wide Noto", "Times New Roman", var(--nom), serif;
}"""

_SLICE = 64
_RARE = range(0x3400, 0x4DC0), range(0x20000, 0x33480)
"""Extension A, and all beyond the first plane: what fonts of computers often leave out."""


def main() -> None:
    """Write everything anew."""
    _LETTERS.mkdir(exist_ok=True)
    for old in _LETTERS.glob("*.woff2"):
        old.unlink()
    _write_style("letters", "The letters of headings and texts", _latin())
    _write_style("nom", "Hán and Nôm that computers lack", _nom())


def _latin() -> Iterator[str]:
    wanted = [code for first, last in _RANGES for code in range(first, last + 1)]
    sample = _sample()
    for weight, (named, in_files, in_names) in _WEIGHTS.items():
        font = TTFont(_FONTS / f"vollkorn/Vollkorn-{named}.ttf")
        _figures_in_line(font)
        wide, high = _width(font, sample), _height(font)
        _cut(font, wanted, f"vollkorn-{weight}", features=["kern"])
        yield _face("Vollkorn", _own(f"vollkorn-{weight}"), f"font-weight: {weight}")
        for name, (file, local) in _STAND_INS.items():
            share = wide / _width(TTFont(_FONTS / f"{file}-{in_files}.ttf"), sample)
            sources = ", ".join(f'local("{one}{in_names}")' for one in local)
            yield _face(
                f"As wide {name}", sources, f"font-weight: {weight}", *_fitted(share, *high)
            )
    yield _USE


def _nom() -> Iterator[str]:
    drawn = {}
    for half in ("A", "B"):
        file = _FONTS / f"hanazono/HanaMin{half}.ttf"
        drawn |= dict.fromkeys(TTFont(file, lazy=True).getBestCmap(), file)
    rare = [code for code in _sent_by_vietnam() if any(code in part for part in _RARE)]
    for file in sorted(set(drawn.values())):
        mine = iter([code for code in rare if drawn.get(code) == file])
        while codes := list(islice(mine, _SLICE)):
            name = f"nom-{codes[0]:x}"
            _cut(TTFont(file), codes, name, features=[])
            span = f"unicode-range: U+{codes[0]:X}-{codes[-1]:X}"
            yield _face("Nom", _own(name), span)


def _sent_by_vietnam() -> list[int]:
    with bz2.open(_SOURCES, "rt", encoding="utf-8") as lines:
        return sorted(int(line[2:].split()[0], 16) for line in lines if "\tkIRG_VSource\t" in line)


def _figures_in_line(font: TTFont) -> None:
    """Make figures as high as capitals the usual ones: 1 is not to be taken for I."""
    substitutions = font["GSUB"].table
    (lookups,) = {
        tuple(one.Feature.LookupListIndex)
        for one in substitutions.FeatureList.FeatureRecord
        if one.FeatureTag == "lnum"
    }
    for lookup in (substitutions.LookupList.Lookup[index] for index in lookups):
        for table in lookup.SubTable:
            mapping = getattr(table, "ExtSubTable", table).mapping
            for cmap in font["cmap"].tables:
                cmap.cmap = {c: mapping.get(g, g) if c < 0x80 else g for c, g in cmap.cmap.items()}


def _cut(font: TTFont, codes: Iterable[int], name: str, features: list[str]) -> None:
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = features
    options.notdef_outline = True
    options.drop_tables += ["FFTM"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(_LETTERS / f"{name}.woff2")


def _sample() -> str:
    with _SAMPLE.open(encoding="utf-8") as lines:
        return "".join(json.loads(line)["text"] for line in lines)[:50_000]


def _width(font: TTFont, text: str) -> float:
    """Return how wide this text is, in ems a letter."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    known = [widths[glyphs[ord(letter)]][0] for letter in text if ord(letter) in glyphs]
    return sum(known) / len(known) / font["head"].unitsPerEm


def _height(font: TTFont) -> tuple[float, float, float]:
    """Return how far lines reach up and down and what lies between them, in ems."""
    high, em = font["hhea"], font["head"].unitsPerEm
    return high.ascent / em, -high.descent / em, high.lineGap / em


def _fitted(share: float, up: float, down: float, between: float) -> Iterator[str]:
    yield f"size-adjust: {share:.1%}"
    yield f"ascent-override: {up / share:.1%}"
    yield f"descent-override: {down / share:.1%}"
    yield f"line-gap-override: {between / share:.1%}"


def _own(name: str) -> str:
    """Return where a file is, by its content, so that it is kept for good."""
    version = hashlib.sha256((_LETTERS / f"{name}.woff2").read_bytes()).hexdigest()[:12]
    return f'url("../letters/{name}.woff2?v={version}") format("woff2")'


def _face(family: str, sources: str, *told: str) -> str:
    lines = (f'font-family: "{family}"', f"src: {sources}", *told, "font-display: swap")
    return "@font-face {\n" + "".join(f"  {line};\n" for line in lines) + "}"


def _write_style(name: str, what: str, rules: Iterable[str]) -> None:
    head = f"/* {what}; written by bin/letters.py. */"
    (_STYLES / f"{name}.css").write_text("\n\n".join((head, *rules)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
