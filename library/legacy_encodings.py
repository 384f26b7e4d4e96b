"""Reads Vietnamese typed in the fonts used before Unicode: TCVN3 (.VnTime) and VNI."""

import re

from library.vietnamese import compose

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬­®µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ",
    "ĂÂÊÔƠƯĐăâêôơưđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
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
"""A VNI font draws the mark as a letter of its own, after the vowel."""

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


def from_tcvn3(text: str) -> str:
    """Return Unicode for text whose TCVN3 bytes were read as Latin-1."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Return Unicode for text whose VNI bytes were read as Latin-1."""
    return compose(_VNI.sub(_vni_letter, text))


def _vni_letter(found: re.Match[str]) -> str:
    drawn = found["vowel"] or found["letter"]
    meant = _VNI_LETTERS.get(drawn.lower(), drawn)
    if drawn.isupper():
        meant = meant[:1].upper() + meant[1:]
    return meant + _VNI_MARKS.get((found["mark"] or "").lower(), "")
