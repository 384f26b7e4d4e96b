"""Turns text typed in fonts from before Unicode into Unicode, and leaves all other text alone.

The name of a font says what its letters mean, and whether it draws capitals for small letters
(.VnTimeH). But people typed Unicode under old fonts too, and old letters under new ones: what the
text becomes must have more Vietnamese syllables than what it was.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from library.vietnamese.legacy_encodings import OldEncoding, from_old
from library.vietnamese.syllables import is_marked_syllable

_MARKED = re.compile(r"[^\s!-@\[-`{-~“”‘’–—…]*[^\s -~“”‘’–—…][^\s!-@\[-`{-~“”‘’–—…]*")
"""A word with a letter beyond ASCII; old fonts draw letters in the place of signs (¸ µ §)."""

_ONLY_IN_UNICODE = re.compile("[\u1ea0-\u1ef9]")
_WRONG_TONE = re.compile("[\u0300\u0309\u0303].*(c|ch|p|t)$", re.IGNORECASE)
"""A syllable that ends in a stop rises or is heavy."""

_VOWELS = frozenset("aeiouy")
_SURE, _BETTER = 0.8, 0.3
_FEW = 2

_FONTS = (
    (OldEncoding.VNI, re.compile(r"vni[-_ ]|vnsvni")),
    (OldEncoding.VPS, re.compile(r"vps[-_ ]")),
    (OldEncoding.VISCII, re.compile(r"viscii|vi[-_ ](arial|times|courier|helve)")),
    (OldEncoding.TCVN3, re.compile(r"\.?vn(?!u)")),
)
_CUT = re.compile(r"[,(-].*|(bold|italic|regular|oblique|roman)+$", re.IGNORECASE)

_CONVERTED = "Chữ ở bảng mã cũ ({0}) đã được chuyển sang Unicode; tệp gốc giữ nguyên."

_SIGNS = str.maketrans({"\u2212": "\xad", "\u2219": "\xb7", "\u03bc": "\xb5"})
"""What programs make of a letter that Latin-1 takes for the sign of another."""


@dataclass(frozen=True, slots=True)
class OldFont:
    """What a font from before Unicode makes of single bytes."""

    encoding: OldEncoding
    capitals: bool = False
    """Whether it draws capitals for small letters."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that stand together in one font."""

    text: str
    font: str = ""


def old_font(name: str) -> OldFont | None:
    """Return what the name of a font says of its letters; None for a font of today."""
    name = name.strip("'\" ")
    for encoding, pattern in _FONTS:
        if pattern.match(name.lower()):
            bare = _CUT.sub("", name).rstrip()
            return OldFont(encoding, encoding is OldEncoding.TCVN3 and bare[-1] in "Hh")
    return None


def modern(runs: Sequence[Run]) -> tuple[tuple[str, ...], frozenset[OldEncoding]]:
    """Return the text of each run in Unicode, and the encodings that were found among them."""
    named = [old_font(run.font) for run in runs]
    believed = _believed(runs, named)
    usual = guess(" ".join(run.text for run, font in zip(runs, named, strict=True) if not font))
    made, found = [], set()
    for run, font in zip(runs, named, strict=True):
        encoding = (
            _meant(run.text, font.encoding, believed)
            if font
            else usual or guess(run.text, believed)
        )
        text = _read(run.text, encoding, capitals=font is not None and font.capitals)
        if text != run.text:
            found.add(encoding)
        made.append(text)
    return tuple(made), frozenset(found)


def marked_share(text: str) -> float:
    """Return which part of the words with letters beyond ASCII are syllables; 0 without any.

    What has no vowel is short for something (NĐ, QĐ) and tells nothing.
    """
    words = [word for word in _marked(text) if _has_vowel(word)]
    return sum(map(_is_right, words)) / len(words) if words else 0.0


def conversion(found: Iterable[str]) -> str:
    """Return a remark for people on what was converted."""
    return _CONVERTED.format(", ".join(sorted(found)))


def guess(text: str, believed: Collection[OldEncoding] = ()) -> OldEncoding | None:
    """Return the old encoding a text is surely in, whatever its font is called.

    One word is enough when other text of the file is in a `believed` encoding.
    """
    if len(_marked(text)) < (1 if believed else _FEW) or _ONLY_IN_UNICODE.search(text):
        return None
    shares = {one: marked_share(_decoded(text, one)) for one in believed or OldEncoding}
    best = max(shares, key=shares.__getitem__)
    sure = shares[best] >= _SURE and shares[best] - marked_share(text) >= _BETTER
    return best if sure else None


def _believed(runs: Sequence[Run], named: Sequence[OldFont | None]) -> set[OldEncoding]:
    """Return the encodings that the fonts promise and the text under them keeps to."""
    together: dict[OldEncoding, list[str]] = defaultdict(list)
    for run, font in zip(runs, named, strict=True):
        if font:
            together[font.encoding].append(run.text)
    whole = {encoding: " ".join(texts) for encoding, texts in together.items()}
    return {
        encoding
        for encoding, text in whole.items()
        if _gain(text, encoding) > 0 or _may_be(text, encoding)
    }


def _may_be(text: str, encoding: OldEncoding) -> bool:
    return not _ONLY_IN_UNICODE.search(text) and _gain(text, encoding) >= 0


def _read(text: str, encoding: OldEncoding | None, *, capitals: bool) -> str:
    if encoding is None:
        return text
    if _ONLY_IN_UNICODE.search(text):
        return _MARKED.sub(lambda word: _read_word(word[0], encoding), text)
    if _gain(text, encoding) < 0:
        return text
    read = _decoded(text, encoding)
    return read.upper() if capitals else read


def _read_word(word: str, encoding: OldEncoding) -> str:
    """Return a word that stands among others in Unicode, and may be in Unicode itself."""
    read = _decoded(word, encoding)
    return read if _is_right(read) and not _is_right(word) else word


def _meant(text: str, told: OldEncoding, believed: Iterable[OldEncoding]) -> OldEncoding | None:
    """Return the encoding a font tells, unless the letters clearly keep to another of the file."""
    shares = {encoding: marked_share(_decoded(text, encoding)) for encoding in believed}
    best = max(shares, key=shares.__getitem__, default=None)
    if best and shares[best] - shares.get(told, 0.0) > _BETTER:
        return best
    return told if told in shares else None


def _gain(text: str, encoding: OldEncoding) -> float:
    return marked_share(_decoded(text, encoding)) - marked_share(text)


def _decoded(text: str, encoding: OldEncoding) -> str:
    return from_old(text.translate(_SIGNS), encoding)


def _marked(text: str) -> list[str]:
    """Return the words that tell an encoding: what stands alone may be any sign (• × ·)."""
    return [word for word in _MARKED.findall(text) if len(word) > 1]


def _has_vowel(word: str) -> bool:
    return not _VOWELS.isdisjoint(unicodedata.normalize("NFD", word.lower()))


def _is_right(word: str) -> bool:
    return is_marked_syllable(word) and not _WRONG_TONE.search(unicodedata.normalize("NFD", word))
