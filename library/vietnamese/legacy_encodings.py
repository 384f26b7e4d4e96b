"""Decoding of Vietnamese encodings older than Unicode: TCVN3 (.VnTime), VNI, VISCII, VPS."""

import re
from collections.abc import Callable
from enum import StrEnum

from library.vietnamese.letters import compose


class LegacyEncoding(StrEnum):
    """Single-byte encoding of Vietnamese letters."""

    TCVN3 = "TCVN3"
    VNI = "VNI"
    VISCII = "VISCII"
    VPS = "VPS"


_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬­®µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ",
    "ĂÂÊÔƠƯĐăâêôơưđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
)


def _upper_half(first: int, letters: str) -> dict[int, str]:
    """Return the letters of the bytes from `first` on; a dot keeps the Latin-1 character."""
    return {first + place: letter for place, letter in enumerate(letters) if letter != "·"}


_VISCII = dict(zip(b"\x02\x05\x06\x14\x19\x1e", "ẲẴẪỶỸỴ", strict=True)) | _upper_half(
    0x80,
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "····ẢĂẳẵ···Ẻ··ĨỳĐứ···ạỷừử··ỹỵ·ỡư····ảăữẫ···ẻ··ĩỉđự····ỏọụ··ũủ·ợỮ",
)
_VPS = dict(
    zip(b"\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d", "ẠẬẶẸỆỊỌỘỢỤỰỴẪỮ", strict=True)
) | _upper_half(
    0x80,
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ··ỀỂỄỐỒỔỖýỷỵỚỜỞ·ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự"
    "ầ··ấẩẫậđẻ··ẹỉễịỹƯỦồố·ỏơÈừứ·ũư·Ẻ·····ảạă····ẽ···ĩẴĐ·····Ơụ··ủ·ỶẼỳ",
)

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_MARKS = {
    "ø": _GRAVE,
    "ù": _ACUTE,
    "û": _HOOK,
    "õ": _TILDE,
    "ï": _DOT,
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
"""VNI fonts draw the mark as a separate character after the vowel."""

_VNI_LETTERS = {
    "ô": "o" + _HORN,
    "ö": "u" + _HORN,
    "ñ": "đ",
    "ì": "i" + _GRAVE,
    "í": "i" + _ACUTE,
    "æ": "i" + _HOOK,
    "ó": "i" + _TILDE,
    "ò": "i" + _DOT,
    "î": "y" + _DOT,
}
_VNI = re.compile(
    rf"(?P<vowel>[aeiouyôö])(?P<mark>[{''.join(_VNI_MARKS)}])|(?P<letter>[{''.join(_VNI_LETTERS)}])",
    re.IGNORECASE,
)

_WINDOWS = {
    ord(letter): code
    for code in range(0x80, 0xA0)
    if (letter := bytes([code]).decode("cp1252", "ignore"))
}
"""Byte of each character that Windows-1252 has and Latin-1 lacks: € is byte 80."""


def from_tcvn3(text: str) -> str:
    """Return Unicode for text whose TCVN3 bytes were read as Latin-1."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Return Unicode for text whose VNI bytes were read as Latin-1."""
    return compose(_VNI.sub(_vni_letter, text))


def from_viscii(text: str) -> str:
    """Return Unicode for text whose VISCII bytes were read as Latin-1 or Windows-1252."""
    return text.translate(_WINDOWS).translate(_VISCII)


def from_vps(text: str) -> str:
    """Return Unicode for text whose VPS bytes were read as Latin-1 or Windows-1252."""
    return text.translate(_WINDOWS).translate(_VPS)


_READERS: dict[LegacyEncoding, Callable[[str], str]] = {
    LegacyEncoding.TCVN3: from_tcvn3,
    LegacyEncoding.VNI: from_vni,
    LegacyEncoding.VISCII: from_viscii,
    LegacyEncoding.VPS: from_vps,
}


def decode_legacy(text: str, encoding: LegacyEncoding) -> str:
    """Return Unicode for text whose bytes were read as Latin-1."""
    return _READERS[encoding](text)


def _vni_letter(match: re.Match[str]) -> str:
    glyph = match["vowel"] or match["letter"]
    letter = _VNI_LETTERS.get(glyph.lower(), glyph)
    if glyph.isupper():
        letter = letter[:1].upper() + letter[1:]
    return letter + _VNI_MARKS.get((match["mark"] or "").lower(), "")
