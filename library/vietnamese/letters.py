"""Vietnamese letters: normalisation, folding, spelling variants and sort keys."""

import re
import unicodedata

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306": "~", "\u0302": "~~", "\u031b": "~~~"}
"""Breve, circumflex, horn: letters with these sort after the bare letter (a ă â, o ô ơ, u ư)."""

_NEWER_TO_OLDER = {
    first + unicodedata.normalize("NFC", second + tone): unicodedata.normalize("NFC", first + tone)
    + second
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
}
"""Tone placement at the end of a syllable: oà → òa, oẻ → ỏe, uý → úy."""

_NEWER = re.compile(rf"(?<!q)({'|'.join(_NEWER_TO_OLDER)})(?!\w)")
_Y_TO_I = str.maketrans("yỳỷỹýỵ", "iìỉĩíị")
_LAST_Y = re.compile(r"(?<!\w)((?:h|k|l|m|s|t|qu)[yỳỷỹýỵ])(?!\w)")
_DIGITS = re.compile(r"\d+")
_LINE_ENDS = re.compile("\r\n|[\v\f\u2028]")
_UNSEEN = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\xad\ufeff\ufffe\uffff]")
_SYLLABLE = re.compile(r"\w+")


def compose(text: str) -> str:
    """Return text in NFC, the only form used inside the program; OCR, PDF and macOS give NFD.

    The Icelandic and African letters that look like Đ are replaced by Đ.
    """
    text = unicodedata.normalize("NFC", text)
    return text.replace("Ð", "Đ").replace("ð", "đ").replace("Ɖ", "Đ")  # translate() is slower


def without_controls(text: str) -> str:
    """Return NFC text without what Word and Excel paste unseen: control characters, soft hyphens.

    A manual line break of Word (vertical tab) and a form feed become line ends.
    """
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", compose(text)))


def fold(text: str) -> str:
    """Return lower-case text without tones or diacritics, so `Hà Tĩnh` meets `ha tinh`."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.lower())
    bare = "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", bare).replace("đ", "d")


def spell_one_way(text: str) -> str:
    """Return lower-case text with spelling variants unified.

    Tone placement (hoà = hòa, khoẻ = khỏe, thuỷ = thủy) and the final i or y of kỹ = kĩ,
    quý = quí; the older placement and the letter i are kept.
    """
    older = _NEWER.sub(lambda match: _NEWER_TO_OLDER[match[0]], compose(text.lower()))
    return _LAST_Y.sub(lambda match: match[0].translate(_Y_TO_I), older)


def sort_key(text: str) -> str:
    """Return a key for sorting titles in Vietnamese alphabetical order by text comparison.

    Letters first (a ă â b c d đ e ê …), then tones (ngang huyền hỏi ngã sắc nặng), syllable by
    syllable, as Vietnamese dictionaries do; numbers by their value.
    """
    return " ".join(_syllable_key(match[0]) for match in _SYLLABLE.finditer(compose(text.lower())))


def _syllable_key(syllable: str) -> str:
    padded_syllable = _DIGITS.sub(lambda number: number[0].zfill(10), syllable)
    letters, tones = [], []
    for letter in unicodedata.normalize("NFD", padded_syllable):
        if letter in _TONES:
            tones.append(_TONES[letter])
        else:
            letters.append(_SHAPES.get(letter, "d~" if letter == "đ" else letter))
    return f"{''.join(letters)}!{''.join(tones) or '0'}"
