"""Builds the web fonts of the site from Debian's fonts; run by `make letters` after a font update.

Writes app/static/letters/ and its style sheets. Headings and texts use Vollkorn, subset to the
characters of Vietnamese, Tày and French. Hán and Nôm characters that most computers lack, as far
as Vietnam has submitted them to Unicode, come from HanaMin, in slices fetched on demand.
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
"""Code points of Vietnamese, Tày and French and of typographic punctuation; precomposed only."""

_WEIGHTS = {600: ("SemiBold", "Bold", " Bold"), 400: ("Regular", "Regular", "")}
"""Weight → its name in Vollkorn files, in fallback font files and in local fallback font names."""

_FALLBACKS = {
    "Times": ("liberation/LiberationSerif", ("Times New Roman", "Liberation Serif")),
    "Noto": ("noto/NotoSerif", ("Noto Serif",)),
}
"""Fallback fonts shown until Vollkorn has loaded: a metric-compatible file and local font names."""

_USE = """\
:root {{
  --serif: {}"As wide Times", "As wide Noto", "Times New Roman", var(--nom), serif;
}}"""
"""The serif fonts of the site, with a place for the web font before the local ones."""

_SLICE_SIZE = 64
"""Characters per font file."""

_RARE = range(0x3400, 0x4DC0), range(0x20000, 0x33480)
"""CJK Extension A and the supplementary planes, which system fonts often lack."""


def main() -> None:
    """Rewrite all font files and the style sheets."""
    _LETTERS.mkdir(exist_ok=True)
    for old_file in _LETTERS.glob("*.woff2"):
        old_file.unlink()
    web_rules, local_rules = _latin_rules()
    _write_style("letters", "Local fonts as wide as the web font of headings", local_rules)
    _write_style("vollkorn", "Web font for headings and texts", web_rules)
    _write_style(
        "nom", "Web font for Hán and Nôm characters missing from most systems", _nom_rules()
    )


def _latin_rules() -> tuple[list[str], list[str]]:
    """Return the rules of the web font, and those of the local fonts shown until it has loaded."""
    web_rules, local_rules = [], []
    codes = [code for first, last in _RANGES for code in range(first, last + 1)]
    sample = _sample_text()
    for weight, (style, file_suffix, name_suffix) in _WEIGHTS.items():
        font = TTFont(_FONTS / f"vollkorn/Vollkorn-{style}.ttf")
        _use_lining_figures(font)
        width, metrics = _mean_width(font, sample), _vertical_metrics(font)
        _write_subset(font, codes, f"vollkorn-{weight}", features=["kern"])
        web_rules.append(
            _font_face("Vollkorn", _file_source(f"vollkorn-{weight}"), f"font-weight: {weight}")
        )
        for name, (file, local_names) in _FALLBACKS.items():
            ratio = width / _mean_width(TTFont(_FONTS / f"{file}-{file_suffix}.ttf"), sample)
            sources = ", ".join(f'local("{local_name}{name_suffix}")' for local_name in local_names)
            overrides = _metric_overrides(ratio, *metrics)
            local_rules.append(
                _font_face(f"As wide {name}", sources, f"font-weight: {weight}", *overrides)
            )
    return [*web_rules, _USE.format('"Vollkorn", ')], [*local_rules, _USE.format("")]


def _nom_rules() -> Iterator[str]:
    file_of_code = {}
    for half in ("A", "B"):
        file = _FONTS / f"hanazono/HanaMin{half}.ttf"
        file_of_code |= dict.fromkeys(TTFont(file, lazy=True).getBestCmap(), file)
    rare = [code for code in _vietnamese_codes() if any(code in block for block in _RARE)]
    for file in sorted(set(file_of_code.values())):
        codes_of_file = iter([code for code in rare if file_of_code.get(code) == file])
        while codes := list(islice(codes_of_file, _SLICE_SIZE)):
            name = f"nom-{codes[0]:x}"
            _write_subset(TTFont(file), codes, name, features=[])
            span = f"unicode-range: U+{codes[0]:X}-{codes[-1]:X}"
            yield _font_face("Nom", _file_source(name), span)


def _vietnamese_codes() -> list[int]:
    """Return the code points of all characters that Vietnam submitted to Unicode."""
    with bz2.open(_SOURCES, "rt", encoding="utf-8") as lines:
        return sorted(int(line[2:].split()[0], 16) for line in lines if "\tkIRG_VSource\t" in line)


def _use_lining_figures(font: TTFont) -> None:
    """Make lining figures the default: an old-style 1 resembles a small capital I."""
    substitutions = font["GSUB"].table
    (lookups,) = {
        tuple(record.Feature.LookupListIndex)
        for record in substitutions.FeatureList.FeatureRecord
        if record.FeatureTag == "lnum"
    }
    for lookup in (substitutions.LookupList.Lookup[index] for index in lookups):
        for table in lookup.SubTable:
            mapping = getattr(table, "ExtSubTable", table).mapping
            for cmap in font["cmap"].tables:
                cmap.cmap = {c: mapping.get(g, g) if c < 0x80 else g for c, g in cmap.cmap.items()}


def _write_subset(font: TTFont, codes: Iterable[int], name: str, features: list[str]) -> None:
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = features
    options.notdef_outline = True
    options.drop_tables += ["FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(_LETTERS / f"{name}.woff2")


def _sample_text() -> str:
    with _SAMPLE.open(encoding="utf-8") as lines:
        return "".join(json.loads(line)["text"] for line in lines)[:50_000]


def _mean_width(font: TTFont, text: str) -> float:
    """Return the mean width of the characters of a text, in ems."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    advances = [widths[glyphs[ord(letter)]][0] for letter in text if ord(letter) in glyphs]
    return sum(advances) / len(advances) / font["head"].unitsPerEm


def _vertical_metrics(font: TTFont) -> tuple[float, float, float]:
    """Return the ascent, descent and line gap, in ems."""
    header, em = font["hhea"], font["head"].unitsPerEm
    return header.ascent / em, -header.descent / em, header.lineGap / em


def _metric_overrides(
    ratio: float, ascent: float, descent: float, line_gap: float
) -> Iterator[str]:
    yield f"size-adjust: {ratio:.1%}"
    yield f"ascent-override: {ascent / ratio:.1%}"
    yield f"descent-override: {descent / ratio:.1%}"
    yield f"line-gap-override: {line_gap / ratio:.1%}"


def _file_source(name: str) -> str:
    """Return the CSS source of a font file; its content hash allows permanent caching."""
    version = hashlib.sha256((_LETTERS / f"{name}.woff2").read_bytes()).hexdigest()[:12]
    return f'url("../letters/{name}.woff2?v={version}") format("woff2")'


def _font_face(family: str, sources: str, *descriptors: str) -> str:
    lines = (f'font-family: "{family}"', f"src: {sources}", *descriptors, "font-display: swap")
    return "@font-face {\n" + "".join(f"  {line};\n" for line in lines) + "}"


def _write_style(name: str, title: str, rules: Iterable[str]) -> None:
    head = f"/* {title}; written by bin/letters.py. */"
    (_STYLES / f"{name}.css").write_text("\n\n".join((head, *rules)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
