"""Scripts and styles use no feature newer than Chrome 109 and Firefox 115, the last on Windows 7.

The browser versions are from MDN's browser compatibility tables.
"""

import re
from pathlib import Path

import pytest

_STATIC = Path(__file__).parents[2] / "app" / "static"
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)

_TOO_NEW_STYLES = {
    "nested rules (Chrome 112)": r"[{;]\s*&",
    ":has() (Firefox 121)": r":has\(",
    "light-dark() (Chrome 123)": r"light-dark\(",
    "color-mix() (Chrome 111)": r"color-mix\(",
    "relative colours (Chrome 119)": r"(?:rgb|hsl|oklch|lab)\(from ",
    "oklch(), lab() (Chrome 111)": r"\b(?:ok)?(?:lch|lab)\(",
    "text-wrap (Chrome 114)": r"\btext-wrap\s*:",
    "@scope (Chrome 118)": r"@scope\b",
    "@starting-style (Chrome 117)": r"@starting-style\b",
    "@property (Firefox 128)": r"@property\b",
    "subgrid (Chrome 117)": r"\bsubgrid\b",
    "dynamic media ranges (Firefox 115, Safari 16.4)": r"@media[^{]*[<>]=?",
    "field-sizing (Chrome 123)": r"\bfield-sizing\s*:",
    "anchors (Chrome 125)": r"\banchor-name\s*:|\bposition-anchor\s*:",
    "animations by scrolling (Chrome 115)": r"\banimation-timeline\s*:",
    "popover (Chrome 114)": r":popover-open",
    "interpolated sizes (Chrome 129)": r"\bcalc-size\(|\binterpolate-size\s*:",
    "line-height units (Firefox 120)": r"\b\d+r?lh\b",
    "zoom (Firefox 126)": r"(?<![-\w])zoom\s*:",
}
_TOO_NEW_SCRIPTS = {
    "copies of arrays (Chrome 110)": r"\.(?:toSorted|toReversed|toSpliced)\(",
    "groups (Chrome 117)": r"\b(?:Object|Map)\.groupBy\(",
    "Array.fromAsync (Chrome 121)": r"Array\.fromAsync\(",
    "Promise.withResolvers (Chrome 119)": r"withResolvers\(",
    "Promise.try (Chrome 128)": r"Promise\.try\(",
    "sets compared (Chrome 122)": r"\.(?:isSubsetOf|isSupersetOf|symmetricDifference)\(",
    "URL.canParse (Chrome 120)": r"URL\.canParse\(",
    "URL.parse (Chrome 126)": r"\bURL\.parse\(",
    "AbortSignal.any (Chrome 116)": r"AbortSignal\.any\(",
    "popovers (Chrome 114)": r"\.(?:showPopover|togglePopover)\(",
    "view transitions (Chrome 111)": r"startViewTransition\(",
    "well-formed strings (Chrome 111)": r"\.(?:isWellFormed|toWellFormed)\(",
    "the v flag (Chrome 112)": r"/[dgimsuy]*v[dgimsuy]*[;,.)]",
    "import attributes (Chrome 123)": r"\bwith\s*\{\s*type\s*:",
    "scheduler.yield (Chrome 129)": r"scheduler\.yield\(",
    "resizable buffers (Chrome 111)": r"maxByteLength",
}


def _files_with(pattern: str, kind: str) -> list[str]:
    return [
        path.name
        for path in sorted(_STATIC.rglob(f"*.{kind}"))
        if re.search(pattern, _COMMENT.sub("", path.read_text(encoding="utf-8")))
    ]


@pytest.mark.parametrize("pattern", _TOO_NEW_STYLES.values(), ids=_TOO_NEW_STYLES.keys())
def test_no_style_is_too_new(pattern):
    assert _files_with(pattern, "css") == []


@pytest.mark.parametrize("pattern", _TOO_NEW_SCRIPTS.values(), ids=_TOO_NEW_SCRIPTS.keys())
def test_no_script_is_too_new(pattern):
    assert _files_with(pattern, "js") == []


@pytest.mark.parametrize(
    ("pattern", "source"),
    [
        (_TOO_NEW_STYLES["nested rules (Chrome 112)"], "a { color: red; &:hover { color: blue } }"),
        (_TOO_NEW_STYLES[":has() (Firefox 121)"], "li:has(a) { color: red }"),
        (_TOO_NEW_SCRIPTS["copies of arrays (Chrome 110)"], "names.toSorted()"),
    ],
)
def test_what_is_too_new_is_recognised(pattern, source):
    assert re.search(pattern, source)
