"""Conversion of text typed in pre-Unicode fonts; all other text is left unchanged.

The font name indicates the encoding and whether lower-case letters are drawn as capitals
(.VnTimeH). Since people also typed Unicode in old fonts and old encodings in new ones, text is
converted only if the result has more Vietnamese syllables.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.syllables import is_marked_syllable

_MARKED_WORD = re.compile(r"[^\s!-@\[-`{-~“”‘’–—…]*[^\s -~“”‘’–—…][^\s!-@\[-`{-~“”‘’–—…]*")
"""A word with a non-ASCII character; old fonts draw letters in place of signs (¸ µ §)."""

_ONLY_IN_UNICODE = re.compile("[\u1ea0-\u1ef9]")
_WRONG_TONE = re.compile("[\u0300\u0309\u0303].*(c|ch|p|t)$", re.IGNORECASE)
"""A syllable that ends in a stop can only have the tones sắc or nặng."""

_VOWELS = frozenset("aeiouy")
_MIN_SYLLABLE_SHARE, _MIN_SHARE_GAIN = 0.8, 0.3
_MIN_MARKED_WORDS = 2

_FONTS = (
    (LegacyEncoding.VNI, re.compile(r"vni[-_ ]|vnsvni")),
    (LegacyEncoding.VPS, re.compile(r"vps[-_ ]")),
    (LegacyEncoding.VISCII, re.compile(r"viscii|vi[-_ ](arial|times|courier|helve)")),
    (LegacyEncoding.TCVN3, re.compile(r"\.?vn(?!u)")),
)
_NAME_SUFFIX = re.compile(r"[,(-].*|(bold|italic|regular|oblique|roman)+$", re.IGNORECASE)

_CONVERTED = "Chữ ở bảng mã cũ ({0}) đã được chuyển sang Unicode; tệp gốc giữ nguyên."

_SIGNS = str.maketrans({"\u2212": "\xad", "\u2219": "\xb7", "\u03bc": "\xb5"})
"""Signs that programs substitute for Latin-1 letters of similar look, mapped back."""


@dataclass(frozen=True, slots=True)
class LegacyFont:
    """Encoding of a pre-Unicode font."""

    encoding: LegacyEncoding
    capitals: bool = False
    """True if it draws lower-case letters as capitals."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive characters in one font."""

    text: str
    font: str = ""


def legacy_font(name: str) -> LegacyFont | None:
    """Return the encoding that a font name indicates; None for a Unicode font."""
    name = name.strip("'\" ")
    for encoding, pattern in _FONTS:
        if pattern.match(name.lower()):
            bare = _NAME_SUFFIX.sub("", name).rstrip()
            return LegacyFont(encoding, encoding is LegacyEncoding.TCVN3 and bare[-1] in "Hh")
    return None


def to_unicode(runs: Sequence[Run]) -> tuple[tuple[str, ...], frozenset[LegacyEncoding]]:
    """Return the text of each run in Unicode, and the legacy encodings that were converted."""
    fonts = [legacy_font(run.font) for run in runs]
    confirmed_encodings = _confirmed_encodings(runs, fonts)
    usual = guess_encoding(
        " ".join(run.text for run, font in zip(runs, fonts, strict=True) if not font)
    )
    texts, encodings = [], set()
    for run, font in zip(runs, fonts, strict=True):
        encoding = (
            _encoding_of_run(run.text, font.encoding, confirmed_encodings)
            if font
            else usual or guess_encoding(run.text, confirmed_encodings)
        )
        text = _read(run.text, encoding, capitals=font is not None and font.capitals)
        if text != run.text:
            encodings.add(encoding)
        texts.append(text)
    return tuple(texts), frozenset(encodings)


def marked_share(text: str) -> float:
    """Return the share of non-ASCII words that are syllables; 0 without any.

    Words without a vowel are abbreviations (NĐ, QĐ) and are ignored.
    """
    words = [word for word in _marked_words(text) if _has_vowel(word)]
    return sum(map(_is_valid_syllable, words)) / len(words) if words else 0.0


def conversion_remark(encodings: Iterable[str]) -> str:
    """Return a remark in Vietnamese about the encodings that were converted."""
    return _CONVERTED.format(", ".join(sorted(encodings)))


def guess_encoding(text: str, encodings: Collection[LegacyEncoding] = ()) -> LegacyEncoding | None:
    """Return the certain legacy encoding of a text, whatever its font; None if uncertain.

    A single word is enough when other text of the file is in one of these `encodings`.
    """
    if len(_marked_words(text)) < (
        1 if encodings else _MIN_MARKED_WORDS
    ) or _ONLY_IN_UNICODE.search(text):
        return None
    shares = {
        encoding: marked_share(_decoded(text, encoding)) for encoding in encodings or LegacyEncoding
    }
    best = max(shares, key=shares.__getitem__)
    is_certain = (
        shares[best] >= _MIN_SYLLABLE_SHARE and shares[best] - marked_share(text) >= _MIN_SHARE_GAIN
    )
    return best if is_certain else None


def _confirmed_encodings(
    runs: Sequence[Run], fonts: Sequence[LegacyFont | None]
) -> set[LegacyEncoding]:
    """Return the encodings that fonts indicate and that the text in these fonts confirms."""
    texts_by_encoding: dict[LegacyEncoding, list[str]] = defaultdict(list)
    for run, font in zip(runs, fonts, strict=True):
        if font:
            texts_by_encoding[font.encoding].append(run.text)
    text_by_encoding = {encoding: " ".join(texts) for encoding, texts in texts_by_encoding.items()}
    return {
        encoding
        for encoding, text in text_by_encoding.items()
        if _gain(text, encoding) > 0 or _may_be(text, encoding)
    }


def _may_be(text: str, encoding: LegacyEncoding) -> bool:
    return not _ONLY_IN_UNICODE.search(text) and _gain(text, encoding) >= 0


def _read(text: str, encoding: LegacyEncoding | None, *, capitals: bool) -> str:
    if encoding is None:
        return text
    if _ONLY_IN_UNICODE.search(text):
        return _MARKED_WORD.sub(lambda word: _read_word(word[0], encoding), text)
    if _gain(text, encoding) < 0:
        return text
    decoded_text = _decoded(text, encoding)
    return decoded_text.upper() if capitals else decoded_text


def _read_word(word: str, encoding: LegacyEncoding) -> str:
    """Return a word among Unicode text decoded, unless it is valid Unicode itself."""
    reading = _decoded(word, encoding)
    return reading if _is_valid_syllable(reading) and not _is_valid_syllable(word) else word


def _encoding_of_run(
    text: str, font_encoding: LegacyEncoding, encodings: Iterable[LegacyEncoding]
) -> LegacyEncoding | None:
    """Return the encoding of a run: its font's, unless another of the file fits clearly better."""
    shares = {encoding: marked_share(_decoded(text, encoding)) for encoding in encodings}
    best = max(shares, key=shares.__getitem__, default=None)
    if best and shares[best] - shares.get(font_encoding, 0.0) > _MIN_SHARE_GAIN:
        return best
    return font_encoding if font_encoding in shares else None


def _gain(text: str, encoding: LegacyEncoding) -> float:
    return marked_share(_decoded(text, encoding)) - marked_share(text)


def _decoded(text: str, encoding: LegacyEncoding) -> str:
    return decode_legacy(text.translate(_SIGNS), encoding)


def _marked_words(text: str) -> list[str]:
    """Return the words that show an encoding; a single character may be any sign (• × ·)."""
    return [word for word in _MARKED_WORD.findall(text) if len(word) > 1]


def _has_vowel(word: str) -> bool:
    return not _VOWELS.isdisjoint(unicodedata.normalize("NFD", word.lower()))


def _is_valid_syllable(word: str) -> bool:
    return is_marked_syllable(word) and not _WRONG_TONE.search(unicodedata.normalize("NFD", word))
